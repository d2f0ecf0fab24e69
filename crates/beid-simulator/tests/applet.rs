//! The applet's answers, command by command: the tables and transcripts of card.md.
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

use beid_simulator::{
    Applet, Behaviour, CardFile, CardHandle, HolderKeys, Persona, RightsModel, VirtualCard,
};
use hex_literal::hex;

const SEED: u64 = 7;
const PIN: [u8; 13] = hex!("00 20 00 01 08 24 12 34 FF FF FF FF FF");
const WRONG_PIN: [u8; 13] = hex!("00 20 00 01 08 24 99 99 FF FF FF FF FF");
const AUTHENTICATION: [u8; 10] = hex!("00 22 41 B6 05 04 80 02 84 82");
const SIGNATURE: [u8; 10] = hex!("00 22 41 B6 05 04 80 02 84 83");

fn rsa() -> VirtualCard {
    VirtualCard::new(&Persona::adult_rsa(), SEED)
}

fn ec() -> VirtualCard {
    VirtualCard::new(&Persona::adult_ec(), SEED)
}

fn status(answer: &[u8]) -> u16 {
    u16::from_be_bytes(*answer.last_chunk().unwrap())
}

fn send(card: &CardHandle, command: &[u8]) -> u16 {
    status(&card.transmit(command))
}

/// COMPUTE SIGNATURE over a hash of the length that algorithm 02 takes.
fn sign(card: &CardHandle) -> u16 {
    let length = if card.atr().len() == 20 { 48 } else { 20 };
    send(card, &[&hex!("00 2A 9E 9A")[..], &[length], &vec![9; usize::from(length)]].concat())
}

const RSA_SIGNED: u16 = 0x6100;
const EC_SIGNED: u16 = 0x6160;

#[test]
fn transcript_of_the_official_module_on_1_7() {
    let card = rsa().handle();
    let exchanges: &[(&[u8], u16)] = &[
        (&hex!("00 A4 04 00 0F A0000000 30290570 00AD1310 0101FF"), 0x9000),
        (&hex!("80 E4 00 00 1C"), 0x9000),
        (&hex!("00 A4 02 0C 02 40 31"), 0x6A82),
        (&hex!("00 A4 02 0C 02 3F 00"), 0x9000),
        (&hex!("00 A4 02 0C 02 DF 01"), 0x9000),
        (&hex!("00 A4 02 0C 02 40 31"), 0x9000),
        (&hex!("00 B0 00 00 FC"), 0x6CAD),
        (&hex!("00 B0 00 00 AD"), 0x9000),
        (&PIN, 0x9000),
        (&hex!("00 A4 02 0C 02 DF 00"), 0x9000),
        (&hex!("00 22 41 B6 05 04 80 08 84 82"), 0x9000),
        (&[&hex!("00 2A 9E 9A 20")[..], &[3; 32]].concat(), 0x6100),
        (&hex!("00 C0 00 00 00"), 0x9000),
        (&hex!("80 E6 00 00 00"), 0x9000),
    ];
    for (command, expected) in exchanges {
        let answer = card.transmit(command);
        assert_eq!(status(&answer), *expected, "{command:02X?}");
        match command[1] {
            0xE4 => assert_eq!((answer.len(), answer[21]), (30, 0x17)),
            0xC0 => assert_eq!(answer.len(), 258),
            _ => {}
        }
    }
}

#[test]
fn transcript_of_the_official_module_on_1_8() {
    let card = ec().handle();
    let answer = card.transmit(&hex!("80 E4 00 01 1F"));
    assert_eq!((answer.len(), answer[21], &answer[27..31]), (33, 0x18, &hex!("0F 03 FF FF")[..]));
    assert_eq!(send(&card, &PIN), 0x9000);
    assert_eq!(send(&card, &hex!("00 A4 02 0C 02 DF 00")), 0x9000);
    assert_eq!(send(&card, &AUTHENTICATION), 0x9000);
    assert_eq!(sign(&card), EC_SIGNED);
    assert_eq!(card.transmit(&hex!("00 C0 00 00 60")).len(), 98);
    let challenge = [&hex!("00 88 02 81 32 94 30")[..], &[5; 48]].concat();
    assert_eq!(send(&card, &challenge), 0x6160);
    assert_eq!(card.transmit(&hex!("00 C0 00 00 60")).len(), 98);
    // The environment went with the card authentication (card.md 10).
    assert_eq!(sign(&card), 0x6985);
}

