//! Signing with both keys of each generation, and every way a PIN can go.

use beid_card::pad::{PadLanguage, PadPrompt};
use beid_card::pin::{LastTry, UnknownTries};
use beid_card::{Card, CardKey, Digest, Error, Files, Mode, Pin, PinChange, PinPolicy, PinSource, Tries};
use beid_simulator::{Applet, Effect, Fault, HolderKeys, PadEntry, PadKind, Persona};
use ehealth_pki::{Certificate, HashAlgorithm, SignatureScheme};

use crate::support::{Virtual, headers, open, open_persona, verifies, virtual_card};

const MESSAGE: &[u8] = b"what is signed";

fn entered() -> PinSource<'static> {
    PinSource::Entered(Pin::parse(Persona::PIN).unwrap())
}

fn wrong() -> PinSource<'static> {
    PinSource::Entered(Pin::parse("9999").unwrap())
}

fn sign(
    card: &mut Card<Virtual>,
    key: CardKey,
    hash: HashAlgorithm,
    pin: PinSource<'_>,
) -> Result<Vec<u8>, Error> {
    let digest = Digest::of(hash, MESSAGE);
    let signature = match key {
        CardKey::Authentication => card.sign_authentication(&digest, pin),
        CardKey::Signature => card.sign_legally(&digest, pin),
    }?;
    Ok(signature.as_bytes().to_vec())
}

#[test]
fn every_generation_key_and_hash() {
    let bold = PinPolicy::new(LastTry::Keep, UnknownTries::Accept);
    for applet in [Applet::V11, Applet::V17, Applet::V17Rekeyed, Applet::V18] {
        let (card, _) = open_persona(&Persona::adult_rsa().with_applet(applet));
        let mut card = card.with_pin_policy(bold);
        let contents = card.read(Files::all()).unwrap();
        for key in [CardKey::Authentication, CardKey::Signature] {
            let certificate = Certificate::from_der(contents.certificate_of(key).unwrap()).unwrap();
            assert_eq!(Ok(card.scheme(key)), SignatureScheme::for_key(certificate.spki()));
            for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
                let signature = sign(&mut card, key, hash, entered()).unwrap();
                let scheme = match card.scheme(key) {
                    SignatureScheme::Ecdsa(_) => SignatureScheme::Ecdsa(hash),
                    _ => SignatureScheme::RsaPkcs1v15(hash),
                };
                assert_eq!(
                    scheme.verify(certificate.spki(), MESSAGE, &signature),
                    Ok(()),
                    "{applet:?} {hash:?}"
                );
            }
            let sha1 = sign(&mut card, key, HashAlgorithm::Sha1, entered()).unwrap_err();
            assert_eq!(sha1.code(), "card.unsupported_digest");
        }
    }
}

/// Nothing stands between VERIFY and COMPUTE SIGNATURE, and the right is dropped (card.md 9.3).
#[test]
fn the_exact_order() {
    for (persona, tries, algorithm) in
        [(Persona::adult_rsa(), "00 20 00 01", "1.7"), (Persona::adult_ec(), "80 E4 00 01", "1.8")]
    {
        let (mut card, handle) = open_persona(&persona);
        card.read(Files::to_verify()).unwrap();
        handle.clear_log();
        let hash = card.scheme(CardKey::Signature).hash();
        sign(&mut card, CardKey::Signature, hash, entered()).unwrap();
        assert_eq!(
            headers(&handle),
            [tries, "00 A4 08 0C", "00 22 41 B6", "00 20 00 01", "00 2A 9E 9A", "00 C0 00 00", "80 E6 00 00"],
            "{algorithm}"
        );
        // Another program cannot sign with the authentication key now.
        let environment = handle.transmit(&[0x00, 0x22, 0x41, 0xB6, 0x05, 0x04, 0x80, 0x02, 0x84, 0x82]);
        assert_eq!(environment, [0x90, 0x00]);
        let length = if persona.applet().is_ec() { 48 } else { 20 };
        let signing = [&[0x00, 0x2A, 0x9E, 0x9A, length][..], &vec![7; usize::from(length)]].concat();
        assert_eq!(handle.transmit(&signing), [0x69, 0x82]);
    }
}

