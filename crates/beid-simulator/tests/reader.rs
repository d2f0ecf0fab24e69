//! The in-process reader: what a program that uses the card through the transport traits gets to see.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "tests"
)]

use std::time::{Duration, Instant};

use beid_card::pad::PadPrompt;
use beid_card::transport::{Reader, TransportError};
use beid_card::{Card, CardKey, Digest, Files, Pin, PinSource};
use beid_simulator::{
    Applet, CardFile, Effect, Fault, LogEntry, PadEntry, PadKind, Persona, Quirks, Speed, VirtualCard,
    VirtualReader,
};
use ehealth_pki::HashAlgorithm;

const SEED: u64 = 7;

fn ec() -> VirtualCard {
    VirtualCard::new(&Persona::adult_ec(), SEED)
}

fn open(card: VirtualCard) -> Card<VirtualReader> {
    Card::open(card.reader()).unwrap()
}

fn digest() -> Digest {
    Digest::new(HashAlgorithm::Sha384, vec![9; 48]).unwrap()
}

fn pin() -> PinSource<'static> {
    PinSource::Entered(Pin::parse(Persona::PIN).unwrap())
}

#[test]
fn begin_tells_what_happened_meanwhile() {
    let card = ec();
    let handle = card.handle();
    let mut reader = card.reader();
    assert!(reader.begin().unwrap().was_reset());
    assert!(!reader.begin().unwrap().was_reset());
    handle.reset();
    assert!(reader.begin().unwrap().was_reset());
    handle.hold();
    assert!(matches!(reader.begin(), Err(TransportError::Busy)));
    handle.release();
    handle.remove();
    assert!(matches!(reader.begin(), Err(TransportError::NoCard)));
    handle.insert();
    assert!(reader.begin().unwrap().was_reset());
}

/// The card is pulled out at each command of reading: always the same error, and the card back in its place
/// works again.
#[test]
fn removed_at_every_command() {
    let card = ec();
    let handle = card.handle();
    let mut reader = open(card);
    reader.read(Files::all()).unwrap();
    let commands = handle.log().len();
    assert!(commands > 20);
    for number in 0..commands {
        let card = ec().with_fault(Fault::at(number, Effect::Remove));
        let handle = card.handle();
        let error = Card::open(card.reader()).and_then(|mut card| card.read(Files::all())).unwrap_err();
        assert_eq!(error.code(), "card.removed", "at {number}");
        assert_eq!(handle.log().len(), number + 1);
        assert!(!handle.is_inserted());
    }
}

#[test]
fn the_log_has_no_data() {
    let card = ec();
    let handle = card.handle();
    open(card).sign_authentication(&digest(), pin()).unwrap();
    let verify: Vec<LogEntry> = handle.log().into_iter().filter(|entry| entry.name == "VERIFY").collect();
    assert!(verify.iter().any(|entry| entry.sent == 13));
    for entry in verify {
        assert_eq!(entry.header, [0x00, 0x20, 0x00, 0x01]);
        assert_eq!((entry.received, entry.status.is_some()), (2, true));
    }
}

/// What OpenSC, the official module and beid-card do differently must not matter to the card: a reader that
/// answers `61xx` and `6Cxx` by itself gives the same bytes.
#[test]
fn readers_with_habits_give_the_same_card() {
    let plain = open(ec()).read(Files::all()).unwrap();
    let quirks = Quirks { reader_handles_lengths: true, ..Quirks::default() };
    let mut card = open(ec().with_quirks(quirks));
    let read = card.read(Files::all()).unwrap();
    assert_eq!(read.identity().surname(), plain.identity().surname());
    assert_eq!(read.photo(), plain.photo());
    let signature = card.sign_authentication(&digest(), pin()).unwrap();
    assert_eq!(signature.as_bytes().len(), 96);
}

#[test]
fn keypad() {
    let entries = vec![PadEntry::Cancel, PadEntry::TimeOut, PadEntry::Pin("9999".to_owned())];
    let card = ec().with_pin_pad(entries);
    let handle = card.handle();
    let mut reader = card.reader();
    let mut job = reader.begin().unwrap();
    assert!(job.pin_pad().unwrap().verify);
    for (expected, tries) in [(0x6401, 3), (0x6400, 3), (0x63C2, 2), (0x6400, 2)] {
        assert_eq!(job.verify_on_pad(&PadPrompt::default()).unwrap().status().0, expected);
        assert_eq!(handle.tries_left(), tries);
    }
    assert!(job.pin_pad().unwrap().modify);
    let mut reader = ec().reader();
    let mut job = reader.begin().unwrap();
    assert!(job.pin_pad().is_none());
    assert!(matches!(job.verify_on_pad(&PadPrompt::default()), Err(TransportError::Unsupported)));
}

/// Another person's card in the same reader: its own tries, its own chip.
#[test]
fn another_card_in_the_same_reader() {
    let (card, other) = (ec(), VirtualCard::new(&Persona::blocked(), SEED));
    let handle = card.handle();
    let mut reader = open(card);
    handle.insert_other(&other);
    assert_eq!(handle.tries_left(), 0);
    let error = reader.sign_authentication(&digest(), pin()).unwrap_err();
    assert_eq!(error.code(), "card.person_mismatch");
    assert!(handle.log().iter().all(|entry| entry.name != "VERIFY" || entry.sent < 13));
}

