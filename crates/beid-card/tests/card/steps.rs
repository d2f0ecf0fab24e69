//! What can happen at every single step of reading and signing: the card pulled out, another person's card put in,
//! an answer that is anything. The counts are whole with `EHEALTH_TEST_FULL=1` and a fraction otherwise.

use std::time::{Duration, Instant};

use beid_card::apdu::{Command, Response};
use beid_card::transport::{Reader, Transaction, TransportError};
use beid_card::{Card, CardKey, Digest, Error, Files, Pin, PinSource};
use beid_simulator::{Applet, CardHandle, Effect, Fault, Persona, VirtualCard};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

use crate::support::{anchors, now, open_persona, quick, verifies, virtual_card};

fn entered() -> PinSource<'static> {
    PinSource::Entered(Pin::parse(Persona::PIN).unwrap())
}

fn digest<R: Reader>(card: &Card<R>) -> Digest {
    Digest::of(card.scheme(CardKey::Signature).hash(), b"a")
}

/// Reads everything, signs with both keys, and in batches.
fn work<R: Reader>(card: &mut Card<R>) -> Result<(), Error> {
    card.read(Files::all())?;
    let digest = digest(card);
    card.sign_authentication(&digest, entered())?;
    card.sign_legally(&digest, entered())?;
    let batch = card.legal_batch(entered())?;
    let (batch, _) = batch.sign(&digest)?;
    batch.sign(&digest).map(drop)
}

/// Always the same error, soon, no try spent; the card put in again goes on in the same session.
#[test]
fn removed_at_every_command_of_a_session() {
    let mut cases = 0;
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        for effect in [Effect::Remove, Effect::RemoveAfter] {
            for step in 2.. {
                let (mut card, handle) = open_persona(&persona);
                handle.add_fault(Fault::at(step, effect.clone()));
                let begin = Instant::now();
                let outcome = work(&mut card);
                assert!(begin.elapsed() < Duration::from_secs(2), "{step}");
                match outcome {
                    // The very last command is LOG OFF, of whose fate nothing is said.
                    Ok(()) if handle.is_inserted() => break,
                    Ok(()) => assert_eq!(handle.log().last().unwrap().name, "LOG OFF"),
                    Err(error) => assert_eq!(error.code(), "card.removed", "{effect:?} at {step}"),
                }
                assert_eq!(handle.tries_left(), 3, "{effect:?} at {step}");
                assert_eq!(work(&mut card).unwrap_err().code(), "card.removed");
                handle.insert();
                work(&mut card).unwrap();
                cases += 1;
            }
        }
    }
    println!("COUNT card pulled out at {cases} of {cases} commands of reading and signing");
}

/// Puts another card in before command `left`, counted from 0.
struct Exchange<R> {
    inner: R,
    left: Option<usize>,
    handle: CardHandle,
    other: VirtualCard,
}

impl<R: Reader> Reader for Exchange<R> {
    fn name(&self) -> &str {
        self.inner.name()
    }
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        let Self { inner, left, handle, other } = self;
        Ok(Box::new(ExchangeTransaction { inner: inner.begin()?, left, handle, other }))
    }
}

struct ExchangeTransaction<'a> {
    inner: Box<dyn Transaction + 'a>,
    left: &'a mut Option<usize>,
    handle: &'a CardHandle,
    other: &'a VirtualCard,
}

impl Transaction for ExchangeTransaction<'_> {
    fn transmit(&mut self, command: &Command) -> Result<Response, TransportError> {
        *self.left = match *self.left {
            Some(0) => {
                self.handle.insert_other(self.other);
                self.handle.clear_log();
                None
            }
            left => left.map(|left| left - 1),
        };
        self.inner.transmit(command)
    }
    fn atr(&self) -> Option<&[u8]> {
        self.inner.atr()
    }
    fn was_reset(&self) -> bool {
        self.inner.was_reset()
    }
    fn pause(&mut self, duration: Duration) {
        self.inner.pause(duration);
    }
}

/// Another person's card put in at every command: noticed before any VERIFY, whatever is tried next.
#[test]
fn another_card_at_every_command() {
    let mut cases = 0;
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        for step in 2.. {
            let (inner, handle) = quick(virtual_card(&persona));
            let other = virtual_card(&Persona::foreigner());
            let left = Some(step);
            let mut card = Card::open(Exchange { inner, left, handle: handle.clone(), other }).unwrap();
            let outcome = work(&mut card);
            if card.reader().left.is_some() {
                outcome.unwrap();
                break;
            }
            // The last command but none, LOG OFF, changes nothing for the caller.
            if let Err(error) = outcome {
                assert!(
                    ["card.removed", "card.person_mismatch"].contains(&error.code()),
                    "{step}: {error:?}"
                );
            }
            let digest = digest(&card);
            for error in [
                card.sign_authentication(&digest, entered()).unwrap_err(),
                card.sign_legally(&digest, entered()).unwrap_err(),
                card.legal_batch(entered()).err().unwrap(),
            ] {
                assert_eq!(error.code(), "card.person_mismatch", "{step}");
            }
            assert_eq!((verifies(&handle), handle.tries_left()), (0, 3), "{step}");
            cases += 1;
        }
    }
    println!("COUNT another person's card at {cases} of {cases} commands of reading and signing");
}