#[test]
fn wrong_pin_counts_down_and_the_last_try_is_kept() {
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let (mut card, handle) = open_persona(&persona);
        let hash = card.scheme(CardKey::Authentication).hash();
        for left in [2u8, 1] {
            match sign(&mut card, CardKey::Authentication, hash, wrong()).unwrap_err() {
                error @ Error::WrongPin { left: found, .. } => {
                    assert_eq!((found, error.code()), (left, "pin.wrong"));
                }
                other => panic!("{other:?}"),
            }
            assert_eq!(card.tries_left().unwrap(), Tries::Left(left));
            assert_eq!(handle.tries_left(), left);
        }
        let sent = verifies(&handle);
        assert!(matches!(sign(&mut card, CardKey::Signature, hash, entered()), Err(Error::LastTry)));
        assert_eq!((verifies(&handle), handle.tries_left()), (sent, 1));

        card.set_pin_policy(PinPolicy::new(LastTry::Spend, UnknownTries::Refuse));
        sign(&mut card, CardKey::Signature, hash, entered()).unwrap();
        assert_eq!(handle.tries_left(), 3);
    }
}

#[test]
fn blocked() {
    let (mut card, handle) = open_persona(&Persona::blocked());
    assert_eq!(card.tries_left().unwrap(), Tries::Blocked);
    let error = sign(&mut card, CardKey::Authentication, HashAlgorithm::Sha256, entered()).unwrap_err();
    assert_eq!((error.code(), verifies(&handle)), ("pin.blocked", 0));

    // The third wrong PIN: 63C0 or 6983, the same to a person.
    for says_blocked in [false, true] {
        let behaviour = beid_simulator::Behaviour {
            third_wrong_pin_says_blocked: says_blocked,
            ..beid_simulator::Behaviour::default()
        };
        let persona = Persona::adult_ec().with_pin_tries(1);
        let (card, handle) = open(virtual_card(&persona).with_behaviour(behaviour));
        let mut card = card.with_pin_policy(PinPolicy::new(LastTry::Spend, UnknownTries::Refuse));
        let error = sign(&mut card, CardKey::Authentication, HashAlgorithm::Sha384, wrong()).unwrap_err();
        assert_eq!((error.code(), handle.tries_left()), ("pin.blocked", 0));
    }
}

/// The question comes with the tries, while the card is free for others.
#[test]
fn asked_while_the_card_is_free() {
    let (mut card, handle) = open_persona(&Persona::adult_ec().with_pin_tries(2));
    let probe = handle.clone();
    let mut ask = |question: beid_card::PinQuestion| {
        assert_eq!((question.key, question.tries), (CardKey::Signature, Tries::Left(2)));
        // A reset by another program is met by comparing the chip's number.
        probe.reset();
        Some(Pin::parse(Persona::PIN).unwrap())
    };
    sign(&mut card, CardKey::Signature, HashAlgorithm::Sha384, PinSource::Ask(&mut ask)).unwrap();

    let sent = verifies(&handle);
    let mut give_up = |_| None;
    let error = sign(&mut card, CardKey::Signature, HashAlgorithm::Sha384, PinSource::Ask(&mut give_up));
    assert_eq!((error.unwrap_err().code(), verifies(&handle)), ("pin.cancelled", sent));

    let (mut card, _) = open_persona(&Persona::adult_ec().with_pin_tries(1));
    let mut never = |_| panic!("the last try is kept");
    let error = sign(&mut card, CardKey::Signature, HashAlgorithm::Sha384, PinSource::Ask(&mut never));
    assert_eq!(error.unwrap_err().code(), "pin.last_try");
}

