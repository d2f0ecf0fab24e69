//! What readers and other programs do, at every step.

use std::time::{Duration, Instant};

use beid_card::{Card, CardKey, Digest, Error, Files, Pin, PinSource, RawFiles};
use beid_simulator::{Behaviour, Effect, Fault, Persona};
use ehealth_pki::HashAlgorithm;
use proptest::prelude::*;

use crate::support::{Scripted, anchors, now, open, open_persona, quick, verifies, virtual_card};

fn entered() -> PinSource<'static> {
    PinSource::Entered(Pin::parse(Persona::PIN).unwrap())
}

/// Removed at every command of open, read and sign: always the same error, no try spent, and the card put in
/// again works in the same process.
#[test]
fn removed_at_every_command() {
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let mut commands = 0;
        loop {
            let begin = Instant::now();
            let (reader, handle) =
                quick(virtual_card(&persona).with_fault(Fault::at(commands, Effect::Remove)));
            let outcome = everything(reader);
            assert!(begin.elapsed() < Duration::from_secs(2), "{commands}");
            match outcome {
                Ok(()) => break,
                Err(error) => assert_eq!(error.code(), "card.removed", "command {commands}"),
            }
            assert_eq!(handle.tries_left(), 3);
            handle.clear_faults();
            handle.insert();
            commands += 1;
        }
        assert!(commands > 40, "{commands}");
    }
}

fn everything(reader: crate::support::Virtual) -> Result<(), Error> {
    let mut card = Card::open(reader)?;
    let report = card.read(Files::all())?.verify(&anchors(), now());
    report.into_identity()?;
    let hash = card.scheme(CardKey::Authentication).hash();
    card.sign_authentication(&Digest::of(hash, b"a"), entered())?;
    card.sign_legally(&Digest::of(hash, b"b"), entered())?;
    Ok(())
}

/// A removed card put in again goes on where it was; what was read is kept.
#[test]
fn reinserted_in_the_same_process() {
    let (mut card, handle) = open_persona(&Persona::adult_ec());
    handle.add_fault(Fault::at(12, Effect::Remove));
    assert_eq!(card.read(Files::all()).unwrap_err().code(), "card.removed");
    assert_eq!(card.read(Files::all()).unwrap_err().code(), "card.removed");
    let (reader, empty) = quick(virtual_card(&Persona::adult_ec()));
    empty.remove();
    assert_eq!(Card::open(reader).unwrap_err().code(), "card.absent");
    handle.insert();
    let report = card.read(Files::all()).unwrap().verify(&anchors(), now());
    assert!(report.into_identity().is_ok());
}

/// Another card put in while files are read: never a mixture of two persons.
#[test]
fn exchanged_while_reading() {
    let (mut card, handle) = open_persona(&Persona::adult_ec());
    card.read(Files::identity()).unwrap();
    handle.insert_other(&virtual_card(&Persona::foreigner()));
    assert_eq!(card.read(Files::all()).unwrap_err().code(), "card.person_mismatch");
}

/// All files of a card on which nothing goes wrong.
fn clean(persona: &Persona) -> RawFiles {
    open_persona(persona).0.read(Files::all()).unwrap().files().clone()
}

/// Reads are repeated by themselves after a reset by another program, at every command.
#[test]
fn reset_while_reading() {
    let clean = clean(&Persona::adult_ec());
    for at in 0..60 {
        let (reader, _) =
            quick(virtual_card(&Persona::adult_ec()).with_fault(Fault::at(at, Effect::ResetByOther)));
        let mut card = Card::open(reader).unwrap();
        assert_eq!(card.read(Files::all()).unwrap().files(), &clean, "{at}");
    }
}

#[test]
fn communication_errors_while_reading() {
    let clean = clean(&Persona::adult_ec());
    for at in 0..60 {
        let fault = Fault::at(at, Effect::CommunicationError);
        let (reader, _) = quick(virtual_card(&Persona::adult_ec()).with_fault(fault));
        let mut card = Card::open(reader).unwrap();
        assert_eq!(card.read(Files::all()).unwrap().files(), &clean, "{at}");
    }
    let (mut card, handle) = open_persona(&Persona::adult_ec());
    handle.add_fault(Fault::always(Effect::CommunicationError));
    assert_eq!(card.read(Files::all()).unwrap_err().code(), "card.reader_unstable");
}

