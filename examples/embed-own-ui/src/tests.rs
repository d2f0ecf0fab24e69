use std::sync::{Arc, Mutex};

use ehealth_enrollment::Flow;
use ehealth_enrollment::{Find, Step, find_keystore};
use ehealth_pki::Environment;
use embed_testing::{PASSWORD, Persona, Practice, contact_data};

use super::*;

/// A person who mistypes the PIN once, and gives up at `gives_up_at`.
#[derive(Default)]
struct Person {
    gives_up_at: Option<fn(&Question) -> bool>,
    mistyped: bool,
    steps: Vec<Step>,
    pins: Vec<(Purpose, Tries)>,
    failures: Arc<Mutex<Vec<&'static str>>>,
}

impl Ui for Person {
    fn progress(&mut self, progress: &Progress) {
        self.steps.extend(progress.step);
    }

    fn ask(&mut self, question: &Question) -> Option<Answer> {
        if self.gives_up_at.is_some_and(|here| here(question)) {
            return None;
        }
        Some(match question {
            Question::Terms => Answer::Accepted(Acceptance { language: "fr".into(), sha256: [0; 32] }),
            Question::Contract(contract) => {
                Answer::Accepted(Acceptance { language: "fr".into(), sha256: contract.sha256() })
            }
            Question::Applicant(_) => Answer::Applicant(Applicant::Person),
            Question::ContactData { .. } => Answer::ContactData(contact_data()),
            Question::NewPassword { .. } => Answer::Password(Password::new(PASSWORD.into())),
            Question::Overview(_) => Answer::Confirmed,
            other => panic!("{other:?}"),
        })
    }

    fn pin(&mut self, purpose: &Purpose, tries: Tries) -> Option<Pin> {
        self.pins.push((purpose.clone(), tries));
        let first = !std::mem::replace(&mut self.mistyped, true);
        Pin::parse(if first { "4321" } else { Persona::PIN }).ok()
    }

    fn failed(&mut self, error: &Error) {
        self.failures.lock().unwrap().push(error.code());
    }
}

fn ask_for_one(practice: &Practice, person: &mut Person) -> Result<Requested, Box<dyn StdError>> {
    let (settings, transport) = (practice.settings(), practice.transport());
    request(person, move |desk| {
        let card = || Ok(Practice::reader(&Persona::adult_ec()));
        desk.run(&mut Flow::request(settings), card, transport)
    })
}

#[test]
fn the_person_sees_every_step_and_a_wrong_pin_is_asked_again() {
    let practice = Practice::new();
    let mut person = Person::default();
    let requested = ask_for_one(&practice, &mut person).unwrap();
    assert!(requested.sent && requested.keystore.exists());
    assert!(
        matches!(
            person.pins.as_slice(),
            [
                (Purpose::SignIn, Tries::Left(3)),
                (Purpose::SignIn, Tries::Left(2)),
                (Purpose::Contract { .. }, Tries::Left(3))
            ]
        ),
        "{:?}",
        person.pins
    );
    person.steps.dedup();
    assert_eq!(person.steps.first(), Some(&Step::Terms));
    assert!(person.steps.ends_with(&[Step::Signature, Step::RequestFile, Step::Send]), "{:?}", person.steps);
    assert!(person.failures.lock().unwrap().is_empty());
}

#[test]
fn cancel_is_an_end_like_any_other_and_the_key_is_kept() {
    let practice = Practice::new();
    let overview = |question: &Question| matches!(question, Question::Overview(_));
    let mut person = Person { gives_up_at: Some(overview), ..Person::default() };
    ask_for_one(&practice, &mut person).unwrap_err();
    assert_eq!(*person.failures.lock().unwrap(), ["interrupted"]);
    // The keystore is on disk already: `Flow::resume` goes on with it.
    find_keystore(practice.folder(), Environment::Sandbox, Find::Complete).unwrap();
}
