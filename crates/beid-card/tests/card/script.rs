//! Exact bytes, against scripts: card.md appendix A4 and its neighbours.

use beid_card::{Card, Digest, Error, File, Files, Pin, PinSource};
use ehealth_pki::HashAlgorithm;

use crate::support::Scripted;

const OPEN_1_7: &str = "
    begin reset
    > 00 A4 04 0C 0F A0 00 00 00 30 29 05 70 00 AD 13 10 01 01 FF
    < 90 00
    > 80 E4 00 00 1C
    < 53 4C 49 4E 01 23 45 67 89 AB CD EF 01 23 45 67 F3 36 01 25 01 17 00 03 00 21 01 0F 90 00
";

const OPEN_1_8: &str = "
    begin reset
    > 00 A4 04 0C 0F A0 00 00 00 30 29 05 70 00 AD 13 10 01 01 FF
    < 90 00
    > 80 E4 00 00 1C
    < 53 4C 49 4E 01 23 45 67 89 AB CD EF 01 23 45 67 F3 36 01 25 01 18 00 01 00 00 02 0F 90 00
";

const CERTIFICATE: &str = "
    begin
    > 00 A4 08 0C 06 3F 00 DF 00 50 39
    < 90 00
    > 00 B0 00 00 00
    < 6C 05
    > 00 B0 00 00 05
    < 30 03 02 01 05 90 00
";

fn hex_of(byte: u8, length: usize) -> String {
    vec![format!("{byte:02X}"); length].join(" ")
}

fn pin() -> PinSource<'static> {
    PinSource::Entered(Pin::parse("12345").unwrap())
}

/// A4, with the DF selected first and the right dropped afterwards.
#[test]
fn legal_signature_on_1_8() {
    let (hash, value) = (hex_of(0xAB, 48), hex_of(0x17, 96));
    let script = Scripted::new(&format!(
        "{OPEN_1_8} {CERTIFICATE}
        begin
        > 80 E4 00 01 1F
        < 53 4C 49 4E 01 23 45 67 89 AB CD EF 01 23 45 67 F3 36 01 25 01 18 00 01 00 00 02 0F 03 FF FF 90 00
        > 00 A4 08 0C 04 3F 00 DF 00
        < 90 00
        > 00 22 41 B6 05 04 80 02 84 83
        < 90 00
        > 00 20 00 01 08 25 12 34 5F FF FF FF FF
        < 90 00
        > 00 2A 9E 9A 30 {hash}
        < 61 60
        > 00 C0 00 00 60
        < {value} 90 00
        > 80 E6 00 00
        < 90 00"
    ));
    let mut card = Card::open(script.clone()).unwrap();
    let digest = Digest::new(HashAlgorithm::Sha384, vec![0xAB; 48]).unwrap();
    let signature = card.sign_legally(&digest, pin()).unwrap();
    assert_eq!(signature.as_bytes(), [0x17; 96]);
    script.assert_done();
}

/// 1.7: the tries by an empty VERIFY, DigestInfo before the hash, 256 bytes announced as 00. The second time the
/// reader has fetched the answer itself.
#[test]
fn authentication_on_1_7() {
    let (hash, value) = (hex_of(0xAB, 32), hex_of(0x17, 256));
    let certificate = CERTIFICATE.replace("50 39", "50 38");
    let signing = format!(
        "begin
        > 00 20 00 01
        < 63 C3
        > 00 A4 08 0C 04 3F 00 DF 00
        < 90 00
        > 00 22 41 B6 05 04 80 01 84 82
        < 90 00
        > 00 20 00 01 08 25 12 34 5F FF FF FF FF
        < 90 00
        > 00 2A 9E 9A 33 30 31 30 0D 06 09 60 86 48 01 65 03 04 02 01 05 00 04 20 {hash}"
    );
    let script = Scripted::new(&format!(
        "{OPEN_1_7} {certificate} {signing}
        < 61 00
        > 00 C0 00 00 00
        < {value} 90 00
        > 80 E6 00 00
        < 90 00
        {signing}
        < {value} 90 00
        > 80 E6 00 00
        < 6D 00"
    ));
    let mut card = Card::open(script.clone()).unwrap();
    let digest = Digest::new(HashAlgorithm::Sha256, vec![0xAB; 32]).unwrap();
    for _ in 0..2 {
        assert_eq!(card.sign_authentication(&digest, pin()).unwrap().as_bytes(), [0x17; 256]);
    }
    script.assert_done();
}