/// 1.1 cannot say how many tries are left, and asking would cost one (card.md 8.3).
#[test]
fn old_cards_need_consent() {
    let (mut card, handle) = open_persona(&Persona::adult_rsa().with_applet(Applet::V11));
    assert_eq!(card.tries_left().unwrap(), Tries::NotAskable);
    let error = sign(&mut card, CardKey::Authentication, HashAlgorithm::Sha256, entered()).unwrap_err();
    assert_eq!(error.code(), "pin.tries_unknown");
    assert_eq!(handle.tries_left(), 3);
    assert!(handle.log().iter().all(|entry| entry.header[1] != 0x20));
    card.set_pin_policy(PinPolicy::new(LastTry::Keep, UnknownTries::Accept));
    sign(&mut card, CardKey::Authentication, HashAlgorithm::Sha256, entered()).unwrap();
}

/// Said before any PIN, and without a question.
#[test]
fn no_certificate_no_question() {
    let mut never = |_| panic!("asked for a PIN in vain");
    let (mut card, handle) = open_persona(&Persona::child());
    let error = sign(&mut card, CardKey::Signature, HashAlgorithm::Sha384, PinSource::Ask(&mut never));
    assert_eq!((error.unwrap_err().code(), verifies(&handle)), ("card.kids", 0));
    sign(&mut card, CardKey::Authentication, HashAlgorithm::Sha384, entered()).unwrap();

    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let (mut card, _) = open_persona(&persona.with_keys(HolderKeys::AuthenticationOnly));
        let hash = card.scheme(CardKey::Signature).hash();
        let error = sign(&mut card, CardKey::Signature, hash, PinSource::Ask(&mut never));
        assert_eq!(error.unwrap_err().code(), "card.no_signature_rights");
    }
}

#[test]
fn keypad() {
    let entries = vec![
        PadEntry::Pin(Persona::PIN.to_owned()),
        PadEntry::Cancel,
        PadEntry::TimeOut,
        PadEntry::Pin("9999".to_owned()),
    ];
    let (mut card, _) = open(virtual_card(&Persona::adult_ec()).with_pin_pad(entries));
    let pad = || PinSource::Pad(PadPrompt::new(PadLanguage::Dutch));
    let mut outcome = || sign(&mut card, CardKey::Signature, HashAlgorithm::Sha384, pad());
    assert!(outcome().is_ok());
    assert_eq!(outcome().unwrap_err().code(), "pin.cancelled");
    assert_eq!(outcome().unwrap_err().code(), "pin.timeout");
    assert_eq!(outcome().unwrap_err().code(), "pin.wrong");

    let (mut card, handle) = open_persona(&Persona::adult_ec());
    let error = sign(&mut card, CardKey::Signature, HashAlgorithm::Sha384, pad()).unwrap_err();
    assert_eq!((error.code(), handle.tries_left()), ("card.pad_faulty", 3));
}

/// Whatever the way to the keypad, and on every generation.
#[test]
fn every_kind_of_keypad() {
    for kind in [PadKind::Direct, PadKind::Steps, PadKind::Pseudo] {
        for applet in [Applet::V17, Applet::V18] {
            let entries = vec![
                PadEntry::Pin(Persona::PIN.to_owned()),
                PadEntry::change(Persona::PIN, "135790", "135709"),
                PadEntry::change(Persona::PIN, "135790", "135790"),
                PadEntry::Pin("135790".to_owned()),
                PadEntry::Pin("135".to_owned()),
                PadEntry::Cancel,
            ];
            let persona = Persona::adult_rsa().with_applet(applet);
            let (mut card, handle) = open(virtual_card(&persona).with_pin_pad_of(kind, entries));
            let hash = card.scheme(CardKey::Signature).hash();
            let prompt = || PadPrompt::new(PadLanguage::German);
            let pad = || PinSource::Pad(prompt());
            sign(&mut card, CardKey::Signature, hash, pad()).unwrap();
            let differs = card.change_pin(PinChange::Pad(prompt())).unwrap_err();
            assert_eq!(differs.code(), "pin.new_differs");
            card.change_pin(PinChange::Pad(prompt())).unwrap();
            sign(&mut card, CardKey::Authentication, hash, pad()).unwrap();
            for code in ["pin.format", "pin.cancelled", "pin.timeout"] {
                let error = sign(&mut card, CardKey::Signature, hash, pad()).unwrap_err();
                assert_eq!(error.code(), code, "{kind:?}");
            }
            let old = sign(&mut card, CardKey::Authentication, hash, entered()).unwrap_err();
            assert_eq!((old.code(), handle.tries_left()), ("pin.wrong", 2));
        }
    }
}

