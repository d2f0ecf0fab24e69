use std::sync::mpsc;

use ehealth_client::TransportError;
use ehealth_client::transport::Phase;
use ehealth_keystore::files::Lock;
use embed_testing::{Persona, Practice, password};

use super::*;

#[test]
fn waits_then_finishes_then_has_nothing_to_do() {
    let practice = Practice::patient();
    assert_eq!(look(practice.settings(), practice.transport(), password), Look::Nothing);

    let requested = practice.request(&Persona::adult_ec());
    assert_eq!(look(practice.settings(), practice.transport(), password), Look::Again);

    practice.approve(&requested);
    let (tell, news) = mpsc::channel();
    watch(&|| practice.settings(), practice.transport(), password, &tell);
    drop(tell);
    assert_eq!(news.iter().collect::<Vec<_>>(), [News::Finished(requested.keystore)]);
}

#[test]
fn a_network_that_is_away_is_no_news_but_a_wrong_password_is() {
    struct Away;
    impl Transport for Away {
        fn send(
            &mut self,
            _: http::Request<Vec<u8>>,
            _: &ehealth_client::Limits,
        ) -> Result<http::Response<Vec<u8>>, TransportError> {
            Err(TransportError::Timeout(Phase::Connect))
        }
    }
    let practice = Practice::new();
    let keystore = practice.requested(&Persona::adult_ec());
    assert_eq!(look(practice.settings(), Away, password), Look::Again);
    let at_it = Lock::procedure(&keystore).unwrap();
    assert_eq!(look(practice.settings(), practice.transport(), password), Look::Again);
    drop(at_it);
    let wrong = || Password::new("wrong-horse-7".into());
    let told = look(practice.settings(), practice.transport(), wrong);
    assert_eq!(told, Look::Tell(News::Failed("keystore.wrong_password")));
}