#[test]
fn reset_while_signing_is_not_repeated() {
    let (mut card, handle) = open_persona(&Persona::adult_ec());
    card.read(Files::to_verify()).unwrap();
    handle.add_fault(Fault::on(0x2A, 0, Effect::ResetByOther));
    let digest = Digest::of(HashAlgorithm::Sha384, b"a");
    assert_eq!(card.sign_legally(&digest, entered()).unwrap_err().code(), "card.reset");
    assert_eq!(verifies(&handle), 1);
    card.sign_legally(&digest, entered()).unwrap();
}

/// Glitches of readers that card.md 3.1, 4.2 and 4.3 tell of, each at every place where it can strike.
#[test]
fn glitches_are_survived() {
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let (reads, clean) = (45, clean(&persona));
        let (mut reader, handle) = quick(virtual_card(&persona));
        for (instruction, effect) in [
            (0xB0, Effect::Status(0x6B00)),
            (0xB0, Effect::Status(0x6986)),
            (0xB0, Effect::Status(0x9000)),
            (0xB0, Effect::Status(0x6D00)),
            (0xA4, Effect::Status(0x6A87)),
            (0xA4, Effect::Status(0x6D00)),
            (0xE4, Effect::Status(0x6D00)),
        ] {
            for which in 0..reads {
                handle.clear_faults();
                handle.remove();
                handle.insert();
                handle.add_fault(Fault::on(instruction, which, effect.clone()));
                let mut card = Card::open(&mut reader).unwrap();
                let contents = card.read(Files::all()).unwrap();
                assert_eq!(contents.files(), &clean, "{effect:?} at {instruction:02X} {which}");
            }
        }
    }
}

#[test]
fn other_cards_and_states() {
    let code = |behaviour: Behaviour| {
        let (reader, _) = quick(virtual_card(&Persona::adult_ec()).with_behaviour(behaviour));
        Card::open(reader).and_then(|mut card| card.read(Files::identity())).unwrap_err().code()
    };
    assert_eq!(code(Behaviour { other_card: true, ..Behaviour::default() }), "card.not_beid");
    assert_eq!(code(Behaviour { life_cycle: 0x07, ..Behaviour::default() }), "card.not_activated");
    assert_eq!(code(Behaviour { not_activated: true, ..Behaviour::default() }), "card.not_activated");
    let inactive = Some(beid_simulator::CardFile::Identity);
    assert_eq!(code(Behaviour { inactive_file: inactive, ..Behaviour::default() }), "card.not_activated");

    let (mut card, handle) = open_persona(&Persona::adult_ec());
    handle.hold();
    assert_eq!(card.read(Files::identity()).unwrap_err().code(), "card.busy");
    handle.release();
    card.read(Files::identity()).unwrap();
    let muted = virtual_card(&Persona::adult_ec()).with_fault(Fault::at(0, Effect::Mute(Duration::ZERO)));
    let (reader, _) = quick(muted);
    assert_eq!(Card::open(reader).unwrap_err().code(), "card.mute");
    let (mut card, handle) = open(virtual_card(&Persona::adult_ec()));
    handle.add_fault(Fault::on(0xB0, 0, Effect::Status(0x6581)));
    assert_eq!(card.read(Files::identity()).unwrap_err().code(), "card.fault");
}

/// A reader whose answers are anything: typed errors, no panic, bounded.
struct Noise {
    answers: Vec<Vec<u8>>,
    at: usize,
}

impl beid_card::transport::Reader for Noise {
    fn name(&self) -> &str {
        "noise"
    }
    fn begin(
        &mut self,
    ) -> Result<Box<dyn beid_card::transport::Transaction + '_>, beid_card::transport::TransportError> {
        Ok(Box::new(NoiseTransaction(self)))
    }
}

struct NoiseTransaction<'a>(&'a mut Noise);