/// Another person's card, put in while the PIN was typed: noticed before any VERIFY.
#[test]
fn another_card_costs_nobody_a_try() {
    let (mut card, handle) = open_persona(&Persona::adult_ec());
    let other = virtual_card(&Persona::foreigner());
    let probe = handle.clone();
    let mut ask = |_| {
        probe.insert_other(&other);
        Some(Pin::parse("9999").unwrap())
    };
    let error = sign(&mut card, CardKey::Authentication, HashAlgorithm::Sha384, PinSource::Ask(&mut ask));
    assert_eq!(error.unwrap_err().code(), "card.person_mismatch");
    assert_eq!((verifies(&handle), handle.tries_left()), (0, 3));
}

/// VERIFY and COMPUTE SIGNATURE are sent once, whatever comes back.
#[test]
fn nothing_is_repeated() {
    for instruction in [0x20, 0x2A] {
        for effect in [
            Effect::CommunicationError,
            Effect::AnswerLost,
            Effect::ResetByOther,
            Effect::Remove,
            Effect::Status(0x6D00),
            Effect::Status(0x6A87),
            Effect::Status(0x6C08),
            Effect::Status(0x6F00),
        ] {
            let (mut card, handle) = open_persona(&Persona::adult_ec());
            card.read(Files::to_verify()).unwrap();
            card.tries_left().unwrap();
            handle.add_fault(Fault::on(instruction, 0, effect.clone()));
            let error = sign(&mut card, CardKey::Signature, HashAlgorithm::Sha384, entered()).unwrap_err();
            let of =
                |wanted| handle.log().iter().filter(|entry| entry.header.get(1) == Some(&wanted)).count();
            assert!(of(0x20) <= 1 && of(0x2A) <= 1, "{effect:?}: {error:?}");
            assert_eq!(handle.tries_left(), 3, "{effect:?}");
        }
    }
}

/// Three hashes with one PIN: the authentication key signs on, the signature key takes the PIN each time.
#[test]
fn several_with_one_pin() {
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let (mut card, handle) = open_persona(&persona);
        let contents = card.read(Files::to_verify()).unwrap();
        for (key, expected) in [
            (CardKey::Authentication, "22 20 2A C0 2A C0 22 2A C0 E6"),
            (CardKey::Signature, "22 20 2A C0 20 2A C0 22 20 2A C0 E6"),
        ] {
            let hash = card.scheme(key).hash();
            let digests = [
                Digest::of(hash, b"first"),
                Digest::of(hash, b"second"),
                Digest::of(HashAlgorithm::Sha512, b"third"),
            ];
            handle.clear_log();
            let signatures = match key {
                CardKey::Authentication => card.sign_authentication_with(&digests, Mode::Usual, entered()),
                CardKey::Signature => card.sign_legally_with(&digests, Mode::Usual, entered()),
            }
            .unwrap();
            let expected = if persona.applet().is_ec() {
                expected.to_owned()
            } else {
                // One reference for all hashes on RSA cards.
                expected.replace("C0 22 2", "C0 2")
            };
            let instructions: Vec<_> =
                handle.log()[2..].iter().map(|entry| format!("{:02X}", entry.header[1])).collect();
            assert_eq!(instructions.join(" "), expected, "{key:?}");
            let leaf = Certificate::from_der(contents.certificate_of(key).unwrap()).unwrap();
            for (signature, message) in signatures.iter().zip([&b"first"[..], b"second", b"third"]) {
                let scheme = signature.scheme().unwrap();
                assert_eq!(scheme.verify(leaf.spki(), message, signature.as_bytes()), Ok(()));
                assert_eq!(scheme.verify_der(leaf.spki(), message, &signature.to_x509()), Ok(()));
            }
        }
    }
}

