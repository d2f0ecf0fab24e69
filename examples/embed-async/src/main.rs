//! A service on tokio that completes what waits in many practices: an institution's own, or a vendor's for its
//! customers. Each practice is a task; what blocks (files, key derivation, making a key) goes to the threads
//! that the runtime keeps for that. Dropping a task interrupts nothing that the next round does not resume.
//!
//! `embed-async FOLDER`: each folder below it is one practice's.

use std::error::Error as StdError;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use beid_card::Contents;
use ehealth_client::transport::asynchronous::HttpsTransport;
use ehealth_client::transport::{AsyncTransport, Settings as Connection};
use ehealth_client::{Endpoints, Limits, TransportError};
use ehealth_enrollment::driver::asynchronous::{AsyncPorts, run};
use ehealth_enrollment::{
    Answer, Error, FileWork, FilesDone, Find, Flow, Outcome, Question, Settings, SignatureWanted,
    find_keystore,
};
use ehealth_keystore::{NewKey, Password};
use ehealth_pki::Environment;
use rustls_pki_types::UnixTime;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};

/// So many at once: opening a keystore is computing, and the authority is shared with everybody.
const AT_ONCE: usize = 8;

/// One keystore that waits.
struct Job {
    keystore: PathBuf,
    settings: Settings,
    password: Password,
}

fn main() -> Result<(), Box<dyn StdError>> {
    let root = std::env::args_os().nth(1).ok_or("which folder?")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let transport = Arc::new(HttpsTransport::new(&Connection::new())?);
        loop {
            for (keystore, outcome) in round(jobs(root.as_ref())?, &transport).await {
                match outcome {
                    Ok(Outcome::Completed(done)) => println!("{} is finished", done.keystore.display()),
                    Ok(_) | Err(Error::NotYet { .. }) => {}
                    Err(error) => println!("{}: {}", keystore.display(), error.code()),
                }
            }
            tokio::time::sleep(Duration::from_secs(15 * 60)).await;
        }
    })
}

/// What waits in the folders below `root`.
fn jobs(root: &Path) -> std::io::Result<Vec<Job>> {
    let environment = Environment::Production;
    let mut jobs = Vec::new();
    for practice in std::fs::read_dir(root)? {
        let folder = practice?.path();
        if let Ok(keystore) = find_keystore(&folder, environment, Find::Complete) {
            let password = password_of_the_vault(&folder);
            let settings = Settings::new(environment, Endpoints::production(), folder);
            jobs.push(Job { keystore, settings, password });
        }
    }
    Ok(jobs)
}

/// Does all the jobs, some at once; gives what became of each.
async fn round(jobs: Vec<Job>, transport: &Arc<HttpsTransport>) -> Vec<(PathBuf, Result<Outcome, Error>)> {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for job in jobs {
        let (places, transport) = (Arc::clone(&places), Arc::clone(transport));
        tasks.spawn(async move {
            let _place = places.acquire_owned().await;
            let mut flow = Flow::complete(job.keystore.clone(), job.settings);
            let outcome = run(&mut flow, &mut Host { transport, password: Some(job.password) }).await;
            (job.keystore, outcome)
        });
    }
    tasks.join_all().await
}

/// What a procedure without card and person needs, asynchronously.
struct Host {
    transport: Arc<HttpsTransport>,
    /// Asked for once; a second question means that it is wrong.
    password: Option<Password>,
}

impl AsyncPorts for Host {
    async fn read_card(&mut self) -> Result<Contents, Error> {
        Err(Error::AnswerMissing("card"))
    }

    async fn sign(&mut self, _: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        Err(Error::AnswerMissing("pin"))
    }

    async fn ask(&mut self, question: &Question) -> Result<Answer, Error> {
        match question {
            Question::Password { .. } => {
                self.password.take().map(Answer::Password).ok_or_else(Error::wrong_password)
            }
            _ => Err(Error::AnswerMissing("person")),
        }
    }

    async fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.transport.send(request, limits).await
    }

    async fn wait_until(&mut self, when: UnixTime) -> Result<(), Error> {
        let left = when.as_secs().saturating_sub(self.now().as_secs());
        tokio::time::sleep(Duration::from_secs(left)).await;
        Ok(())
    }

    async fn files(&mut self, work: FileWork) -> Result<FilesDone, Error> {
        // A panic or the end of the runtime is an interruption like any other.
        spawn_blocking(|| work.run()).await.unwrap_or(Err(Error::Interrupted))
    }

    async fn generate_key(&mut self) -> NewKey {
        let generate = || NewKey::generate(&mut rand::rng());
        spawn_blocking(generate).await.unwrap_or_else(|_| generate())
    }
}

/// A service has a safe place for the passwords of its practices; a file beside each stands for it here.
fn password_of_the_vault(folder: &Path) -> Password {
    let text = std::fs::read_to_string(folder.join("password")).unwrap_or_default();
    Password::new(text.trim_end().to_owned())
}

#[cfg(test)]
mod tests;