/// card.md 4.2: what each form of SELECT finds, in one go so that each starts where the one before ended.
#[test]
fn selections() {
    let cases: &[(&[u8], u16)] = &[
        (&hex!("00 A4 08 0C 04 3F 00 2F 00"), 0x9000),
        (&hex!("00 A4 08 0C 02 2F 00"), 0x9000),
        (&hex!("00 A4 08 0C 06 3F 00 DF 00 50 31"), 0x9000),
        (&hex!("00 A4 08 0C 04 DF 01 40 31"), 0x9000),
        (&hex!("00 A4 08 0C 04 3F 00 DF 00"), 0x9000),
        (&hex!("00 A4 08 0C 02 3F 00"), 0x9000),
        (&hex!("00 A4 08 0C 06 3F 00 DF 01 50 31"), 0x6A82),
        (&hex!("00 A4 08 0C 06 3F 00 DF 01 40 40"), 0x6A82),
        (&hex!("00 A4 08 0C 03 3F 00 DF"), 0x6A87),
        (&hex!("00 A4 08 00 04 3F 00 DF 00"), 0x6A86),
        (&hex!("00 A4 08 04 04 3F 00 DF 00"), 0x6A86),
        (&hex!("00 A4 02 0C 04 3F 00 DF 00"), 0x6A87),
        (&hex!("00 A4 02 0C 02 50 31"), 0x6A82),
        (&hex!("00 A4 02 0C 02 DF 00"), 0x9000),
        (&hex!("00 A4 02 0C 02 50 31"), 0x9000),
        (&hex!("00 A4 02 0C 02 DF 01"), 0x9000),
        (&hex!("00 A4 00 0C 02 3F 00"), 0x6A86),
        (&hex!("00 A4 04 0C 0C A00000017750 4B43532D3135"), 0x9000),
        (&hex!("00 A4 02 0C 02 50 38"), 0x9000),
        (&hex!("00 A4 04 0C 0C A00000017749 6446696C6573"), 0x9000),
        (&hex!("00 A4 04 0C 05 A000000001"), 0x6A82),
        (&hex!("00 A4 04 0C 04 A0000000"), 0x6A87),
    ];
    let card = rsa().handle();
    for (command, expected) in cases {
        assert_eq!(send(&card, command), *expected, "{command:02X?}");
    }
    let strict = Behaviour { strict_directories: true, ..Behaviour::default() };
    let card = rsa().with_behaviour(strict).handle();
    assert_eq!(send(&card, &hex!("00 A4 02 0C 02 DF 00")), 0x9000);
    assert_eq!(send(&card, &hex!("00 A4 02 0C 02 DF 01")), 0x6A82);
    assert_eq!(send(&card, &hex!("00 A4 02 0C 02 3F 00")), 0x9000);
    assert_eq!(send(&card, &hex!("00 A4 02 0C 02 DF 01")), 0x9000);
}

/// card.md 1.2: an empty AID leads to the card manager, which knows none of our commands.
#[test]
fn card_manager() {
    let card = ec().handle();
    assert_eq!(send(&card, &hex!("00 A4 04 0C 00")), 0x9000);
    assert_eq!(send(&card, &hex!("80 E4 00 00 1C")), 0x6D00);
    assert_eq!(send(&card, &hex!("00 A4 04 0C 0F A0000000 30290570 00AD1310 0101FF")), 0x9000);
    assert_eq!(send(&card, &hex!("80 E4 00 00 1C")), 0x9000);
}