/// A wrong PIN ends it; MSE SET, which costs nothing, may be sent a second time.
#[test]
fn wrong_pin() {
    let script = Scripted::new(&format!(
        "{OPEN_1_8} {CERTIFICATE}
        begin
        > 80 E4 00 01 1F
        < 53 4C 49 4E 01 23 45 67 89 AB CD EF 01 23 45 67 F3 36 01 25 01 18 00 01 00 00 02 0F 02 FF FF 90 00
        > 00 A4 08 0C 04 3F 00 DF 00
        < 90 00
        > 00 22 41 B6 05 04 80 02 84 83
        < 64 00
        > 00 22 41 B6 05 04 80 02 84 83
        < 90 00
        > 00 20 00 01 08 25 12 34 5F FF FF FF FF
        < 63 C1
        > 80 E6 00 00
        < 90 00"
    ));
    let mut card = Card::open(script.clone()).unwrap();
    let digest = Digest::new(HashAlgorithm::Sha384, vec![0xAB; 48]).unwrap();
    let error = card.sign_legally(&digest, pin()).unwrap_err();
    assert!(matches!(error, Error::WrongPin { left: 1, .. }), "{error:?}");
    script.assert_done();
}

/// After a reset the chip's number is compared before anything else.
#[test]
fn another_chip_after_a_reset() {
    let script = Scripted::new(&format!(
        "{OPEN_1_8} {CERTIFICATE}
        {}",
        OPEN_1_8.replace("53 4C 49 4E", "53 4C 49 4F")
    ));
    let mut card = Card::open(script.clone()).unwrap();
    let digest = Digest::new(HashAlgorithm::Sha384, vec![0xAB; 48]).unwrap();
    let error = card.sign_legally(&digest, pin()).unwrap_err();
    assert!(matches!(error, Error::CardChanged));
    script.assert_done();
}

/// Identity in three commands, address in two when zero bytes follow its fields inside the first block.
#[test]
fn identity_and_address() {
    let address = "01 01 41 02 04 39 30 30 30";
    let script = Scripted::new(&format!(
        "{OPEN_1_7}
        begin
        > 00 A4 08 0C 06 3F 00 DF 01 40 31
        < 90 00
        > 00 B0 00 00 00
        < 6C 03
        > 00 B0 00 00 03
        < 07 01 41 90 00
        > 00 A4 08 0C 06 3F 00 DF 01 40 33
        < 90 00
        > 00 B0 00 00 75
        < {address} {} 90 00",
        hex_of(0, 108)
    ));
    let mut card = Card::open(script.clone()).unwrap();
    let contents = card.read(Files::of(&[File::Address])).unwrap();
    assert_eq!(contents.identity().surname(), Some("A"));
    assert_eq!(contents.address().unwrap().postal_code(), Some("9000"));
    script.assert_done();
}

/// Other cards, in the order of card.md 11.
#[test]
fn not_this_card() {
    let select = "begin reset
        > 00 A4 04 0C 0F A0 00 00 00 30 29 05 70 00 AD 13 10 01 01 FF";
    let again = "> 00 A4 04 0C 0F A0 00 00 00 30 29 05 70 00 AD 13 10 01 01 FF";
    for (text, code) in [
        (format!("{select}\n< 6A 82"), "card.not_beid"),
        (format!("{select}\n< 62 83"), "card.not_activated"),
        (format!("{select}\n< 6F 00"), "card.fault"),
        // A false 6D00 is asked again three times, then believed.
        (format!("{select}\n< 6D 00\n{again}\n< 6D 00\n{again}\n< 6D 00\n{again}\n< 6D 00"), "card.not_beid"),
        (format!("{select}\n< 90 00\n> 80 E4 00 00 1C\n< 6E 00"), "card.not_beid"),
        (
            format!(
                "{select}\n< 90 00\n> 80 E4 00 00 1C\n< 6C 10\n> 80 E4 00 00 10\n< {} 90 00",
                hex_of(1, 16)
            ),
            "card.not_beid",
        ),
        (
            format!("{select}\n< 90 00\n> 80 E4 00 00 1C\n< {} 13 {} 90 00", hex_of(1, 21), hex_of(1, 6)),
            "card.unknown_generation",
        ),
        (format!("{select}\n< removed"), "card.removed"),
    ] {
        let script = Scripted::new(&text);
        assert_eq!(Card::open(script.clone()).unwrap_err().code(), code, "{text}");
        script.assert_done();
    }
}
