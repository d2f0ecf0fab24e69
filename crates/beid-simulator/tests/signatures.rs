//! What the card's keys sign is verified by OpenSSL, algorithm by algorithm (card.md 9 and 10).
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

use std::path::PathBuf;
use std::process::Command;

use beid_simulator::{Applet, CardFile, CardHandle, Persona, VirtualCard};
use hex_literal::hex;

struct OpenSsl {
    folder: PathBuf,
}

impl OpenSsl {
    fn new(name: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            eprintln!("SKIPPED signatures of the virtual card: openssl is not installed");
            return None;
        }
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("card-{name}"));
        std::fs::create_dir_all(&folder).unwrap();
        Some(Self { folder })
    }

    fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.folder.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn key_of(&self, certificate: &[u8]) -> String {
        let der = self.file("certificate.der", certificate);
        let arguments = ["x509", "-inform", "DER", "-in", &der, "-noout", "-pubkey"];
        let output = Command::new("openssl").args(arguments).output().unwrap();
        assert!(output.status.success());
        self.file("key.pem", &output.stdout)
    }

    fn verifies(&self, key: &str, hash: &[u8], signature: &[u8], options: &[&str]) -> bool {
        let (hash, signature) = (self.file("hash", hash), self.file("signature", signature));
        let mut command = Command::new("openssl");
        command.args(["pkeyutl", "-verify", "-pubin", "-inkey", key, "-in", &hash, "-sigfile", &signature]);
        for option in options {
            command.args(["-pkeyopt", option]);
        }
        command.output().unwrap().status.success()
    }
}

fn ok(card: &CardHandle, command: &[u8]) -> Vec<u8> {
    let mut answer = card.transmit(command);
    let status = answer.split_off(answer.len() - 2);
    match status[0] {
        0x61 => ok(card, &[0x00, 0xC0, 0x00, 0x00, status[1]]),
        _ => {
            assert_eq!(status, [0x90, 0x00], "{command:02X?}");
            answer
        }
    }
}

fn sign(card: &CardHandle, algorithm: u8, data: &[u8]) -> Vec<u8> {
    ok(card, &[0x00, 0x22, 0x41, 0xB6, 0x05, 0x04, 0x80, algorithm, 0x84, 0x83]);
    ok(card, &hex!("00 20 00 01 08 24 12 34 FF FF FF FF FF"));
    ok(card, &[&hex!("00 2A 9E 9A")[..], &[u8::try_from(data.len()).unwrap()], data].concat())
}

#[test]
fn rsa_of_1_1_and_1_7() {
    let Some(openssl) = OpenSsl::new("rsa") else { return };
    for applet in [Applet::V11, Applet::V17] {
        let card = VirtualCard::new(&Persona::adult_rsa().with_applet(applet), 7);
        let key = openssl.key_of(&card.file(CardFile::SignatureCertificate));
        let handle = card.handle();
        let pkcs1 = |digest: &'static str| vec!["rsa_padding_mode:pkcs1", digest];
        let mut cases = vec![(0x02, 20, pkcs1("digest:sha1")), (0x04, 16, pkcs1("digest:md5"))];
        if applet == Applet::V17 {
            let pss = |digest, salt| vec!["rsa_padding_mode:pss", digest, salt];
            cases.push((0x08, 32, pkcs1("digest:sha256")));
            cases.push((0x10, 20, pss("digest:sha1", "rsa_pss_saltlen:20")));
            cases.push((0x20, 32, pss("digest:sha256", "rsa_pss_saltlen:32")));
        }
        for (algorithm, length, options) in cases {
            let hash = vec![0xA5; length];
            let signature = sign(&handle, algorithm, &hash);
            assert!(openssl.verifies(&key, &hash, &signature, &options), "{applet:?} {algorithm:02X}");
            assert!(!openssl.verifies(&key, &vec![0xA6; length], &signature, &options));
        }
        // Algorithm 01 pads whatever it is given; without a digest OpenSSL compares it as it is.
        let info = [&hex!("3031300D060960864801650304020105000420")[..], &[7; 32]].concat();
        let signature = sign(&handle, 0x01, &info);
        assert!(openssl.verifies(&key, &info, &signature, &["rsa_padding_mode:pkcs1"]));
        assert!(openssl.verifies(&key, &[7; 32], &signature, &pkcs1("digest:sha256")));
    }
}

/// r‖s as the SEQUENCE that OpenSSL wants.
fn to_der(raw: &[u8]) -> Vec<u8> {
    let integer = |half: &[u8]| {
        let significant: Vec<u8> = half.iter().copied().skip_while(|byte| *byte == 0).collect();
        let zero = if significant[0] >= 0x80 { &[0][..] } else { &[] };
        [&[0x02, u8::try_from(significant.len() + zero.len()).unwrap()], zero, &significant].concat()
    };
    let body = [integer(&raw[..48]), integer(&raw[48..])].concat();
    [&[0x30, u8::try_from(body.len()).unwrap()][..], &body].concat()
}

#[test]
fn ecdsa_of_1_8() {
    let Some(openssl) = OpenSsl::new("ec") else { return };
    let card = VirtualCard::new(&Persona::adult_ec(), 7);
    let key = openssl.key_of(&card.file(CardFile::SignatureCertificate));
    let handle = card.handle();
    for (algorithm, length) in [(0x01, 32), (0x02, 48), (0x04, 64), (0x40, 20), (0x40, 28), (0x40, 64)] {
        let hash: Vec<u8> = (1..=length).collect();
        let signature = to_der(&sign(&handle, algorithm, &hash));
        assert!(openssl.verifies(&key, &hash, &signature, &[]), "{algorithm:02X} {length}");
    }
}

#[test]
fn the_chip_proves_itself() {
    let Some(openssl) = OpenSsl::new("basic") else { return };
    let card = VirtualCard::new(&Persona::adult_ec(), 7);
    let der = openssl.file("basic.der", &card.file(CardFile::BasicKey));
    let output =
        Command::new("openssl").args(["pkey", "-pubin", "-inform", "DER", "-in", &der]).output().unwrap();
    let key = openssl.file("basic.pem", &output.stdout);
    let challenge = [0x5A; 48];
    let raw = ok(&card.handle(), &[&hex!("00 88 02 81 32 94 30")[..], &challenge].concat());
    assert!(openssl.verifies(&key, &challenge, &to_der(&raw), &[]));
}
