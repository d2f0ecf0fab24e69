//! RustCrypto's own types and verifiers over virtual cards.
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

use std::error::Error as _;

use beid_card::signature_traits::{CardSigner, PrehashSigner, Signer};
use beid_card::{Card, CardKey, Error, Files, Pin, PinQuestion};
use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
use ehealth_pki::Certificate;
use rsa::signature::Verifier;
use sha2::{Digest, Sha256, Sha384};

fn open(persona: &Persona) -> (Card<beid_simulator::VirtualReader>, Certificate) {
    let mut card = Card::open(VirtualCard::new(persona, DEFAULT_SEED).reader()).unwrap();
    let contents = card.read(Files::to_verify()).unwrap();
    (card, Certificate::from_der(contents.authentication().unwrap()).unwrap())
}

fn right(_: PinQuestion) -> Option<Pin> {
    Pin::parse(Persona::PIN).ok()
}

#[test]
fn rsa() {
    use rsa::pkcs1v15::{Signature, VerifyingKey};
    use rsa::pkcs8::DecodePublicKey;
    let (mut card, leaf) = open(&Persona::adult_rsa());
    let key = rsa::PublicKey::from_public_key_der(leaf.spki()).unwrap();
    let (mut ask, message) = (right, b"message");
    let signer = CardSigner::new(&mut card, CardKey::Authentication, &mut ask);
    let verifier = VerifyingKey::<Sha256>::new(key);
    let signature: Signature = signer.try_sign(message).unwrap();
    verifier.verify(message, &signature).unwrap();
    let signature: Signature = signer.sign_prehash(&Sha256::digest(message)).unwrap();
    verifier.verify(message, &signature).unwrap();
    let wrong_length: Result<Signature, _> = signer.sign_prehash(&[0; 20]);
    assert!(wrong_length.is_err());
}

#[test]
fn ecdsa_fixed_and_in_der() {
    use p384::ecdsa::{DerSignature, Signature, VerifyingKey};
    use p384::pkcs8::DecodePublicKey;
    let (mut card, leaf) = open(&Persona::adult_ec());
    let verifier = VerifyingKey::from_public_key_der(leaf.spki()).unwrap();
    let (mut ask, message) = (right, b"message");
    let signer = CardSigner::new(&mut card, CardKey::Authentication, &mut ask);
    for _ in 0..20 {
        let fixed: Signature = signer.try_sign(message).unwrap();
        verifier.verify(message, &fixed).unwrap();
        let der: DerSignature = signer.try_sign(message).unwrap();
        verifier.verify(message, &der).unwrap();
    }
    let fixed: Signature = signer.sign_prehash(&Sha384::digest(message)).unwrap();
    verifier.verify(message, &fixed).unwrap();
}

/// What the traits cannot say, their error's source does.
#[test]
fn the_source_tells() {
    let (mut card, _) = open(&Persona::adult_ec());
    let mut wrong = |_| Pin::parse("9999").ok();
    let signer = CardSigner::new(&mut card, CardKey::Signature, &mut wrong);
    let signature: Result<p384::ecdsa::Signature, _> = signer.try_sign(b"message");
    let error = signature.unwrap_err();
    let source = error.source().unwrap().downcast_ref::<Error>().unwrap();
    assert!(matches!(source, Error::WrongPin { left: 2, .. }), "{source:?}");
}
