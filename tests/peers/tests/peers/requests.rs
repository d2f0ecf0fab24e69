//! Certification requests of ours, read by OpenSSL and the JDK: signature, subject, order of the attributes.

use std::path::Path;

use beid_simulator::Persona;
use ehealth_csr::{CertificationRequest, Ssin, SubjectName};
use ehealth_keystore::{FileName, NewKey, Password, Place, Profile, StoredKey};
use ehealth_pki::{Environment, SigningKey as _};
use peers::{Java, Openssl};

/// An invented person: SSIN, given names, surname, and the name as it stands in the subject.
struct Person {
    ssin: String,
    given: String,
    surname: String,
    folded: &'static str,
}

fn persons() -> Vec<Person> {
    let of = |persona: &Persona, folded| Person {
        ssin: persona.national_number().to_owned(),
        given: persona.given_names().to_owned(),
        surname: persona.surname().to_owned(),
        folded,
    };
    let invented = |ssin: &str, given: &str, surname: &str, folded| Person {
        ssin: ssin.to_owned(),
        given: given.to_owned(),
        surname: surname.to_owned(),
        folded,
    };
    vec![
        of(&Persona::adult_rsa(), "LOTTE MARIE VOORBEELD"),
        of(&Persona::adult_ec(), "JULIEN MARC EXEMPLE"),
        of(&Persona::foreigner(), "INES MARIA EXEMPLO"),
        invented("00010100173", "Testa Fictiva", "Voorbeeld", "TESTA FICTIVA VOORBEELD"),
        invented(
            "91060899440",
            "Zoë Éléonore",
            "Lefèvre-Van Den Broeck",
            "ZOE ELEONORE LEFEVRE-VAN DEN BROECK",
        ),
        invented("64052599225", "Jürgen", "D'Hondt", "JURGEN D'HONDT"),
    ]
}

fn stored_key(folder: &Path) -> StoredKey {
    let name = FileName::new("SSIN", "00010100173", None, "20261124-150405", Environment::Sandbox).unwrap();
    let password = Password::new("Peers-Voorbeeld-2026".to_owned());
    NewKey::generate(&mut rand::rng())
        .store(&Place::new(folder, name), &password, Profile::Compatible)
        .unwrap()
}

#[test]
fn openssl_and_the_jdk_read_requests() {
    let (openssl, java) = (Openssl::find().unwrap(), Java::find());
    let folder = tempfile::tempdir().unwrap();
    let key = stored_key(folder.path());
    let mut requests = Vec::new();
    let mut subjects = Vec::new();
    for person in persons() {
        let ssin = Ssin::parse(&person.ssin).unwrap();
        let subject = SubjectName::person(&ssin, &person.given, &person.surname).unwrap();
        let prepared = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme()).unwrap();
        let request = prepared.sign_with(&key).unwrap();
        let request = request.to_der();
        let (id, name) = (&person.ssin, person.folded);
        let expected = format!(
            "CN=SSIN\\={id},OU=eHealth-platform Belgium,OU={name},OU=SSIN\\={id},O=Federal Government,C=BE"
        );
        assert_eq!(subject.rfc2253(), expected);
        if let Some(openssl) = &openssl {
            // OpenSSL leaves the sign of equality inside a value as it is
            assert_eq!(openssl.verify_request(request).unwrap(), expected.replace("\\=", "="));
            let text = openssl.asn1(request).unwrap();
            assert!(text.contains("sha256WithRSAEncryption"), "{text}");
            let mut changed = request.to_vec();
            let last = changed.len() - 1;
            changed[last] ^= 1;
            openssl.verify_request(&changed).unwrap_err();
        }
        requests.push(request.to_vec());
        subjects.push(("SHA256withRSA".to_owned(), expected));
    }
    if let Some(java) = java {
        assert_eq!(java.read_requests(&requests).unwrap(), subjects);
    }
}