/// The table of card.md 4.3.
#[test]
fn reading() {
    let reader = rsa();
    let address = reader.file(CardFile::Address);
    assert_eq!(address.len(), 117);
    let card = reader.handle();
    assert_eq!(send(&card, &hex!("00 B0 00 00 00")), 0x6986);
    assert_eq!(send(&card, &hex!("00 A4 08 0C 06 3F 00 DF 01 40 33")), 0x9000);
    assert_eq!(card.transmit(&hex!("00 B0 00 00 75")), [&address[..], &hex!("90 00")].concat());
    let cases: &[(&[u8], u16)] = &[
        (&hex!("00 B0 00 00 00"), 0x6C75),
        (&hex!("00 B0 00 00 76"), 0x6C75),
        (&hex!("00 B0 00 70 06"), 0x6C05),
        (&hex!("00 B0 00 70 05"), 0x9000),
        (&hex!("00 B0 00 75 01"), 0x6B00),
        (&hex!("00 B0 7F FF 01"), 0x6B00),
        (&hex!("00 B0 80 00 01"), 0x6B00),
        (&hex!("80 B0 00 00 75"), 0x6E00),
        (&hex!("00 A4 08 0C 04 3F 00 DF 01"), 0x9000),
        (&hex!("00 B0 00 00 75"), 0x6986),
        (&hex!("00 A4 08 0C 06 3F 00 DF 01 40 35"), 0x9000),
        (&hex!("00 B0 00 00 00"), 0x9000),
        (&hex!("00 B0 0B 00 00"), 0x6CF8),
    ];
    for (command, expected) in cases {
        assert_eq!(send(&card, command), *expected, "{command:02X?}");
    }
}

/// card.md 4.4.
#[test]
fn records() {
    let card = ec().handle();
    assert_eq!(send(&card, &hex!("80 B2 07 07 00")), 0x6986);
    assert_eq!(send(&card, &hex!("00 A4 08 0C 06 3F 00 DF 01 40 31")), 0x9000);
    assert_eq!(send(&card, &hex!("80 B2 07 07 00")), 0x6C09);
    assert_eq!(card.transmit(&hex!("80 B2 07 07 09")), [b"\x07\x07Exemple", &hex!("90 00")[..]].concat());
    assert_eq!(send(&card, &hex!("80 B2 08 07 00")), 0x6A83);
    assert_eq!(send(&card, &hex!("80 B2 30 30 00")), 0x6A83);
    assert_eq!(send(&card, &hex!("80 B2 00 08 00")), 0x6C00 | first_fields(&ec()));
    assert_eq!(send(&card, &hex!("00 A4 08 0C 06 3F 00 DF 01 40 35")), 0x9000);
    assert_eq!(send(&card, &hex!("80 B2 07 07 00")), 0x6981);
    assert_eq!(send(&rsa().handle(), &hex!("80 B2 07 07 00")), 0x6D00);
}

/// Length of the fields with tags 00 to 08 in the identity file, tags and lengths included.
fn first_fields(card: &VirtualCard) -> u16 {
    let holder = card.persona().holder();
    let texts = [&holder.card_number, &holder.issuing_municipality, &holder.national_number];
    let names = [&holder.surname, &holder.given_names];
    let length: usize = texts.into_iter().chain(names).map(|text| text.len() + 2).sum();
    u16::try_from(length + 4 + 18 + 12 + 12).unwrap()
}

/// The sequences of card.md 8.7, for 1.7 and 1.8. V = VERIFY, W = wrong VERIFY, A and S = sign with the
/// authentication or signature key (MSE first), a and s = the same without MSE, E = MSE of the signature key,
/// o = another command. Signing: `+` succeeds, `-` is refused with 6982, `!` fails for its length.
#[test]
fn pin_rights() {
    let both: &[&str] = &[
        "A-",
        "V A+ A+",
        "V A+ S-",
        "E V s+ s-",
        "E V s+ A-",
        "V o E V s+ o A+",
        "E V o o s! A+",
        "V W A-",
        "V W S-",
        "E V s! A-",
        "V L A-",
        "E V L s-",
    ];
    for script in both {
        play(&rsa(), script);
        play(&ec(), script);
    }
    // "Just before" is at once on 1.7, and allows one command on 1.8, though not MSE (M18 5.1.2).
    play(&rsa(), "E V o s-");
    play(&ec(), "E V o s+");
    play(&ec(), "E V o o s-");
    play(&rsa(), "V S-");
    play(&ec(), "V S-");
    let simple = Behaviour { rights: RightsModel::Simple, ..Behaviour::default() };
    play(&rsa().with_behaviour(simple), "E V s+ A+");
}

