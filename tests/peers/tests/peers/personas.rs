//! OpenSSL on the cards of the simulator: chains, and the state's signatures over the files.

use beid_simulator::{Applet, CardFile, DEFAULT_SEED, HolderKeys, Persona, VirtualCard, test_roots};
use peers::Openssl;

/// 1 January 2023: within the validity of every persona's card, the expired one's too.
const IN_2023: u64 = 1_672_531_200;

/// Which leaves a persona's card carries.
fn leaves(persona: &Persona) -> Vec<CardFile> {
    match persona.keys() {
        HolderKeys::Both => vec![CardFile::AuthenticationCertificate, CardFile::SignatureCertificate],
        HolderKeys::AuthenticationOnly => vec![CardFile::AuthenticationCertificate],
        _ => Vec::new(),
    }
}

#[test]
fn certificates_of_every_persona_chain_to_a_test_root() {
    let Some(openssl) = Openssl::find().unwrap() else { return };
    let roots = test_roots(DEFAULT_SEED);
    for name in Persona::names() {
        let persona = Persona::by_name(name).unwrap();
        let card = VirtualCard::new(&persona, DEFAULT_SEED);
        let untrusted = [der_alone(card.file(CardFile::CitizenCaCertificate))];
        for leaf in leaves(&persona) {
            let certificate = der_alone(card.file(leaf));
            openssl.verify_chain(&roots, &untrusted, &certificate, Some(IN_2023)).unwrap();
            let now = openssl.verify_chain(&roots, &untrusted, &certificate, None);
            assert_eq!(now.is_ok(), *name != "expired", "{name}: {now:?}");
            openssl.verify_chain(&[], &untrusted, &certificate, Some(IN_2023)).unwrap_err();

            let subject = openssl.x509(&certificate, &["-subject", "-nameopt", "RFC2253"]).unwrap();
            assert!(subject.contains(persona.national_number()), "{name}: {subject}");
            let text = openssl.x509(&certificate, &["-ext", "keyUsage"]).unwrap();
            let usage =
                if leaf == CardFile::SignatureCertificate { "Non Repudiation" } else { "Digital Signature" };
            assert_eq!(text.lines().last().unwrap().trim(), usage, "{name}");
        }
        let root = der_alone(card.file(CardFile::RootCertificate));
        let register = der_alone(card.file(CardFile::RegisterCertificate));
        openssl.verify_chain(std::slice::from_ref(&root), &[], &register, Some(IN_2023)).unwrap();
        assert!(roots.contains(&root), "{name}");
    }
}

#[test]
fn identity_files_carry_the_states_signature() {
    let Some(openssl) = Openssl::find().unwrap() else { return };
    for persona in [Persona::adult_rsa(), Persona::adult_ec(), Persona::diacritics()] {
        let card = VirtualCard::new(&persona, DEFAULT_SEED);
        let digest = if persona.applet() == Applet::V18 { "sha384" } else { "sha256" };
        let register = der_alone(card.file(CardFile::RegisterCertificate));
        let identity = card.file(CardFile::Identity);
        let file = card.file(CardFile::IdentitySignature);
        let signature = if persona.applet() == Applet::V18 { der_alone(file) } else { file };
        openssl.verify_signature(&register, digest, &signature, &identity).unwrap();
        let mut changed = identity;
        changed[5] ^= 1;
        openssl.verify_signature(&register, digest, &signature, &changed).unwrap_err();
    }
}

/// A DER value without the zero bytes that fill its file on the card (card.md 6.1, 7).
fn der_alone(mut file: Vec<u8>) -> Vec<u8> {
    let length = match file[1] {
        0x82 => usize::from(u16::from_be_bytes([file[2], file[3]])) + 4,
        0x81 => usize::from(file[2]) + 3,
        short => usize::from(short) + 2,
    };
    file.truncate(length);
    file
}