impl beid_card::transport::Transaction for NoiseTransaction<'_> {
    fn transmit(
        &mut self,
        _command: &beid_card::apdu::Command,
    ) -> Result<beid_card::apdu::Response, beid_card::transport::TransportError> {
        let answer = self.0.answers[self.0.at % self.0.answers.len()].clone();
        self.0.at += 1;
        assert!(self.0.at < 200_000, "an endless exchange");
        beid_card::apdu::Response::from_bytes(answer).ok_or(beid_card::transport::TransportError::Removed)
    }
    fn was_reset(&self) -> bool {
        false
    }
    fn pause(&mut self, _duration: Duration) {}
}

fn status() -> impl Strategy<Value = [u8; 2]> {
    prop_oneof![
        6 => Just([0x90, 0x00]),
        1 => Just([0x6B, 0x00]),
        1 => Just([0x69, 0x86]),
        1 => Just([0x6D, 0x00]),
        1 => (0u8..).prop_map(|xx| [0x6C, xx]),
        1 => (0u8..).prop_map(|xx| [0x61, xx]),
        1 => any::<[u8; 2]>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    /// What a hostile card says to reading and signing.
    #[test]
    fn noise(answers in proptest::collection::vec((proptest::collection::vec(any::<u8>(), 0..300), status()), 1..12)) {
        let answers = answers.into_iter().map(|(data, status)| [data, status.to_vec()].concat()).collect();
        let open = "begin reset
            > 00 A4 04 0C 0F A0 00 00 00 30 29 05 70 00 AD 13 10 01 01 FF
            < 90 00
            > 80 E4 00 00 1C
            < 53 4C 49 4E 01 23 45 67 89 AB CD EF 01 23 45 67 F3 36 01 25 01 18 00 01 00 00 02 0F 90 00";
        let reader = Then { first: Some(Scripted::new(open)), second: Noise { answers, at: 0 } };
        let mut card = Card::open(reader).unwrap();
        if let Ok(contents) = card.read(Files::all()) {
            let _ = contents.verify(&anchors(), now()).into_identity();
        }
        let _ = card.tries_left();
        let _ = card.sign_legally(&Digest::of(HashAlgorithm::Sha384, b"a"), entered());
    }
}

/// One transaction from a script, the rest from somewhere else.
struct Then<R> {
    first: Option<Scripted>,
    second: R,
}

impl<R: beid_card::transport::Reader> beid_card::transport::Reader for Then<R> {
    fn name(&self) -> &str {
        "then"
    }
    fn begin(
        &mut self,
    ) -> Result<Box<dyn beid_card::transport::Transaction + '_>, beid_card::transport::TransportError> {
        match self.first.take() {
            Some(script) => script.begin_owned(),
            None => self.second.begin(),
        }
    }
}

/// What readers and old chips do all the time (card.md 3.1, 4.3, 15.6).
#[test]
fn quirks() {
    use beid_simulator::{Applet, Quirks};
    let lengths = Quirks { reader_handles_lengths: true, ..Quirks::default() };
    let blocks = Quirks { reader_refuses_256: true, ..Quirks::default() };
    let slow = Quirks { chip_is_slow_after_6c: true, ..Quirks::default() };
    for applet in [Applet::V11, Applet::V17, Applet::V18] {
        for quirks in [&lengths, &blocks, &slow] {
            // Only the oldest chips are slow.
            if quirks.chip_is_slow_after_6c && applet != Applet::V11 {
                continue;
            }
            let persona = Persona::adult_rsa().with_applet(applet);
            // Without the quick reader: the waits are real.
            let reader = virtual_card(&persona).with_quirks(*quirks).reader();
            let consent = beid_card::PinPolicy::new(
                beid_card::pin::LastTry::Keep,
                beid_card::pin::UnknownTries::Accept,
            );
            let mut card = Card::open(reader).unwrap().with_pin_policy(consent);
            let report = card.read(Files::all()).unwrap().verify(&anchors(), now());
            assert!(report.into_identity().is_ok(), "{applet:?} {quirks:?}");
            let hash = card.scheme(CardKey::Authentication).hash();
            card.sign_authentication(&Digest::of(hash, b"a"), entered()).unwrap();
        }
    }
}