#[test]
fn none_to_sign() {
    let (mut card, handle) = open_persona(&Persona::adult_ec());
    assert_eq!(card.sign_legally_with(&[], Mode::Usual, entered()).unwrap(), []);
    assert_eq!(verifies(&handle), 0);
}

/// Other modes, where a generation knows them.
#[test]
fn pss_and_sha1() {
    use rsa::pkcs8::DecodePublicKey;
    let (mut card, _) = open_persona(&Persona::adult_rsa());
    let contents = card.read(Files::to_verify()).unwrap();
    let leaf = Certificate::from_der(contents.authentication().unwrap()).unwrap();
    let digests = [Digest::of(HashAlgorithm::Sha256, MESSAGE)];
    let pss = card.sign_authentication_with(&digests, Mode::Pss, entered()).unwrap();
    assert_eq!(pss[0].scheme(), None);
    let key = rsa::PublicKey::from_public_key_der(leaf.spki()).unwrap();
    let scheme = rsa::Pss::<sha2::Sha256>::new_with_salt(32);
    key.verify(scheme, digests[0].as_bytes(), pss[0].as_bytes()).unwrap();

    let sha1 = [Digest::of(HashAlgorithm::Sha1, MESSAGE)];
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let (mut card, _) = open_persona(&persona);
        let contents = card.read(Files::to_verify()).unwrap();
        let leaf = Certificate::from_der(contents.signature().unwrap()).unwrap();
        let signature = &card.sign_legally_with(&sha1, Mode::LegacySha1, entered()).unwrap()[0];
        let scheme = signature.scheme().unwrap();
        assert!(scheme.is_weak());
        assert_eq!(scheme.verify(leaf.spki(), MESSAGE, signature.as_bytes()), Ok(()));
    }
    let (mut card, _) = open_persona(&Persona::adult_ec());
    let error = card.sign_authentication_with(&digests, Mode::Pss, entered()).unwrap_err();
    assert_eq!(error.code(), "card.unsupported_digest");
}

#[test]
fn change_of_pin() {
    let parse = |text| Pin::parse(text).unwrap();
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let (mut card, handle) = open_persona(&persona);
        let wrong = card.change_pin(PinChange::entered(parse("9999"), parse("4321"))).unwrap_err();
        assert!(matches!(wrong, Error::WrongPin { left: 2, .. }), "{wrong:?}");
        let mut ask = |tries| {
            assert_eq!(tries, Tries::Left(2));
            Some((parse("1234"), Pin::parse_new("123456", "123456").unwrap()))
        };
        handle.clear_log();
        card.change_pin(PinChange::Ask(&mut ask)).unwrap();
        let instructions: Vec<_> = handle.log().iter().map(|entry| entry.header[1]).collect();
        assert_eq!(instructions[instructions.len() - 2..], [0x24, 0xE6]);
        let hash = card.scheme(CardKey::Authentication).hash();
        let old = sign(&mut card, CardKey::Authentication, hash, entered()).unwrap_err();
        assert_eq!(old.code(), "pin.wrong");
        sign(&mut card, CardKey::Authentication, hash, PinSource::Entered(parse("123456"))).unwrap();
        let none = card.change_pin(PinChange::Ask(&mut |_| None)).unwrap_err();
        assert_eq!(none.code(), "pin.cancelled");
    }
    assert_eq!(Pin::parse_new("1234", "1243").unwrap_err().code(), "pin.new_differs");
    let (mut card, _) = open_persona(&Persona::blocked());
    let blocked = card.change_pin(PinChange::entered(parse("1234"), parse("4321"))).unwrap_err();
    assert_eq!(blocked.code(), "pin.blocked");
    let (mut card, handle) = open_persona(&Persona::adult_ec());
    let pad = card.change_pin(PinChange::Pad(PadPrompt::default())).unwrap_err();
    assert_eq!(pad.code(), "card.pad_faulty");
    handle.add_fault(Fault::on(0x24, 0, Effect::AnswerLost));
    let lost = card.change_pin(PinChange::entered(parse("1234"), parse("4321"))).unwrap_err();
    assert_eq!(lost.code(), "card.transport");
    assert_eq!(handle.log().iter().filter(|entry| entry.header[1] == 0x24).count(), 1);
}

