//! The whole path, judged by the others: every message valid, every signature right, both stages of the
//! keystore readable.

use std::fs;

use beid_simulator::Persona;
use ehealth_keystore::Profile;
use ehealth_sandbox::Issuing;
use peers::{Java, Openssl, Peer, Schemas, StoreListing, Xmlsec};

use crate::path::{PASSWORD, Path, walk};

#[test]
fn an_rsa_card_and_the_compatible_profile() {
    let Some(openssl) = Openssl::find().unwrap() else { return };
    judge(&walk(&Persona::adult_rsa(), Profile::Compatible, Issuing::Ec, &openssl), &openssl, "rsa-sha256");
}

#[test]
fn an_ec_card_and_the_modern_profile() {
    let Some(openssl) = Openssl::find().unwrap() else { return };
    judge(&walk(&Persona::adult_ec(), Profile::Modern, Issuing::Ec, &openssl), &openssl, "ecdsa-sha384");
}

#[test]
fn names_with_diacritics_and_an_rsa_issuing_ca() {
    let Some(openssl) = Openssl::find().unwrap() else { return };
    judge(
        &walk(&Persona::diacritics(), Profile::Compatible, Issuing::Rsa, &openssl),
        &openssl,
        "ecdsa-sha384",
    );
}

/// `card` is the end of the signature method's URI with which the card signs.
fn judge(path: &Path, openssl: &Openssl, card: &str) {
    messages_are_valid(path);
    signatures_are_right(path, card);
    openssl_reads_both_stages(path, openssl);
    the_jdk_reads_both_stages(path);
    keytool_reads_both_stages(path);
}

/// Every request and every response, inside its envelope, and the request file, against the schemas.
fn messages_are_valid(path: &Path) {
    let Some(schemas) = Schemas::find().unwrap() else { return };
    for exchange in &path.exchanges {
        schemas.validate_envelope(&exchange.request).unwrap();
        schemas.validate_envelope(&exchange.response).unwrap();
    }
    schemas.validate_payload(&fs::read(&path.requested.request).unwrap()).unwrap();
    println!("COUNT schema-validated messages: {}", 2 * path.exchanges.len() + 1);
}

/// Every signed message, as it stood in HTTP, and the request file.
fn signatures_are_right(path: &Path, card: &str) {
    let mut documents: Vec<Vec<u8>> =
        path.exchanges.iter().map(|exchange| exchange.request.clone()).collect();
    documents.push(fs::read(&path.requested.request).unwrap());
    let signed: Vec<(Vec<u8>, Signed)> = documents
        .into_iter()
        .filter_map(|document| signed(&document).map(|facts| (document, facts)))
        .collect();
    let names: Vec<&str> = signed.iter().map(|(_, facts)| facts.name.as_str()).collect();
    for name in [
        "GetActorQualitiesRequest",
        "GetCertificateInfoForCitizenRequest",
        "GenerateCertificateRequest",
        "StartETKRegistrationRequest",
        "CompleteETKRegistrationRequest",
        "GetCertificateInfoForAuthenticationCertificateRequest",
    ] {
        assert!(names.contains(&name), "{name} is not among the signed messages {names:?}");
    }

    let roots: Vec<Vec<u8>> = path.citizen_roots.iter().chain(&path.issuing_roots).cloned().collect();
    if let Some(xmlsec) = Xmlsec::trusting(&roots).unwrap() {
        for (document, facts) in &signed {
            xmlsec.verify(document, &facts.element()).unwrap();
        }
        println!("COUNT signatures verified by xmlsec1: {}", signed.len());
    }
    let Some(java) = Java::find() else { return };
    let all: Vec<Vec<u8>> = signed.iter().map(|(document, _)| document.clone()).collect();
    let verdicts = java.verify_signatures(&all, &roots).unwrap();
    assert_eq!(verdicts.len(), signed.len());
    for (verdict, (_, facts)) in verdicts.iter().zip(&signed) {
        let method = if facts.signed_by_card() { card } else { "rsa-sha256" };
        let expected = format!("valid\thttp://www.w3.org/2001/04/xmldsig-more#{method}\t");
        assert!(verdict.starts_with(&expected), "{}: {verdict}", facts.name);
    }
    println!("COUNT signatures verified by the JDK: {}", signed.len());
}

/// Name and namespace of a signed payload.
struct Signed {
    namespace: String,
    name: String,
}

impl Signed {
    fn element(&self) -> String {
        format!("{}:{}", self.namespace, self.name)
    }

    /// ra.md 3.2: the card signs questions about a person and the request; the keystore's key the rest.
    fn signed_by_card(&self) -> bool {
        ["GetActorQualitiesRequest", "GetCertificateInfoForCitizenRequest", "GenerateCertificateRequest"]
            .contains(&self.name.as_str())
    }
}

/// The parent of the one Signature; `None` when there is none.
fn signed(document: &[u8]) -> Option<Signed> {
    let text = std::str::from_utf8(document).unwrap();
    let tree = roxmltree::Document::parse(text).unwrap();
    let signatures: Vec<_> = tree
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2000/09/xmldsig#", "Signature")))
        .collect();
    assert!(signatures.len() <= 1);
    let parent = signatures.first()?.parent_element()?.tag_name();
    Some(Signed { namespace: parent.namespace()?.to_owned(), name: parent.name().to_owned() })
}

