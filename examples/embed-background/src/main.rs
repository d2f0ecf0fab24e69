//! Practice software finishes a certificate in the background: a thread looks whether one waits, fetches it
//! when the authority has issued it, and tells the rest of the program. No card, no person.

use std::error::Error as StdError;
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Endpoints, Transport};
use ehealth_enrollment::driver::{Unattended, run};
use ehealth_enrollment::{Error, Find, Flow, Outcome, Settings, find_keystore};
use ehealth_keystore::{Password, default_folder};
use ehealth_pki::Environment;

/// Issuing takes seconds when it is automatic and days when it is not: nobody is in a hurry here.
const PAUSE: Duration = Duration::from_secs(15 * 60);

/// What the thread tells the program.
#[derive(Debug, PartialEq, Eq)]
enum News {
    /// Use this keystore from now on.
    Finished(PathBuf),
    /// Somebody has to look at it: the code, by which the program chooses its words.
    Failed(&'static str),
}

/// What one look gave.
#[derive(Debug, PartialEq, Eq)]
enum Look {
    /// Nothing waits.
    Nothing,
    /// Not issued yet, or something is in the way that will pass: nothing is lost, look again.
    Again,
    Tell(News),
}

fn main() -> Result<(), Box<dyn StdError>> {
    let environment = Environment::Production;
    let folder = default_folder(environment).ok_or("no home folder")?;
    let settings = move || Settings::new(environment, Endpoints::production(), folder.clone());
    let transport = HttpsTransport::system()?;

    let (tell, news) = mpsc::channel();
    thread::spawn(move || watch(&settings, transport, password_of_the_vault, &tell));

    // The practice software goes about its own work; here it has nothing else to do than to listen.
    for news in news {
        match news {
            News::Finished(keystore) => println!("{} is in use from now on", keystore.display()),
            News::Failed(code) => println!("the certificate needs somebody: {code}"),
        }
    }
    println!("no certificate waits");
    Ok(())
}

/// Looks until nothing waits any more or somebody has to act.
fn watch<T: Transport>(
    settings: &dyn Fn() -> Settings,
    mut transport: T,
    password: fn() -> Password,
    tell: &Sender<News>,
) {
    loop {
        match look(settings(), &mut transport, password) {
            Look::Nothing => return,
            Look::Again => thread::sleep(PAUSE),
            Look::Tell(news) => {
                let failed = matches!(news, News::Failed(_));
                // Nobody listens any more when the program ends.
                if tell.send(news).is_err() || failed {
                    return;
                }
            }
        }
    }
}

/// Completes the keystore that waits, if there is one and if it can be done now. May be interrupted at any
/// moment: the next look goes on from what is on disk.
fn look<T: Transport>(settings: Settings, transport: T, password: fn() -> Password) -> Look {
    let keystore = match find_keystore(&settings.folder, settings.environment, Find::Complete) {
        Ok(keystore) => keystore,
        Err(error) if error.code() == "keystore.not_found" => return Look::Nothing,
        Err(error) => return Look::Tell(News::Failed(error.code())),
    };
    let mut ports = Unattended::new(transport, password);
    match run(&mut Flow::complete(keystore, settings), &mut ports) {
        Ok(Outcome::Completed(done)) => Look::Tell(News::Finished(done.keystore)),
        Ok(_) => Look::Nothing,
        Err(Error::NotYet { .. } | Error::NotYetValid { .. }) => Look::Again,
        Err(error) if is_passing(error.code()) => Look::Again,
        Err(error) => Look::Tell(News::Failed(error.code())),
    }
}

/// What goes away by itself: the network is back, the authority too, the person who completes it by hand is done.
fn is_passing(code: &str) -> bool {
    code.starts_with("net.") || matches!(code, "ra.unavailable" | "keystore.locked")
}

/// Practice software has a safe place for its passwords; a variable stands for it here.
fn password_of_the_vault() -> Password {
    Password::new(std::env::var("KEYSTORE_PASSWORD").unwrap_or_default())
}

#[cfg(test)]
mod tests;
