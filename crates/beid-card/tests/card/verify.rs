//! Verification: real cards of each generation, and each thing that can be wrong with one.

use beid_card::transport::Reader;
use beid_card::verify::{Age, Failure};
use beid_card::{Card, CardKey, Check, Contents, File, Files, Outcome, RawFiles, Report};
use beid_simulator::{Applet, CardFile, Defect, HolderKeys, Persona, VirtualCard};
use ehealth_pki::chain::ChainDefect;
use ehealth_pki::{Certificate, Environment, HashAlgorithm, SignatureScheme, TrustAnchor, anchor};

use crate::support::{anchors, now, open, open_persona, virtual_card};

fn read<R: Reader>(mut card: Card<R>) -> Contents {
    card.read(Files::all()).unwrap()
}

fn report(card: VirtualCard) -> Report {
    read(open(card).0).verify(&anchors(), now())
}

fn code(report: Report) -> &'static str {
    report.into_identity().map_or_else(|error| error.code(), |_| "ok")
}

#[test]
fn every_generation_verifies() {
    for applet in [Applet::V11, Applet::V17, Applet::V17Rekeyed, Applet::V18] {
        let persona = Persona::adult_rsa().with_applet(applet);
        let report = report(virtual_card(&persona));
        for (check, outcome) in report.outcomes() {
            let absent = *check == Check::BasicKey && applet != Applet::V18;
            match outcome {
                Outcome::Passed => assert!(!absent, "{applet:?} {check:?}"),
                Outcome::Absent => assert!(absent, "{applet:?} {check:?}"),
                Outcome::Old(ages) => {
                    assert!(applet == Applet::V11 && ages.contains(&Age::Sha1) || !ages.is_empty());
                }
                other => panic!("{applet:?} {check:?}: {other:?}"),
            }
        }
        let identity = report.into_identity().unwrap();
        assert_eq!(identity.surname(), persona.surname());
        assert_eq!(identity.given_names(), persona.given_names());
        assert_eq!(identity.national_number(), persona.national_number());
        assert_eq!(identity.card_number(), Some(persona.card_number()));
        assert!(identity.address().is_some() && identity.photo().is_some());
        assert_eq!(identity.authentication_chain().unwrap().len(), 3);
        assert_eq!(identity.signature_chain().unwrap().len(), 3);
        let expected = if applet == Applet::V18 {
            SignatureScheme::Ecdsa(HashAlgorithm::Sha384)
        } else {
            SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256)
        };
        assert_eq!(identity.scheme(CardKey::Authentication).unwrap(), expected);
    }
}

#[test]
fn personas() {
    for (name, expected) in [
        ("adult-rsa", "ok"),
        ("adult-ec", "ok"),
        ("foreigner", "ok"),
        ("child", "ok"),
        ("diacritics", "ok"),
        ("blocked", "ok"),
        ("expired", "card.expired"),
    ] {
        assert_eq!(code(report(virtual_card(&Persona::by_name(name).unwrap()))), expected, "{name}");
    }
    let child = report(virtual_card(&Persona::child())).into_identity().unwrap();
    assert_eq!(child.signature_chain().unwrap_err().code(), "card.kids");
    assert!(child.authentication_chain().is_ok());
    let adult = Persona::adult_ec().with_keys(HolderKeys::None);
    let adult = report(virtual_card(&adult)).into_identity().unwrap();
    assert_eq!(adult.signature_chain().unwrap_err().code(), "card.no_signature_rights");
}

#[test]
fn each_defect_is_its_own_outcome() {
    for (defect, check, expected) in [
        (Defect::IdentitySignature, Check::IdentitySignature, "card.identity_forged"),
        // The identity stands; the address signature covers the identity signature.
        (Defect::AddressSignature, Check::AddressSignature, "ok"),
        (Defect::Photo, Check::Photo, "card.identity_forged"),
        (Defect::BasicKey, Check::BasicKey, "card.identity_forged"),
    ] {
        let report = report(virtual_card(&Persona::adult_ec()).with_defect(defect));
        assert!(matches!(report.outcome(check), Outcome::Failed(_)), "{defect:?}");
        let failed = report.outcomes().iter().filter(|(_, o)| matches!(o, Outcome::Failed(_))).count();
        assert_eq!(failed, if defect == Defect::IdentitySignature { 2 } else { 1 }, "{defect:?}");
        assert_eq!(code(report), expected, "{defect:?}");
    }
    let address = report(virtual_card(&Persona::adult_ec()).with_defect(Defect::AddressSignature));
    assert!(address.into_identity().unwrap().address().is_none());
}

/// product.md: a test root is refused by the anchors of the real worlds, and real anchors know no test card.
#[test]
fn the_worlds_stay_apart() {
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let contents = read(open_persona(&persona).0);
        for environment in [Environment::Production, Environment::Acceptance, Environment::Sandbox] {
            let report = contents.verify(&anchor::citizen(environment), now());
            assert!(matches!(report.outcome(Check::NationalRegister), Outcome::Failed(Failure::Chain(_))));
            assert_eq!(code(report), "card.untrusted_root", "{environment:?}");
        }
        let other = VirtualCard::new(&persona, 99);
        assert_eq!(code(report(other)), "card.untrusted_root");
    }
}

