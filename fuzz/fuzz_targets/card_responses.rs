#![no_main]
//! A virtual card of 1.8 whose answers are changed, in reading, signing and asking: typed errors, an end, no try
//! spent. Input: pieces of a command's number, a kind, a length and as many bytes.

use std::cell::RefCell;

use beid_card::{Card, CardKey, Digest, Error, Files, Pin, PinSource};
use beid_simulator::{CardHandle, DEFAULT_SEED, Effect, Fault, Persona, VirtualCard, VirtualReader};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static CARD: RefCell<(VirtualReader, CardHandle)> = {
        let card = VirtualCard::new(&Persona::adult_ec(), DEFAULT_SEED);
        let handle = card.handle();
        RefCell::new((card.reader(), handle))
    };
}

fn work(reader: &mut VirtualReader, signs: bool) -> Result<(), Error> {
    let mut card = Card::open(reader)?;
    let contents = card.read(Files::all())?;
    std::hint::black_box((contents.identity().surname(), contents.photo().map(<[u8]>::len)));
    card.tries_left()?;
    if signs {
        let digest = Digest::of(card.scheme(CardKey::Signature).hash(), b"fuzz");
        card.sign_legally(&digest, PinSource::Entered(Pin::parse(Persona::PIN)?))?;
    }
    Ok(())
}

fuzz_target!(|bytes: &[u8]| {
    CARD.with_borrow_mut(|(reader, handle)| {
        handle.clear_faults();
        handle.clear_log();
        handle.remove();
        handle.insert();
        let (mut rest, mut pieces, mut signs) = (bytes, 0, false);
        while let [number, kind, length, after @ ..] = rest {
            let (data, after) = after.split_at(usize::from(*length).min(after.len()));
            let effect = match (kind % 8, data) {
                (0, [position, mask, ..]) => {
                    Effect::Corrupt { position: usize::from(*position), mask: (*mask).max(1) }
                }
                (1, _) => Effect::Answer(data.to_vec()),
                (2, _) => Effect::Answer([data, &[0x90, 0x00]].concat()),
                (3, _) => Effect::Truncate(usize::from(*length)),
                (4, _) => Effect::Extra(usize::from(*length)),
                (5, [high, low, ..]) => Effect::Status(u16::from_be_bytes([*high, *low])),
                (6, _) => Effect::ResetByOther,
                _ => Effect::AnswerLost,
            };
            handle
                .add_fault(Fault::at(usize::from(*number % 80), effect).repeated(1 + usize::from(kind / 64)));
            signs |= number & 0x80 != 0;
            rest = after;
            pieces += 1;
            if pieces == 8 {
                break;
            }
        }
        if let Err(error) = work(reader, signs) {
            assert!(error.code().contains('.'), "{error:?}");
        }
        assert!(handle.log().len() < 3000);
        assert_eq!(handle.tries_left(), 3);
    });
});