fn play(card: &VirtualCard, script: &str) {
    let handle = card.handle();
    handle.reset();
    let signed = if handle.atr().len() == 20 { EC_SIGNED } else { RSA_SIGNED };
    for step in script.split(' ') {
        let (what, outcome) = step.split_at(1);
        match what {
            "V" => assert_eq!(send(&handle, &PIN), 0x9000, "{script}"),
            "W" => assert_eq!(send(&handle, &WRONG_PIN), 0x63C2, "{script}"),
            "E" => assert_eq!(send(&handle, &SIGNATURE), 0x9000, "{script}"),
            "o" => assert_eq!(send(&handle, &hex!("80 E4 00 00 1C")), 0x9000, "{script}"),
            "L" => assert_eq!(send(&handle, &hex!("80 E6 00 00")), 0x9000, "{script}"),
            "A" => assert_eq!(send(&handle, &AUTHENTICATION), 0x9000, "{script}"),
            "S" => assert_eq!(send(&handle, &SIGNATURE), 0x9000, "{script}"),
            _ => {}
        }
        match outcome {
            "+" => assert_eq!(sign(&handle), signed, "{script}"),
            "-" => assert_eq!(sign(&handle), 0x6982, "{script}"),
            "!" => assert_ne!(send(&handle, &hex!("00 2A 9E 9A 03 01 02 03")), signed, "{script}"),
            _ => {}
        }
    }
    let _ = send(&handle, &PIN);
}

#[test]
fn tries() {
    for (says_blocked, third) in [(false, 0x63C0), (true, 0x6983)] {
        let behaviour = Behaviour { third_wrong_pin_says_blocked: says_blocked, ..Behaviour::default() };
        let card = ec().with_behaviour(behaviour).handle();
        assert_eq!(send(&card, &hex!("00 20 00 01")), 0x63C3);
        assert_eq!(send(&card, &WRONG_PIN), 0x63C2);
        assert_eq!(send(&card, &hex!("00 20 00 01 00")), 0x63C2);
        assert_eq!(send(&card, &PIN), 0x9000);
        assert_eq!((send(&card, &hex!("00 20 00 01")), card.tries_left()), (0x9000, 3));
        for expected in [0x63C2, 0x63C1, third] {
            assert_eq!(send(&card, &WRONG_PIN), expected);
        }
        assert_eq!(send(&card, &PIN), 0x6983);
        assert_eq!(send(&card, &hex!("00 20 00 01")), 0x6983);
        assert_eq!(card.transmit(&hex!("80 E4 00 01 1F"))[28], 0);
        card.reset();
        assert_eq!((send(&card, &PIN), card.tries_left()), (0x6983, 0));
    }
    let card = ec().handle();
    for command in [hex!("00 20 00 02").as_slice(), &hex!("00 20 01 01"), &hex!("00 20 00 01 02 24 12")] {
        assert_ne!(send(&card, command), 0x9000);
    }
    assert_eq!(card.tries_left(), 3);
}

/// card.md 8.3: what is a question on later cards costs a try on the first ones.
#[test]
fn an_empty_verify_costs_a_try_on_1_1() {
    let card = VirtualCard::new(&Persona::adult_rsa().with_applet(Applet::V11), SEED).handle();
    assert_eq!(send(&card, &hex!("00 20 00 01")), 0x63C2);
    assert_eq!(card.tries_left(), 2);
    assert_eq!(send(&card, &hex!("80 E4 00 01 1F")), 0x6B00);
    assert_eq!(&card.transmit(&hex!("80 E4 00 00 1C"))[21..28], hex!("11 00 01 00 01 00 0F"));
}