/// card.md 10: two commands after the key was read; nothing before 1.8.
#[test]
fn chip_authentication() {
    let nonce = [7; 32];
    let (mut card, handle) = open_persona(&Persona::adult_ec());
    card.read(Files::all()).unwrap();
    let before = card.counters().commands;
    card.authenticate_chip(&nonce).unwrap();
    assert_eq!(card.counters().commands - before, 2);
    handle.add_fault(Fault::on(0xC0, 1, Effect::Corrupt { position: 9, mask: 1 }));
    assert_eq!(card.authenticate_chip(&nonce).unwrap_err().code(), "card.identity_forged");
    handle.add_fault(Fault::on(0x88, 2, Effect::Status(0x6985)));
    assert_eq!(card.authenticate_chip(&nonce).unwrap_err().code(), "card.status");

    let (mut card, _) =
        open(virtual_card(&Persona::adult_ec()).with_defect(beid_simulator::Defect::BasicKey));
    assert_eq!(card.authenticate_chip(&nonce).unwrap_err().code(), "card.identity_forged");
    let (mut card, _) = open_persona(&Persona::adult_rsa());
    assert_eq!(card.authenticate_chip(&nonce).unwrap_err().code(), "card.unsupported");
}

/// Reading between signatures; a failure ends a batch, and with it the PIN.
#[test]
fn batches() {
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let (mut card, handle) = open_persona(&persona);
        let hash = card.scheme(CardKey::Signature).hash();
        let digest = |text: &[u8]| Digest::of(hash, text);
        let mut asked = 0;
        let mut ask = |question: beid_card::PinQuestion| {
            asked += 1;
            assert_eq!((question.key, question.tries), (CardKey::Signature, Tries::Left(3)));
            Some(Pin::parse(Persona::PIN).unwrap())
        };
        let batch = card.legal_batch(PinSource::Ask(&mut ask)).unwrap();
        let (mut batch, first) = batch.sign(&digest(b"first")).unwrap();
        let contents = batch.read(Files::all()).unwrap();
        let (batch, second) = batch.sign(&digest(b"second")).unwrap();
        drop(batch);
        let leaf = Certificate::from_der(contents.signature().unwrap()).unwrap();
        for (signature, message) in [(first, &b"first"[..]), (second, b"second")] {
            let scheme = signature.scheme().unwrap();
            assert_eq!(scheme.verify(leaf.spki(), message, signature.as_bytes()), Ok(()));
        }
        assert_eq!(asked, 1);

        handle.clear_log();
        let batch = card.authentication_batch(wrong()).unwrap();
        assert_eq!(batch.sign(&digest(b"third")).unwrap_err().code(), "pin.wrong");
        assert_eq!((verifies(&handle), handle.tries_left()), (1, 2));
        assert_eq!(handle.log().last().unwrap().name, "LOG OFF");

        // Begun and left: no PIN, no LOG OFF.
        handle.clear_log();
        drop(card.authentication_batch(entered()).unwrap());
        assert!(verifies(&handle) == 0 && handle.log().iter().all(|entry| entry.name != "LOG OFF"));
        let unknown =
            card.authentication_batch(entered()).unwrap().sign(&Digest::of(HashAlgorithm::Sha1, b"a"));
        assert_eq!((unknown.unwrap_err().code(), verifies(&handle)), ("card.unsupported_digest", 0));
    }
}