/// An old root makes a card old, not forged.
#[test]
fn a_root_that_ended() {
    for persona in [Persona::adult_rsa(), Persona::adult_ec()] {
        let contents = read(open_persona(&persona.with_expired_root()).0);
        let root = Certificate::from_der(contents.root().unwrap()).unwrap();
        let ended =
            |ages: &[Age]| ages.iter().any(|age| matches!(age, Age::Chain(ChainDefect::RootExpired { .. })));
        let report = contents.verify(&[TrustAnchor::from_certificate(&root)], now());
        for check in [Check::NationalRegister, Check::Authentication, Check::Signature] {
            assert!(matches!(report.outcome(check), Outcome::Old(ages) if ended(ages)), "{check:?}");
        }
        assert_eq!(code(report), "ok");
        // Without a date of its own the key alone is pinned.
        let anchor = TrustAnchor::new(root.subject().clone(), root.spki().clone());
        assert_eq!(contents.verify(&[anchor], now()).outcome(Check::NationalRegister), &Outcome::Passed);
    }
}

fn with(contents: &Contents, replaced: File, bytes: &[u8]) -> Report {
    let mut files = RawFiles::new();
    for file in File::ALL {
        if let Some(bytes) = contents.files().get(file) {
            files = files.with(file, bytes.to_vec());
        }
    }
    Contents::from_files(files.with(replaced, bytes.to_vec())).unwrap().verify(&anchors(), now())
}

/// Everything that is there but belongs elsewhere: a citizen's key as the National Register's, another
/// person's certificates, swapped certificates.
#[test]
fn things_of_others() {
    let ours = read(open_persona(&Persona::adult_ec()).0);
    let theirs = read(open_persona(&Persona::diacritics()).0);
    let citizen = with(&ours, File::NationalRegisterCertificate, ours.authentication().unwrap());
    assert!(matches!(citizen.outcome(Check::NationalRegister), Outcome::Failed(_)));
    assert_ne!(code(citizen), "ok");

    // Even with the Citizen CA passed off as the root.
    let mut files = RawFiles::new();
    for file in File::ALL {
        if let Some(bytes) = ours.files().get(file) {
            files = files.with(file, bytes.to_vec());
        }
    }
    let files = files
        .with(File::NationalRegisterCertificate, ours.authentication().unwrap().to_vec())
        .with(File::RootCertificate, ours.citizen_ca().unwrap().to_vec());
    let climbed = Contents::from_files(files).unwrap().verify(&anchors(), now());
    assert_eq!(climbed.outcome(Check::NationalRegister), &Outcome::Failed(Failure::Usage));

    let other = with(&ours, File::AuthenticationCertificate, theirs.authentication().unwrap());
    assert_eq!(other.outcome(Check::NationalNumber), &Outcome::Failed(Failure::Mismatch));
    assert_eq!(code(other), "card.identity_forged");

    let swapped = with(&ours, File::SignatureCertificate, ours.authentication().unwrap());
    assert_eq!(swapped.outcome(Check::Signature), &Outcome::Failed(Failure::Usage));
    assert_eq!(code(swapped), "card.identity_forged");

    let photo = with(&ours, File::Photo, &[theirs.photo().unwrap(), &[0]].concat());
    assert_eq!(photo.outcome(Check::Photo), &Outcome::Failed(Failure::Mismatch));

    let mut identity = ours.files().get(File::Identity).unwrap().to_vec();
    let at = identity.windows(7).position(|window| window == b"Exemple").unwrap();
    identity[at] = b'X';
    let changed = with(&ours, File::Identity, &identity);
    assert_eq!(changed.outcome(Check::IdentitySignature), &Outcome::Failed(Failure::Signature));
    assert_eq!(code(changed), "card.identity_forged");
}

#[test]
fn what_was_not_read_is_said() {
    let (mut card, _) = open_persona(&Persona::adult_ec());
    let report = card.read(Files::identity()).unwrap().verify(&anchors(), now());
    assert_eq!(report.outcome(Check::IdentitySignature), &Outcome::NotRead);
    assert_eq!(code(report), "card.not_read");
    let report = card.read(Files::to_verify()).unwrap().verify(&anchors(), now());
    assert_eq!(report.outcome(Check::Photo), &Outcome::NotRead);
    assert_eq!(code(report), "ok");
    let some =
        Files::of(&[File::IdentitySignature, File::NationalRegisterCertificate, File::RootCertificate]);
    let identity = card.read(some).unwrap().verify(&anchors(), now()).into_identity().unwrap();
    assert_eq!(identity.authentication_chain().unwrap_err().code(), "card.not_read");
    assert!(identity.address().is_none());
}

#[test]
fn absent_files() {
    let no_register =
        virtual_card(&Persona::adult_ec()).with_defect(Defect::Zeroed(CardFile::RegisterCertificate));
    assert_eq!(code(report(no_register)), "card.identity_unverifiable");
}