/// card.md 8.4.
#[test]
fn changing_the_pin() {
    let card = rsa().handle();
    let change = |old: [u8; 8], new: [u8; 8]| [&hex!("00 24 00 01 10")[..], &old, &new].concat();
    let (old, new) = (hex!("24 12 34 FF FF FF FF FF"), hex!("26 65 43 21 FF FF FF FF"));
    assert_eq!(send(&card, &change(old, hex!("23 12 3F FF FF FF FF FF"))), 0x6A80);
    assert_eq!(send(&card, &change(new, new)), 0x63C2);
    assert_eq!(send(&card, &change(old, new)), 0x9000);
    assert_eq!(card.tries_left(), 3);
    assert_eq!(send(&card, &AUTHENTICATION), 0x9000);
    assert_eq!(sign(&card), RSA_SIGNED);
    assert_eq!(send(&card, &PIN), 0x63C2);
    assert_eq!(send(&card, &[&hex!("00 20 00 01 08")[..], &new].concat()), 0x9000);
    assert_eq!(send(&card, &hex!("00 24 00 01 08 24 12 34 FF FF FF FF FF")), 0x6700);
}

/// The tables of card.md 9.1 and 9.2: algorithms and lengths.
#[test]
fn algorithms() {
    let v11 = Persona::adult_rsa().with_applet(Applet::V11);
    // (card, algorithm, length of the data, status of MSE, status of the signature)
    let cases: &[(&Persona, u8, u8, u16, u16)] = &[
        (&v11, 0x01, 51, 0x9000, 0x6180),
        (&v11, 0x01, 117, 0x9000, 0x6180),
        (&v11, 0x01, 118, 0x9000, 0x6700),
        (&v11, 0x02, 20, 0x9000, 0x6180),
        (&v11, 0x04, 16, 0x9000, 0x6180),
        (&v11, 0x08, 32, 0x6A80, 0x6985),
        (&Persona::adult_rsa(), 0x01, 245, 0x9000, 0x6100),
        (&Persona::adult_rsa(), 0x01, 246, 0x9000, 0x6700),
        (&Persona::adult_rsa(), 0x08, 32, 0x9000, 0x6100),
        (&Persona::adult_rsa(), 0x08, 48, 0x9000, 0x6700),
        (&Persona::adult_rsa(), 0x10, 20, 0x9000, 0x6100),
        (&Persona::adult_rsa(), 0x20, 32, 0x9000, 0x6100),
        (&Persona::adult_rsa(), 0x40, 32, 0x6A80, 0x6985),
        (&Persona::adult_ec(), 0x01, 32, 0x9000, 0x6160),
        (&Persona::adult_ec(), 0x02, 48, 0x9000, 0x6160),
        (&Persona::adult_ec(), 0x02, 32, 0x9000, 0x6700),
        (&Persona::adult_ec(), 0x04, 64, 0x9000, 0x6160),
        (&Persona::adult_ec(), 0x40, 20, 0x9000, 0x6160),
        (&Persona::adult_ec(), 0x40, 64, 0x9000, 0x6160),
        (&Persona::adult_ec(), 0x40, 33, 0x9000, 0x6700),
        (&Persona::adult_ec(), 0x80, 32, 0x6A80, 0x6985),
    ];
    for (persona, algorithm, length, set, signed) in cases {
        let card = VirtualCard::new(persona, SEED).handle();
        let case = format!("{} {algorithm:02X} {length}", persona.name());
        assert_eq!(
            send(&card, &[&hex!("00 22 41 B6 05 04 80")[..], &[*algorithm, 0x84, 0x82]].concat()),
            *set,
            "{case}"
        );
        assert_eq!(send(&card, &PIN), 0x9000);
        let data = vec![1; usize::from(*length)];
        let answer = send(&card, &[&hex!("00 2A 9E 9A")[..], &[*length], &data].concat());
        assert_eq!(answer, *signed, "{case}");
    }
}