fn openssl_reads_both_stages(path: &Path, openssl: &Openssl) {
    let before = openssl.pkcs12(&path.key_only, PASSWORD).unwrap();
    assert_eq!(before.matches("BEGIN PRIVATE KEY").count(), 1, "{before}");
    assert!(before.contains("friendlyName: authentication"), "{before}");
    openssl.pkcs12(&path.key_only, "Another-Password-1").unwrap_err();

    let after = openssl.pkcs12(&path.completed.keystore, PASSWORD).unwrap();
    assert_eq!(after.matches("BEGIN PRIVATE KEY").count(), 2, "{after}");
    let alias = format!("friendlyName: {}", path.completed.encryption_serial);
    let position = |what: &str| after.find(what).unwrap_or_else(|| panic!("{what} is not in {after}"));
    // single-key readers take the first key of the file (domain.md 4.1, rule 1)
    assert!(position("friendlyName: authentication") < position(&alias));
    for twice in ["friendlyName: authentication", &alias] {
        assert_eq!(after.matches(twice).count(), 2, "on the key and on its certificate: {twice}");
    }
    assert!(!after.contains("RC2"), "{after}");

    let (before, after) = (length(&path.key_only), length(&path.completed.keystore));
    assert!(before < 5_000 && after >= 10_240, "{before}, {after}: domain.md 4.2");
}

fn length(file: &std::path::Path) -> u64 {
    fs::metadata(file).unwrap().len()
}

fn the_jdk_reads_both_stages(path: &Path) {
    let Some(java) = Java::find() else { return };
    let before = java.list_keystore(&path.key_only, PASSWORD).unwrap();
    assert_eq!(before.keys.len(), 1);
    assert_eq!((before.keys[0].alias.as_str(), before.keys[0].fits), ("authentication", true));
    assert_eq!(before.keys[0].chain.len(), 1, "the dummy alone");
    assert_eq!(before.keys[0].chain[0].serial, "0");

    let after = java.list_keystore(&path.completed.keystore, PASSWORD).unwrap();
    let identifier = &before.keys[0].key_identifier;
    authentication_is_as_issued(&after, path, identifier);
    encryption_is_as_made(&after, path);
    // one trusted entry for each certificate of the chain, the leaf too (domain.md 4.1)
    let subjects: Vec<&str> = after.trusted.iter().map(|(_, subject)| subject.as_str()).collect();
    assert!(subjects.contains(&path.completed.subject.as_str()), "{subjects:?}");
    assert!(subjects.contains(&path.completed.issuer.as_str()), "{subjects:?}");
    for (alias, subject) in &after.trusted {
        assert_eq!(alias.to_lowercase(), subject.to_lowercase(), "the JDK shows aliases in lower case");
    }
}

fn authentication_is_as_issued(store: &StoreListing, path: &Path, identifier: &str) {
    let entry = store.keys.iter().find(|entry| entry.alias == "authentication").unwrap();
    assert!(entry.fits);
    assert_eq!(&entry.key_identifier, identifier, "the key is the one that was requested for");
    assert_eq!(entry.chain.len(), 2, "leaf and issuing CA, no root");
    assert_eq!(entry.chain[0].serial, path.completed.serial);
    assert_eq!(entry.chain[0].subject, path.completed.subject, "our RFC 2253 text is Java's");
    assert_eq!(entry.chain[0].issuer, path.completed.issuer);
    assert_eq!(entry.chain[1].subject, path.completed.issuer);
    assert_ne!(entry.chain[1].signer, "self");
}

fn encryption_is_as_made(store: &StoreListing, path: &Path) {
    let entry = store.keys.iter().find(|entry| entry.alias == path.completed.encryption_serial).unwrap();
    assert!(entry.fits);
    assert_eq!(store.keys.len(), 2);
    let certificate = &entry.chain[0];
    assert_eq!(certificate.serial, path.completed.encryption_serial, "alias = serial number, decimal");
    assert_eq!(certificate.subject, path.completed.subject);
    assert_eq!(certificate.issuer, path.completed.subject);
    assert_eq!(certificate.key_usage, "001100000", "keyEncipherment and dataEncipherment");
    assert_eq!(certificate.signer, "authentication");
}

fn keytool_reads_both_stages(path: &Path) {
    let Some(keytool) = Peer::keytool() else { return };
    let list = |file: &std::path::Path| {
        let file = file.display().to_string();
        let arguments = ["-list", "-v", "-storetype", "PKCS12", "-keystore", &file, "-J-Duser.language=en"];
        keytool.run(&arguments, format!("{PASSWORD}\n").as_bytes()).unwrap().stdout_if_ok().unwrap()
    };
    let before = list(&path.key_only);
    assert!(before.contains("Alias name: authentication"), "{before}");
    assert_eq!(before.matches("Entry type: PrivateKeyEntry").count(), 1);
    let after = list(&path.completed.keystore);
    assert!(after.contains(&format!("Alias name: {}", path.completed.encryption_serial)), "{after}");
    assert_eq!(after.matches("Entry type: PrivateKeyEntry").count(), 2);
    assert!(after.matches("Entry type: trustedCertEntry").count() >= 2, "{after}");
}
