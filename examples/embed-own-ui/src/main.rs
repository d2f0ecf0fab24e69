//! Requesting a certificate in the windows of one's own program. The procedure runs on a thread of its own;
//! whatever it wants from the person arrives in the event loop of the user interface, as a message that
//! carries the way back. So no window ever freezes, and closing it interrupts nothing that cannot be resumed.
//!
//! `desk` is the part between the two: it works with any user interface. `main` has the smallest one there
//! is, a terminal; a program with windows calls its own in the same four places.

#![cfg_attr(not(feature = "pcsc"), allow(dead_code, reason = "without a reader only the tests use it"))]

mod desk;

use std::error::Error as StdError;
use std::io::stdin;
use std::thread;

use beid_card::{Pin, Tries};
use ehealth_csr::{ContactData, Email, Phone};
use ehealth_enrollment::{
    Acceptance, Answer, Applicant, Error, Outcome, Progress, Purpose, Question, Requested,
};
use ehealth_keystore::Password;

use desk::{Message, Ui};

#[cfg(feature = "pcsc")]
fn main() -> Result<(), Box<dyn StdError>> {
    use beid_card::pcsc::{Cancel, Service};
    use ehealth_client::{Endpoints, transport::blocking::HttpsTransport};
    use ehealth_enrollment::{Flow, Settings};
    use ehealth_pki::Environment;

    let environment = Environment::Production;
    let folder = ehealth_keystore::default_folder(environment).ok_or("no home folder")?;
    let settings = Settings::new(environment, Endpoints::production(), folder);
    let transport = HttpsTransport::system()?;
    let requested = request(&mut Terminal, move |desk| {
        let card = || Ok(Service::connect()?.wait_for_card(None, None, &Cancel::new())?);
        desk.run(&mut Flow::request(settings), card, transport)
    })?;
    println!("{} waits for its certificate", requested.keystore.display());
    Ok(())
}

#[cfg(not(feature = "pcsc"))]
fn main() {
    eprintln!("built without the feature `pcsc`: there is no reader to use");
}

/// The event loop: hands each message of the procedure to the user interface, until the procedure has ended.
fn request(
    ui: &mut dyn Ui,
    procedure: impl FnOnce(desk::Desk) -> Result<Outcome, Error> + Send + 'static,
) -> Result<Requested, Box<dyn StdError>> {
    let (desk, messages) = desk::pair();
    let ending = thread::spawn(move || procedure(desk));
    for message in messages {
        match message {
            Message::Progress(progress) => ui.progress(&progress),
            // An answer that is dropped, `None`, is the person's "cancel".
            Message::Question(question, reply) => reply.give(ui.ask(&question)),
            Message::Pin { purpose, tries, reply } => reply.give(ui.pin(&purpose, tries)),
        }
    }
    match ending.join().map_err(|_| "the procedure's thread has failed")? {
        Ok(Outcome::Requested(requested)) => Ok(requested),
        Ok(other) => Err(format!("{other:?}").into()),
        Err(error) => {
            ui.failed(&error);
            Err(error.into())
        }
    }
}

/// The user interface of this example.
struct Terminal;

impl Ui for Terminal {
    fn progress(&mut self, progress: &Progress) {
        if let Some(step) = progress.step {
            println!("[{}/{}] {}", progress.number, progress.of, step.key());
        }
    }

    fn ask(&mut self, question: &Question) -> Option<Answer> {
        Some(match question {
            Question::Terms => {
                yes("Do you accept the general terms?")?;
                // What was shown is kept in the record by its hash: give that of your text.
                Answer::Accepted(Acceptance { language: "en".into(), sha256: [0; 32] })
            }
            Question::Contract(contract) => {
                println!("{}", contract.plain_text("fr"));
                yes("Do you accept this contract?")?;
                Answer::Accepted(Acceptance { language: "fr".into(), sha256: contract.sha256() })
            }
            Question::Applicant(applicants) => {
                yes(&format!("A certificate for {}?", applicants.name))?;
                Answer::Applicant(Applicant::Person)
            }
            Question::ContactData { .. } => {
                let email = Email::parse(&line("E-mail address")?).ok()?;
                Answer::ContactData(ContactData::new(email, Phone::parse(&line("Telephone")?).ok()?))
            }
            Question::NewPassword { .. } => Answer::Password(Password::new(line("A password")?)),
            Question::Overview(overview) => {
                println!("{}\n{}", overview.subject, overview.keystore.display());
                yes("Is all of this right?")?;
                Answer::Confirmed
            }
            // What this program does not offer: organisations, renewals, revocation.
            _ => return None,
        })
    }

    fn pin(&mut self, purpose: &Purpose, tries: Tries) -> Option<Pin> {
        let meaning = match purpose {
            Purpose::SignIn => "This tells the authority who you are.",
            _ => "This is a signature with legal effect.",
        };
        Pin::from_string(line(&format!("{meaning} PIN ({tries:?})"))?).ok()
    }

    fn failed(&mut self, error: &Error) {
        // The code chooses the words, the remedy the button beside them.
        println!("{}: {:?}", error.code(), error.remedy());
    }
}

fn line(prompt: &str) -> Option<String> {
    println!("{prompt}:");
    stdin().lines().next()?.ok()
}

fn yes(question: &str) -> Option<()> {
    matches!(line(&format!("{question} (y/n)"))?.as_str(), "y" | "Y").then_some(())
}

#[cfg(test)]
mod tests;