/// card.md 9.1: other refusals of MSE SET and COMPUTE SIGNATURE.
#[test]
fn environments() {
    let card = ec().handle();
    assert_eq!(send(&card, &PIN), 0x9000);
    assert_eq!(sign(&card), 0x6985);
    let cases: &[(&[u8], u16)] = &[
        (&hex!("00 22 41 B6 05 04 80 02 84 84"), 0x6A88),
        (&hex!("00 22 41 B6 05 04 81 02 84 82"), 0x6A80),
        (&hex!("00 22 41 B6 05 05 80 02 84 82"), 0x6A80),
        (&hex!("00 22 41 B6 04 04 80 02 84"), 0x6700),
        (&hex!("00 22 41 B8 05 04 80 02 84 82"), 0x6B00),
        (&hex!("00 22 41 B6 05 04 80 02 84 81"), 0x9000),
        (&hex!("00 2A 9E 9B 01 00"), 0x6B00),
    ];
    for (command, expected) in cases {
        assert_eq!(send(&card, command), *expected, "{command:02X?}");
    }
    // The basic key never signs hashes.
    assert_eq!(sign(&card), 0x6982);
}

/// card.md 7 and 15.5: keys that a card does not have.
#[test]
fn cards_without_keys() {
    let card = VirtualCard::new(&Persona::child(), SEED);
    assert_eq!(send(&card.handle(), &AUTHENTICATION), 0x9000);
    assert_eq!(send(&card.handle(), &SIGNATURE), 0x6A88);
    assert_eq!(card.file(CardFile::SignatureCertificate), vec![0; 2500]);
    let card = VirtualCard::new(&Persona::child().with_keys(HolderKeys::None), SEED);
    assert_eq!(send(&card.handle(), &AUTHENTICATION), 0x6A88);
    assert_eq!(card.file(CardFile::AuthenticationCertificate), vec![0; 2500]);
}

/// card.md 3.1: GET RESPONSE in parts, and what makes the data go.
#[test]
fn responses() {
    let card = rsa().handle();
    assert_eq!(send(&card, &hex!("00 C0 00 00 00")), 0x6985);
    assert_eq!(send(&card, &AUTHENTICATION), 0x9000);
    assert_eq!(send(&card, &PIN), 0x9000);
    assert_eq!(sign(&card), RSA_SIGNED);
    let first = card.transmit(&hex!("00 C0 00 00 80"));
    assert_eq!((first.len(), status(&first)), (130, 0x6180));
    assert_eq!(send(&card, &hex!("00 C0 00 00 81")), 0x6C80);
    assert_eq!(send(&card, &hex!("00 C0 00 00 80")), 0x9000);
    assert_eq!(sign(&card), RSA_SIGNED);
    assert_eq!(send(&card, &hex!("80 E4 00 00 1C")), 0x9000);
    assert_eq!(send(&card, &hex!("00 C0 00 00 00")), 0x6985);
}

#[test]
fn card_authentication() {
    let card = ec();
    let challenge = |head: [u8; 7], length: usize| [&head[..], &vec![5; length]].concat();
    let good = challenge(hex!("00 88 02 81 32 94 30"), 48);
    let cases = [
        (challenge(hex!("00 88 02 82 32 94 30"), 48), 0x6A88),
        (challenge(hex!("00 88 02 81 32 95 30"), 48), 0x6A80),
        (challenge(hex!("00 88 02 81 32 94 31"), 48), 0x6A80),
        (challenge(hex!("00 88 02 81 22 94 20"), 32), 0x6700),
        (good.clone(), 0x6160),
    ];
    for (command, expected) in cases {
        assert_eq!(send(&card.handle(), &command), expected, "{command:02X?}");
    }
    // 5000 of them, then the PIN (card.md 10).
    let card = card.with_internal_authentications(4999).handle();
    assert_eq!(send(&card, &good), 0x6160);
    assert_eq!(send(&card, &good), 0x6985);
    assert_eq!(send(&card, &PIN), 0x9000);
    assert_eq!(send(&card, &good), 0x6160);
    assert_eq!(send(&rsa().handle(), &good), 0x6D00);
}

