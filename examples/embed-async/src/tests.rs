use embed_testing::{Persona, Practice, password};

use super::*;

fn connection(practice: &Practice) -> Arc<HttpsTransport> {
    let only = Connection::new().with_only_roots_pem(practice.tls_ca().as_bytes()).unwrap();
    Arc::new(HttpsTransport::new(&only).unwrap())
}

fn work<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

#[test]
fn many_at_once() {
    let practice = Practice::new();
    let people = [Persona::adult_rsa(), Persona::adult_ec(), Persona::diacritics(), Persona::foreigner()];
    let job = |persona| Job {
        keystore: practice.requested(persona),
        settings: practice.settings(),
        password: password(),
    };
    let jobs: Vec<Job> = people.iter().map(job).collect();
    let done = work(async { round(jobs, &connection(&practice)).await });
    assert_eq!(done.len(), people.len());
    for (keystore, outcome) in &done {
        assert!(matches!(outcome, Ok(Outcome::Completed(done)) if done.keystore == *keystore), "{outcome:?}");
    }
}

#[test]
fn what_is_not_issued_waits_and_a_wrong_password_is_said_once() {
    let practice = Practice::patient();
    let keystore = practice.requested(&Persona::adult_ec());
    let job = |password| Job { keystore: keystore.clone(), settings: practice.settings(), password };
    let codes = |password| {
        let done = work(async { round(vec![job(password)], &connection(&practice)).await });
        done.into_iter().map(|(_, outcome)| outcome.unwrap_err().code()).collect::<Vec<_>>()
    };
    assert_eq!(codes(password()), ["ra.not_yet"]);
    assert_eq!(codes(Password::new("wrong-horse-7".into())), ["keystore.wrong_password"]);
}

#[test]
fn only_folders_with_something_to_do() {
    let root = Practice::new();
    std::fs::create_dir(root.folder().join("practice-of-nobody")).unwrap();
    assert!(jobs(root.folder()).unwrap().is_empty());
}

/// As docs/embedding.md says: what a procedure consists of may move between threads.
#[test]
fn procedures_move_between_threads() {
    fn moves<T: Send>() {}
    moves::<Flow>();
    moves::<Settings>();
    moves::<ehealth_keystore::Keystore>();
    moves::<Error>();
    moves::<beid_card::Card<embed_testing::VirtualReader>>();
}