/// Faults meet at the reader as card.md 15.6 says.
#[test]
fn effects() {
    let fails = |fault: Fault| {
        let begun = Instant::now();
        let error = Card::open(ec().with_fault(fault).reader()).unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(2));
        error.code()
    };
    assert_eq!(fails(Fault::at(0, Effect::Remove)), "card.removed");
    assert_eq!(fails(Fault::at(0, Effect::RemoveAfter)), "card.removed");
    assert_eq!(fails(Fault::at(0, Effect::Answer(Vec::new()))), "card.removed");
    assert_eq!(fails(Fault::at(0, Effect::Mute(Duration::ZERO))), "card.mute");
    // Delays and speed only cost time.
    let begun = Instant::now();
    open(ec().with_fault(Fault::at(0, Effect::Delay(Duration::from_millis(60)))));
    assert!(begun.elapsed() >= Duration::from_millis(60));
    let begun = Instant::now();
    open(ec().with_speed(Speed::Real)).sign_authentication(&digest(), pin()).unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

/// A PIN that is blocked, and a card of another kind, in the middle of a job.
#[test]
fn blocked_in_the_middle() {
    let card = VirtualCard::new(&Persona::adult_rsa().with_applet(Applet::V17), SEED);
    let handle = card.handle();
    let mut reader = open(card);
    let digest = Digest::new(HashAlgorithm::Sha256, vec![1; 32]).unwrap();
    reader.sign_legally(&digest, pin()).unwrap();
    handle.add_fault(Fault::on(0x22, 0, Effect::BlockPin));
    assert_eq!(reader.sign_legally(&digest, pin()).unwrap_err().code(), "pin.blocked");
    assert_eq!(reader.scheme(CardKey::Signature), reader.scheme(CardKey::Authentication));
}

/// The three ways to a keypad are the same to the card; the polls of the second take no time here.
#[test]
fn every_kind_of_keypad() {
    let begun = Instant::now();
    for kind in [PadKind::Direct, PadKind::Steps, PadKind::Pseudo] {
        let entries = vec![
            PadEntry::Pin("1234".to_owned()),
            PadEntry::Pin("12".to_owned()),
            PadEntry::Cancel,
            PadEntry::TimeOut,
            PadEntry::change("1234", "9876", "9867"),
            PadEntry::change("1234", "987654", "987654"),
            PadEntry::Pin("987654".to_owned()),
        ];
        let card = ec().with_pin_pad_of(kind, entries);
        let handle = card.handle();
        let mut reader = card.reader();
        let mut job = reader.begin().unwrap();
        let prompt = PadPrompt::default();
        for (change, expected) in [
            (false, 0x9000),
            (false, 0x6403),
            (false, 0x6401),
            (false, 0x6400),
            (true, 0x6402),
            (true, 0x9000),
            (false, 0x9000),
        ] {
            let answer = if change { job.change_on_pad(&prompt) } else { job.verify_on_pad(&prompt) };
            assert_eq!(answer.unwrap().status().0, expected, "{kind:?}");
        }
        assert_eq!(handle.log().len(), 3);
    }
    assert!(begun.elapsed() < Duration::from_secs(1));
}

/// The answer to reset of the generation; pauses cost nothing, and yet old chips have had them.
#[test]
fn answer_to_reset_and_pauses() {
    let mut reader = ec().reader();
    assert_eq!(reader.begin().unwrap().atr().unwrap()[..3], [0x3B, 0x7F, 0x96]);
    let quirks = Quirks { chip_is_slow_after_6c: true, ..Quirks::default() };
    let old = VirtualCard::new(&Persona::adult_rsa().with_applet(Applet::V11), SEED);
    let mut reader = old.with_quirks(quirks).reader();
    assert_eq!(reader.begin().unwrap().atr().unwrap()[..3], [0x3B, 0x98, 0x13]);
    let begun = Instant::now();
    Card::open(&mut reader).unwrap().read(Files::all()).unwrap();
    // Ten waits of 40 ms.
    assert!(begun.elapsed() < Duration::from_millis(300), "{:?}", begun.elapsed());
}

/// A right that could not be dropped goes with the power.
#[test]
fn reset_at_the_end() {
    let card = ec();
    let handle = card.handle();
    let mut reader = card.reader();
    let mut job = reader.begin().unwrap();
    job.reset_at_end();
    let verify = [0x00, 0x20, 0x00, 0x01, 0x08, 0x24, 0x12, 0x34, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
    assert_eq!(handle.transmit(&verify), [0x90, 0x00]);
    drop(job);
    assert_eq!(handle.transmit(&[0x00, 0x20, 0x00, 0x01]), [0x63, 0xC3]);
    assert!(reader.begin().unwrap().was_reset());
}

#[test]
fn no_two_personas_look_the_same() {
    let photos: std::collections::BTreeSet<Vec<u8>> = Persona::names()
        .iter()
        .map(|name| VirtualCard::new(&Persona::by_name(name).unwrap(), SEED).file(CardFile::Photo))
        .collect();
    assert_eq!(photos.len(), Persona::names().len());
}