#[test]
fn other_commands() {
    let card = ec().handle();
    let cases: &[(&[u8], u16)] = &[
        (&hex!("80 E4 00 00 10"), 0x6C1C),
        (&hex!("80 E4 00 00 FF"), 0x6C1C),
        (&hex!("80 E4 00 01 1C"), 0x6C1F),
        (&hex!("80 E4 00 02 1C"), 0x6B00),
        (&hex!("80 EA 00 01 01"), 0x6D00),
        (&hex!("00 2C 00 01"), 0x6982),
        (&hex!("01 A4 02 0C 02 3F 00"), 0x6881),
        (&hex!("A0 A4 02 0C 02 3F 00"), 0x6E00),
        (&hex!("00 E4 00 00 1C"), 0x6E00),
        (&hex!("00 A4 02"), 0x6700),
    ];
    for (command, expected) in cases {
        assert_eq!(send(&card, command), *expected, "{command:02X?}");
    }
    let challenges = [card.transmit(&hex!("00 84 00 00 10")), card.transmit(&hex!("00 84 00 00 10"))];
    assert_eq!(challenges[0].len(), 18);
    assert_ne!(challenges[0], challenges[1]);
    assert_eq!(card.transmit(&hex!("00 84 00 00 00")).len(), 258);
}

/// card.md 15.5: cards that are not what one hopes for.
#[test]
fn other_cards() {
    let aid = hex!("00 A4 04 0C 0F A0000000 30290570 00AD1310 0101FF");
    let other = ec().with_behaviour(Behaviour { other_card: true, ..Behaviour::default() }).handle();
    assert_eq!(send(&other, &aid), 0x6A82);
    assert_eq!(send(&other, &hex!("80 E4 00 00 1C")), 0x6D00);
    let new = ec().with_behaviour(Behaviour { not_activated: true, ..Behaviour::default() }).handle();
    assert_eq!(send(&new, &aid), 0x9000);
    assert_eq!(send(&new, &hex!("00 A4 08 0C 06 3F 00 DF 01 40 31")), 0x9000);
    assert_eq!(send(&new, &hex!("00 B0 00 00 00")), 0x6D00);
    let inactive = Behaviour { inactive_file: Some(CardFile::Address), ..Behaviour::default() };
    for (card, selected) in [(ec(), 0x6985), (rsa(), 0x6283)] {
        let card = card.with_behaviour(inactive.clone()).handle();
        assert_eq!(send(&card, &hex!("00 A4 08 0C 06 3F 00 DF 01 40 33")), selected);
        assert_eq!(send(&card, &hex!("00 B0 00 00 00")), 0x6985);
    }
}

#[test]
fn same_name_and_seed_same_card() {
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let (one, same, other) =
            (VirtualCard::new(&persona, 1), VirtualCard::new(&persona, 1), VirtualCard::new(&persona, 2));
        for file in CardFile::ALL {
            assert_eq!(one.file(*file), same.file(*file), "{file:?}");
        }
        assert_ne!(one.file(CardFile::RootCertificate), other.file(CardFile::RootCertificate));
        assert_ne!(one.chip_serial(), other.chip_serial());
    }
}

/// The table of file sizes of card.md 14.5.
#[test]
fn reference_sizes() {
    let files = [
        CardFile::Identity,
        CardFile::Address,
        CardFile::Photo,
        CardFile::IdentitySignature,
        CardFile::AddressSignature,
        CardFile::AuthenticationCertificate,
        CardFile::SignatureCertificate,
        CardFile::CitizenCaCertificate,
        CardFile::RootCertificate,
        CardFile::RegisterCertificate,
        CardFile::BasicKey,
        CardFile::Cdf,
    ];
    let sizes = |card: VirtualCard| files.map(|file| card.file(file).len());
    assert_eq!(
        sizes(rsa().with_reference_sizes()),
        [173, 117, 3064, 256, 256, 871, 866, 805, 807, 749, 0, 175]
    );
    assert_eq!(
        sizes(ec().with_reference_sizes()),
        [255, 117, 3064, 104, 104, 1587, 1582, 1520, 1523, 1515, 120, 175]
    );
}
