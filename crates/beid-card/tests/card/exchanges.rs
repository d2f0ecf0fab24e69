//! Fewest exchanges: the jobs of card.md 14.5, on cards with the file sizes given there.

use beid_card::{Card, CardKey, Digest, File, Files, Mode, Pin, PinSource};
use beid_simulator::{CardFile, Persona, VirtualCard};

use crate::support::{Virtual, open, virtual_card};

/// A file that begins like DER of `der` bytes in a file of `file` bytes.
fn der(der: usize, file: usize) -> Vec<u8> {
    let length = u16::try_from(der - 4).unwrap().to_be_bytes();
    let mut bytes = vec![0x30, 0x82, length[0], length[1]];
    bytes.resize(der, 0x5A);
    bytes.resize(file, 0);
    bytes
}

/// One field that fills the file.
fn fields(length: usize) -> Vec<u8> {
    let mut bytes = vec![0x07, u8::try_from(length - 2).unwrap()];
    bytes.resize(length, b'A');
    bytes
}

/// The reference cards of card.md 14.5.
fn reference(ec: bool) -> VirtualCard {
    let persona = if ec { Persona::adult_ec() } else { Persona::adult_rsa() };
    let mut address = fields(100);
    address.resize(117, 0);
    let certificates = if ec {
        [(487, 1587), (482, 1582), (420, 1520), (423, 1523), (415, 1515)]
    } else {
        [(821, 871), (816, 866), (755, 805), (757, 807), (749, 749)]
    };
    let files = [
        CardFile::AuthenticationCertificate,
        CardFile::SignatureCertificate,
        CardFile::CitizenCaCertificate,
        CardFile::RootCertificate,
        CardFile::RegisterCertificate,
    ];
    let signature = if ec { der_signature() } else { vec![0x5A; 256] };
    let card =
        files.into_iter().zip(certificates).fold(virtual_card(&persona), |card, (file, (length, padded))| {
            card.with_file(file, der(length, padded))
        });
    card.with_file(CardFile::Identity, fields(if ec { 255 } else { 173 }))
        .with_file(CardFile::Address, address)
        .with_file(CardFile::IdentitySignature, signature.clone())
        .with_file(CardFile::AddressSignature, signature)
        .with_file(CardFile::Photo, vec![0x5A; 3064])
}

fn der_signature() -> Vec<u8> {
    let mut bytes = vec![0x30, 102];
    bytes.resize(104, 0x5A);
    bytes
}

fn commands(card: &mut Card<Virtual>, job: impl FnOnce(&mut Card<Virtual>)) -> u64 {
    let before = card.counters().commands;
    job(card);
    card.counters().commands - before
}

const CERTIFICATES: [File; 4] = [
    File::AuthenticationCertificate,
    File::SignatureCertificate,
    File::CitizenCaCertificate,
    File::RootCertificate,
];

/// Recognise 2; identity and address 6, one less here (card.md 4.3); with photo, National Register certificate and
/// both signatures 28 and 29, likewise; four certificates 18 and 12.
#[test]
fn reading_meets_the_targets() {
    for (ec, person, all, certificates) in [(false, 5, 27, 18), (true, 5, 28, 12)] {
        let (mut card, _) = open(reference(ec));
        assert_eq!(card.counters().commands, 2);
        let read = |files: &[File]| {
            let files = Files::of(files);
            move |card: &mut Card<Virtual>| drop(card.read(files).unwrap())
        };
        assert_eq!(commands(&mut card, read(&[File::Address])), person);
        let rest = commands(
            &mut card,
            read(&[
                File::Photo,
                File::NationalRegisterCertificate,
                File::IdentitySignature,
                File::AddressSignature,
            ]),
        );
        assert_eq!(person + rest, all, "ec: {ec}");
        assert_eq!(commands(&mut card, read(&CERTIFICATES)), certificates, "ec: {ec}");
        if ec {
            assert_eq!(commands(&mut card, read(&[File::BasicKey])), 2);
        }
    }
}

/// DF, MSE, VERIFY, COMPUTE SIGNATURE, GET RESPONSE: 5; tries and LOG OFF apart.
#[test]
fn signing_meets_the_targets() {
    for ec in [false, true] {
        let (mut card, _) = open(reference(ec));
        card.read(Files::of(&CERTIFICATES)).unwrap();
        let hash = if ec { ehealth_pki::HashAlgorithm::Sha384 } else { ehealth_pki::HashAlgorithm::Sha256 };
        for key in [CardKey::Authentication, CardKey::Signature] {
            let used = commands(&mut card, |card| {
                let (digest, pin) = (Digest::of(hash, b"x"), PinSource::Entered(Pin::parse("1234").unwrap()));
                match key {
                    CardKey::Authentication => card.sign_authentication(&digest, pin).unwrap(),
                    CardKey::Signature => card.sign_legally(&digest, pin).unwrap(),
                };
            });
            assert_eq!(used, 5 + 2, "ec: {ec}");
        }
    }
}

/// In one batch.
#[test]
fn a_second_signature_takes_three_or_fewer() {
    for ec in [false, true] {
        let (mut card, _) = open(reference(ec));
        card.read(Files::of(&CERTIFICATES)).unwrap();
        let hash = if ec { ehealth_pki::HashAlgorithm::Sha384 } else { ehealth_pki::HashAlgorithm::Sha256 };
        let digests: Vec<_> = (0u8..3).map(|byte| Digest::of(hash, &[byte])).collect();
        let pin = || PinSource::Entered(Pin::parse("1234").unwrap());
        for (key, each) in [(CardKey::Authentication, 2), (CardKey::Signature, 3)] {
            let mut used = |count: usize| {
                commands(&mut card, |card| {
                    let digests = &digests[..count];
                    match key {
                        CardKey::Authentication => card.sign_authentication_with(digests, Mode::Usual, pin()),
                        CardKey::Signature => card.sign_legally_with(digests, Mode::Usual, pin()),
                    }
                    .unwrap();
                })
            };
            assert_eq!(used(3) - used(1), 2 * each, "{key:?}");
        }
    }
}

/// Reading and signing in one transaction (card.md 9.3): 4, for the certificates were the last to be read.
#[test]
fn a_signature_in_the_reading_transaction_takes_four() {
    for ec in [false, true] {
        for key in [CardKey::Authentication, CardKey::Signature] {
            let (mut card, handle) = open(reference(ec));
            let hash = card.scheme(key).hash();
            card.read(Files::of(&[key.certificate()])).unwrap();
            let pin = PinSource::Entered(Pin::parse("1234").unwrap());
            let mut batch = match key {
                CardKey::Authentication => card.authentication_batch(pin),
                CardKey::Signature => card.legal_batch(pin),
            }
            .unwrap();
            batch.read(Files::of(&CERTIFICATES).with(File::Photo)).unwrap();
            handle.clear_log();
            let (batch, _) = batch.sign(&Digest::of(hash, b"a")).unwrap();
            assert_eq!(handle.log().len(), 4, "ec: {ec}");
            let (mut batch, _) = batch.sign(&Digest::of(hash, b"b")).unwrap();
            assert_eq!(handle.log().len(), if key == CardKey::Signature { 7 } else { 6 });
            // What is known is not read again and costs nothing.
            batch.read(Files::of(&CERTIFICATES)).unwrap();
            drop(batch);
            let last = handle.log().pop().unwrap();
            assert_eq!(last.name, "LOG OFF");
        }
    }
}
