//! The asynchronous driver in a runtime of one thread, with the asynchronous transport.
#![cfg(feature = "async")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    unreachable_pub,
    dead_code,
    missing_docs,
    reason = "tests"
)]

mod common;

use beid_card::Contents;
use beid_simulator::Persona;
use common::{PASSWORD, TestPorts, request, sandbox, settings};
use ehealth_client::transport::asynchronous::HttpsTransport;
use ehealth_client::transport::{AsyncTransport, Settings as Roots};
use ehealth_client::{Limits, TransportError};
use ehealth_enrollment::driver::asynchronous::{AsyncPorts, run};
use ehealth_enrollment::{Answer, Error, FileWork, FilesDone, Flow, Outcome, Question, SignatureWanted};
use ehealth_keystore::Password;
use ehealth_sandbox::Options;
use rustls_pki_types::UnixTime;

struct Host(HttpsTransport);

impl AsyncPorts for Host {
    async fn read_card(&mut self) -> Result<Contents, Error> {
        Err(Error::AnswerMissing("card"))
    }
    async fn sign(&mut self, _: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        Err(Error::AnswerMissing("pin"))
    }
    async fn ask(&mut self, question: &Question) -> Result<Answer, Error> {
        match question {
            Question::Password { refused: false, .. } => Ok(Answer::Password(Password::new(PASSWORD.into()))),
            _ => Err(Error::AnswerMissing("person")),
        }
    }
    async fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.0.send(request, limits).await
    }
    async fn wait_until(&mut self, _: UnixTime) -> Result<(), Error> {
        Ok(())
    }
    async fn files(&mut self, work: FileWork) -> Result<FilesDone, Error> {
        tokio::task::spawn_blocking(|| work.run()).await.unwrap()
    }
}

#[test]
fn completes_in_a_runtime() {
    let sandbox = sandbox(Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut ports = TestPorts::new(&sandbox, &Persona::adult_ec());
    let requested = request(&mut ports, settings(&sandbox, folder.path())).unwrap();
    let transport = HttpsTransport::new(
        &Roots::default().with_only_roots_pem(sandbox.descriptor().tls_ca.as_bytes()).unwrap(),
    )
    .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(async {
        let mut flow = Flow::complete(requested.keystore, settings(&sandbox, folder.path()));
        run(&mut flow, &mut Host(transport)).await
    });
    assert!(matches!(outcome, Ok(Outcome::Completed(_))), "{outcome:?}");
}