/// What a broken reader, a broken chip or an enemy answers.
fn mutation(random: &mut ChaCha8Rng) -> Effect {
    let mut bytes = |most: u32| {
        let mut bytes = vec![0; (random.next_u32() % (most + 1)) as usize];
        random.fill_bytes(&mut bytes);
        bytes
    };
    let noise = bytes(300);
    let [kind, low, high, which] = random.next_u32().to_le_bytes();
    let position = usize::from(u16::from_le_bytes([low, high]) % 270);
    match kind % 12 {
        0..=2 => Effect::Corrupt { position, mask: which.max(1) },
        3 => Effect::Truncate(position),
        4 => Effect::Extra(position + 1),
        // Data of any kind with a status that lets it pass.
        5 | 6 => Effect::Answer([noise, vec![0x90, 0x00]].concat()),
        7 => Effect::Answer(noise),
        8 => Effect::Status(u16::from_le_bytes([low, high])),
        9 => Effect::AnswerLost,
        10 => {
            [Effect::ResetByOther, Effect::CommunicationError, Effect::Remove][usize::from(which % 3)].clone()
        }
        _ => {
            let first = [0x61, 0x6C, 0x63, 0x6B, 0x6D, 0x69, 0x6A, 0x90][usize::from(which % 8)];
            Effect::Status(u16::from_be_bytes([first, low]))
        }
    }
}

/// A fault at `step`, for once or from there on.
fn fault(step: usize, random: &mut ChaCha8Rng) -> Fault {
    let fault = Fault::at(step, mutation(random));
    match random.next_u32() % 8 {
        0 => fault.repeated(usize::MAX),
        1 => fault.repeated(3),
        _ => fault,
    }
}

/// Cases of each step.
const WHOLE: u64 = 10_000;

fn cases() -> u64 {
    if std::env::var_os("EHEALTH_TEST_FULL").is_some_and(|value| value == "1") { WHOLE } else { WHOLE / 100 }
}

/// Most commands that anything may lead to: no card makes this side go round for ever.
const MAX_COMMANDS: usize = 3_000;

fn at_every_step(
    what: &str,
    steps: usize,
    handle: &CardHandle,
    mut job: impl FnMut(u64) -> Result<(), Error>,
) {
    for step in 0..steps {
        for case in 0..cases() {
            let mut random = ChaCha8Rng::seed_from_u64((step as u64) << 32 | case);
            handle.clear_faults();
            handle.clear_log();
            handle.remove();
            handle.insert();
            let fault = fault(step, &mut random);
            handle.add_fault(fault.clone());
            let begin = Instant::now();
            let outcome = job(case);
            let context = || format!("{what}, step {step}, case {case}: {fault:?}: {outcome:?}");
            assert!(begin.elapsed() < Duration::from_secs(2), "{}", context());
            assert!(handle.log().len() < MAX_COMMANDS, "{}", context());
            assert_eq!(handle.tries_left(), 3, "{}", context());
            if let Err(error) = &outcome {
                assert!(error.code().contains('.'), "{}", context());
            }
        }
    }
    handle.clear_faults();
    let ran = cases() * steps as u64;
    println!("COUNT changed answers, {what}: {ran} of {} at {steps} steps", WHOLE * steps as u64);
}

fn reading(persona: &Persona, what: &str) {
    let (mut reader, handle) = quick(virtual_card(persona));
    Card::open(&mut reader).unwrap().read(Files::all()).unwrap();
    let steps = handle.log().len();
    assert!(steps > 40, "{steps}");
    let mut whole = 0u64;
    at_every_step(what, steps, &handle, |case| {
        let contents = Card::open(&mut reader)?.read(Files::all())?;
        whole += 1;
        // Verification takes longer than all the rest.
        if case % 32 == 0 {
            drop(contents.verify(&anchors(), now()).into_identity());
        }
        Ok(())
    });
    assert!(whole > 0);
}

#[test]
fn any_answer_while_reading_1_1() {
    reading(&Persona::adult_rsa().with_applet(Applet::V11), "reading 1.1");
}

#[test]
fn any_answer_while_reading_1_7() {
    reading(&Persona::adult_rsa(), "reading 1.7");
}

#[test]
fn any_answer_while_reading_1_8() {
    reading(&Persona::diacritics(), "reading 1.8");
}

/// The chip's number again, tries, DF, MSE, VERIFY, COMPUTE SIGNATURE, GET RESPONSE, LOG OFF.
#[test]
fn any_answer_while_signing() {
    let (mut card, handle) = open_persona(&Persona::adult_ec());
    card.read(Files::all()).unwrap();
    for key in [CardKey::Authentication, CardKey::Signature] {
        let mut sign = |_: u64| {
            let digest = digest(&card);
            let signature = match key {
                CardKey::Authentication => card.sign_authentication(&digest, entered()),
                CardKey::Signature => card.sign_legally(&digest, entered()),
            }?;
            // The length of some curve of the applet; whether it is a signature, `Prepared::finish` says.
            assert!([64, 96, 132].contains(&signature.as_bytes().len()));
            Ok(())
        };
        handle.clear_log();
        handle.reset();
        sign(0).unwrap();
        let steps = handle.log().len();
        assert!(steps >= 9, "{steps}");
        let what = format!("signing with the {} key", key.as_str());
        at_every_step(&what, steps, &handle, &mut sign);
        // At most one VERIFY came of each.
        sign(0).unwrap();
    }
}
