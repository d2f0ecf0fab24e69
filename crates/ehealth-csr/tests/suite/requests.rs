//! The signed request as a whole: made, verified by us and by xmlsec1, read back, and the samples of the
//! collection read.

use std::io::Write as _;
use std::process::Command;

use ehealth_csr::namespaces::{CC, CORE, CR};
use ehealth_csr::xml::{Document, Writer, c14n};
use ehealth_csr::xmldsig::{Policy, SOAP_NAMESPACE, SignatureError, prepare, verify};
use ehealth_csr::{
    ApplicationId, CertificationRequest, ContactData, Contract, ContractMismatch, EHealthCsr, Email, Error,
    Identifier, IdentifierType, Person, Phone, RequestFile, Ssin, SubjectName,
};
use ehealth_pki::{HashAlgorithm, SigningKey};
use rustls_pki_types::CertificateDer;

use crate::keys::MemoryKey;
use crate::support::{certificate, shared};

fn person() -> Person {
    Person::new(Ssin::parse("84081699356").unwrap(), "Zoë Éléonore", "Lefèvre-Van Den Broeck")
}

fn subject() -> SubjectName {
    SubjectName::person(person().ssin(), person().given_names(), person().surname()).unwrap()
}

fn contract() -> Contract {
    let text = "<!DOCTYPE html>\n<p title=\"a\">Texte d’essai &amp; rien\r de plus</p>\t";
    let texts = vec![("fr".to_owned(), text.to_owned()), ("nl".to_owned(), "<p>Proef</p>".to_owned())];
    Contract::new(&subject().rfc2253(), &person(), texts).unwrap()
}

fn request() -> EHealthCsr {
    let key = MemoryKey::of_vectors("auth-org");
    let contact =
        ContactData::new(Email::parse("zoe@example.org").unwrap(), Phone::parse("+32 000 00 00 00").unwrap());
    let csr = CertificationRequest::prepare(&subject(), &key.public_key(), key.scheme()).unwrap();
    EHealthCsr::new(contact, csr.sign_with(&key).unwrap(), contract())
}

fn organization_request() -> EHealthCsr {
    let key = MemoryKey::of_vectors("auth-org");
    let identifier = Identifier::parse(IdentifierType::CBE, "0999.999.922").unwrap();
    let application = ApplicationId::parse("pharmacy-1").unwrap();
    let subject =
        SubjectName::organization(identifier, "Apotheek De Linde, & Co", Some(&application)).unwrap();
    let contact =
        ContactData::new(Email::parse("zoe@example.org").unwrap(), Phone::parse("02/123.45.67").unwrap())
            .with_general_email(Email::parse("info@example.org").unwrap())
            .with_general_phone(Phone::parse("0").unwrap());
    let csr = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme()).unwrap();
    let texts = vec![("nl".to_owned(), "<p>Proef</p>".to_owned())];
    let contract = Contract::new(&subject.rfc2253(), &person(), texts).unwrap();
    let request = EHealthCsr::new(contact, csr.sign_with(&key).unwrap(), contract);
    assert!(request.subjects_agree());
    request.with_base_services(vec!["tsa".to_owned(), "codage".to_owned()])
}

fn unsigned() -> Vec<u8> {
    unsigned_of(&request())
}

fn unsigned_of(request: &EHealthCsr) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.start(CR, "GenerateCertificateRequest");
    writer.attribute("Id", "_00000000-0000-4000-8000-000000000001");
    writer.attribute("IssueInstant", "2026-06-01T12:00:00.000Z");
    writer.start(CR, "EHealthCSR");
    request.write(&mut writer);
    writer.end().end();
    writer.finish().unwrap()
}

fn chain(names: &[&str]) -> Vec<CertificateDer<'static>> {
    names.iter().map(|name| certificate(name).der().clone()).collect()
}

fn signed(key: &MemoryKey, names: &[&str]) -> Vec<u8> {
    prepare(unsigned(), &chain(names), key.scheme()).unwrap().sign_with(key).unwrap()
}

const RSA: [&str; 3] = ["auth-person", "issuing-rsa", "root-rsa"];
const P384: [&str; 3] = ["leaf-p384", "issuing-ec", "root-ec"];

fn all_signed() -> Vec<(&'static str, Vec<u8>)> {
    let p384 = |hash| MemoryKey::of_vectors("leaf-p384").with_hash(hash);
    vec![
        ("root-rsa", signed(&MemoryKey::of_vectors("auth-person"), &RSA)),
        ("root-ec", signed(&p384(HashAlgorithm::Sha384), &P384)),
        ("root-ec", signed(&p384(HashAlgorithm::Sha256), &P384)),
        ("root-ec", signed(&p384(HashAlgorithm::Sha512), &P384)),
        ("root-ec", signed(&MemoryKey::of_vectors("leaf-p256"), &["leaf-p256", "issuing-ec"])),
    ]
}

#[test]
fn own_signatures_verify() {
    for (_, document) in all_signed() {
        let verified = verify(&document, &Policy::default()).unwrap();
        assert_eq!(verified.to_bytes(), document, "canonical from birth");
        assert_eq!(verified.root().children().last().unwrap().name(), "Signature");
        // the envelope changes nothing
        let soap = format!(
            "<?xml version=\"1.0\"?>\n<s:Envelope xmlns:s=\"{SOAP_NAMESPACE}\" xmlns:unused=\"urn:u\"><s:Body>{}</s:Body></s:Envelope>",
            String::from_utf8(document.clone()).unwrap()
        );
        let verified = verify(soap.as_bytes(), &Policy::default()).unwrap();
        assert_eq!(verified.to_bytes(), document);
        let refused = verify(&document, &Policy::default().without(verified.scheme())).unwrap_err();
        assert!(matches!(refused, Error::Signature(SignatureError::Algorithm(_))));
    }
}

#[test]
fn xmlsec1_verifies_own_signatures() {
    if Command::new("xmlsec1").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmlsec1 is not installed");
        return;
    }
    let folder = std::env::temp_dir().join(format!("ehealth-csr-xmlsec1-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let roots = crate::support::Vectors::committed("pki").folder;
    for (index, (root, document)) in all_signed().into_iter().enumerate() {
        let file = folder.join(format!("{index}.xml"));
        std::fs::File::create(&file).unwrap().write_all(&document).unwrap();
        let output = Command::new("xmlsec1")
            .args(["--verify", "--enabled-key-data", "x509", "--id-attr:Id", "GenerateCertificateRequest"])
            .args(["--verification-gmt-time", "2026-06-01 12:00:00", "--trusted-pem"])
            .arg(roots.join(format!("{root}.crt.pem")))
            .arg(&file)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// A person's and an organisation's request, signed by cards of both generations.
#[test]
fn valid_against_the_schema() {
    let Some(schema) = shared("schemas/ehealth-certra-schema-protocol-2_0.xsd") else {
        eprintln!("SKIPPED: the schemas are absent");
        return;
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed");
        return;
    }
    let file = std::env::temp_dir().join(format!("ehealth-csr-xmllint-{}.xml", std::process::id()));
    let (rsa, p384) = (MemoryKey::of_vectors("auth-person"), MemoryKey::of_vectors("leaf-p384"));
    for unsigned in [unsigned(), unsigned_of(&organization_request())] {
        for (key, chain_names) in [(&rsa, RSA), (&p384, P384)] {
            let signed = prepare(unsigned.clone(), &chain(&chain_names), key.scheme()).unwrap();
            std::fs::write(&file, signed.sign_with(key).unwrap()).unwrap();
            let output = Command::new("xmllint")
                .args(["--nonet", "--noout", "--schema"])
                .arg(&schema)
                .arg(&file)
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
    std::fs::remove_file(file).unwrap();
}

#[test]
fn changes_are_found() {
    let document = String::from_utf8(signed(&MemoryKey::of_vectors("auth-person"), &RSA)).unwrap();
    let error = |text: &str| verify(text.as_bytes(), &Policy::default()).unwrap_err().code();
    assert_eq!(error(&document.replace("zoe@", "eve@")), "signature.changed");
    assert_eq!(error(&document.replacen(">MII", "> MII", 1)), "signature.changed");
    let value = document.find("<ds:SignatureValue>").unwrap() + 30;
    let other = if &document[value..=value] == "A" { "B" } else { "A" };
    assert_eq!(error(&format!("{}{other}{}", &document[..value], &document[value + 1..])), "signature.wrong");
}

#[test]
fn what_cannot_be_signed() {
    let key = MemoryKey::of_vectors("auth-person");
    let refused = |xml: &str| match prepare(xml.as_bytes().to_vec(), &chain(&RSA), key.scheme()) {
        Err(Error::Signature(error)) => error,
        other => panic!("{xml}: {other:?}"),
    };
    assert_eq!(refused("<a Id=\"_1\"/>"), SignatureError::NotCanonical);
    assert_eq!(refused("<a  Id=\"_1\"></a>"), SignatureError::NotCanonical);
    assert_eq!(refused("<a></a>"), SignatureError::NotCanonical);
    assert_eq!(refused("<a Id=\"\"></a>"), SignatureError::NotCanonical);
    assert_eq!(refused("<a Id=\"_1&amp;\"></a>"), SignatureError::NotCanonical);
    assert_eq!(refused("<a Id=\"_1\"><b Id=\"_1\"></b></a>"), SignatureError::DuplicateId);
    assert!(matches!(refused("<a"), SignatureError::Xml(_)));
    let again = signed(&key, &RSA);
    assert_eq!(refused(&String::from_utf8(again).unwrap()), SignatureError::Several);
    let none = prepare(unsigned(), &[], key.scheme()).unwrap_err();
    assert_eq!(none, Error::Signature(SignatureError::Certificate));
}

/// The signer is found whatever the order of the certificates.
#[test]
fn signer_is_who_issued_none_of_the_others() {
    let document = String::from_utf8(signed(&MemoryKey::of_vectors("auth-person"), &RSA)).unwrap();
    let (head, data) = document.split_once("<ds:X509Data>").unwrap();
    let (data, tail) = data.split_once("</ds:X509Data>").unwrap();
    let mut certificates: Vec<&str> = data.split_inclusive("</ds:X509Certificate>").collect();
    certificates.reverse();
    certificates.push(certificates[0]);
    let shuffled = format!("{head}<ds:X509Data>{}</ds:X509Data>{tail}", certificates.concat());
    let verified = verify(shuffled.as_bytes(), &Policy::default()).unwrap();
    assert_eq!(verified.signer(), Some(&certificate("auth-person")));
    assert_eq!(verified.certificates().len(), 3);
    // a stranger beside the signer: which one is it?
    let two = format!("{head}<ds:X509Data>{}</ds:X509Data>{tail}", {
        use base64ct::{Base64, Encoding};
        let other = Base64::encode_string(certificate("auth-org").der());
        format!("{}<ds:X509Certificate>{other}</ds:X509Certificate>", certificates.concat())
    });
    let error = verify(two.as_bytes(), &Policy::default()).unwrap_err();
    assert_eq!(error, Error::Signature(SignatureError::AmbiguousSigner));
}

#[test]
fn request_file() {
    let bytes = signed(&MemoryKey::of_vectors("auth-person"), &RSA);
    let file = RequestFile::read(&bytes).unwrap();
    assert_eq!(file.to_bytes(), bytes);
    let RequestFile::V2(read) = &file else { panic!() };
    assert_eq!(read.id(), "_00000000-0000-4000-8000-000000000001");
    assert_eq!(read.issue_instant(), "2026-06-01T12:00:00.000Z");
    assert_eq!(read.request().csr(), request().csr());
    assert_eq!(read.request().contact(), request().contact());
    assert!(read.request().contract().is_same(&contract()));
    assert_eq!(read.request().contract().sha256(), contract().sha256());
    assert!(read.request().subjects_agree());
    read.verify(&Policy::default()).unwrap();

    let code = |bytes: &[u8]| RequestFile::read(bytes).unwrap_err().code();
    assert_eq!(code(b""), "request.not_a_request");
    assert_eq!(code(b"PK\x03\x04"), "request.not_a_request");
    assert_eq!(code(b"\x30\x80\x06\x09"), "cms.malformed");
    assert_eq!(code(b"<html></html>"), "request.not_a_request");
    assert_eq!(code(&bytes[..bytes.len() - 9]), "xml.malformed");
    let contact = String::from_utf8(bytes).unwrap().replace("zoe@example.org", "zoe at example");
    assert_eq!(code(contact.as_bytes()), "contact.email");
}

/// What the authority sent goes back without a difference, whatever it looked like.
#[test]
fn contract_is_echoed() {
    let original = format!(
        "<cr:Contract xmlns:cr=\"{}\"><cc:DN xmlns:cc=\"{cc}\">{}</cc:DN><cc:Signer xmlns:cc=\"{cc}\">\
         <core:Id xmlns:core=\"{core}\" Type=\"ssin\">84081699356</core:Id>\
         <core:FirstName xmlns:core=\"{core}\">Zoë</core:FirstName><core:FirstName xmlns:core=\"{core}\">Éléonore</core:FirstName>\
         <core:Name xmlns:core=\"{core}\">Lefèvre-Van Den Broeck</core:Name></cc:Signer>\
         <cc:Text xmlns:cc=\"{cc}\"><cc:Value xml:lang=\"nl-BE\"> &lt;p&gt;&#xD;\n\t\"é\" </cc:Value></cc:Text></cr:Contract>",
        CR.uri(),
        r#"C=BE, O=Federal Government, OU="SSIN=84081699356", OU=ZOE, OU=eHealth-platform Belgium, CN=SSIN\=84081699356"#,
        cc = CC.uri(),
        core = CORE.uri(),
    );
    let document = Document::parse(original.as_bytes()).unwrap();
    assert_eq!(c14n::element(document.root(), &c14n::Options::default()), original.as_bytes());
    let read = Contract::read(document.root()).unwrap();
    assert_eq!(read.signer(), &person());
    assert_eq!(read.subject().name(), "ZOE");
    assert_eq!(read.plain_text("nl"), "\"é\"\n");
    read.check(&person(), &subject()).unwrap();
    let other = Person::new(person().ssin().clone(), "Zoe", person().surname());
    assert_eq!(read.check(&other, &subject()).unwrap_err(), Error::Contract(ContractMismatch::Signer));
    let mut writer = Writer::new();
    writer.start(CR, "Contract");
    read.write(&mut writer);
    writer.end();
    assert_eq!(String::from_utf8(writer.finish().unwrap()).unwrap(), original);
}

/// Signed samples of the collection, and the requests in them.
#[test]
fn samples() {
    let Some(folder) = shared("schemas/samples") else {
        eprintln!("SKIPPED: the samples are absent");
        return;
    };
    let mut seen = 0;
    for path in [&folder, &folder.join("extra")].into_iter().flat_map(|f| std::fs::read_dir(f).unwrap()) {
        let path = path.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_none_or(|extension| extension != "xml") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let document = Document::parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        if !bytes.windows(14).any(|part| part == b"<ds:Signature ") || name.starts_with("v1.") {
            continue;
        }
        let verified = verify(&bytes, &Policy::default()).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert!(verified.certificates().len() >= 2, "{name}");
        seen += 1;
        if name.starts_with("GenerateCertificateRequest") {
            let RequestFile::V2(file) = RequestFile::read(&bytes).unwrap() else { panic!() };
            file.verify(&Policy::default()).unwrap();
            file.request().csr().verify().unwrap();
            assert!(file.request().subjects_agree());
            assert_eq!(file.request().base_services(), ["tsa", "codage"]);
            assert_eq!(file.request().contract().texts().len(), 2);
            let text = file.request().contract().plain_text("nl");
            assert_eq!(text, "Verzonnen contract\n\nDit is een proeftekst & niets meer.\n");
        }
        drop(document);
    }
    assert!(seen >= 12, "{seen}");
}

/// Short keys, a signature by a chain that nobody knows, identifiers of any spelling.
#[test]
fn stricter_still() {
    let document = signed(&MemoryKey::of_vectors("auth-person"), &RSA);
    let strict = Policy::default().with_minimum_rsa_bits(3_072);
    let error = verify(&document, &strict).unwrap_err();
    assert_eq!((error.code(), error), ("signature.weak", Error::Signature(SignatureError::WeakKey)));
    let verified = verify(&document, &Policy::default()).unwrap();
    let now = rustls_pki_types::UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_780_272_000));
    let anchor = ehealth_pki::TrustAnchor::from_certificate(&certificate("root-rsa"));
    assert!(verified.chain(&[anchor], now).unwrap().defects().is_empty());
    assert!(!verified.chain(&[], now).unwrap().is_genuine());
    let text = String::from_utf8(document).unwrap();
    let id = "_00000000-0000-4000-8000-000000000001";
    for attribute in
        [format!("ID=\"{id}\""), format!("xml:id=\"{id}\""), format!("x:Id=\"{id}\" xmlns:x=\"urn:x\"")]
    {
        let doubled = text.replacen("<ds:KeyInfo>", &format!("<ds:KeyInfo {attribute}>"), 1);
        let error = verify(doubled.as_bytes(), &Policy::default()).unwrap_err();
        assert_eq!(error, Error::Signature(SignatureError::DuplicateId), "{attribute}");
    }
}

/// What is in each kind of file.
#[test]
fn inspected() {
    use ehealth_csr::inspect::{Inspected, inspect};
    let document = signed(&MemoryKey::of_vectors("auth-person"), &RSA);
    let Ok(Inspected::SignedRequest(facts)) = inspect(&document) else { panic!() };
    assert_eq!((facts.version, facts.signature.defect.as_deref()), (2, None));
    assert_eq!(facts.signature.certificates.len(), 3);
    assert_eq!(facts.signature.scheme.as_deref(), Some("rsa-sha256"));
    assert_eq!(facts.request.holder.as_ref().unwrap().id, "84081699356");
    assert_eq!((facts.request.defect.as_deref(), facts.contract.fits_request), (None, Some(true)));
    assert_eq!(facts.contract.languages, ["fr", "nl"]);
    let changed = String::from_utf8(document).unwrap().replace("zoe@", "eve@");
    let Ok(Inspected::SignedRequest(facts)) = inspect(changed.as_bytes()) else { panic!() };
    assert_eq!(facts.signature.defect.as_deref(), Some("signature.changed"));

    let folder = crate::support::Vectors::folder("v1");
    let v1 = std::fs::read(folder.join("CBE=0999999922,PHARMACY-1 20261124-150405.ehcsr")).unwrap();
    let Ok(Inspected::SignedRequest(facts)) = inspect(&v1) else { panic!() };
    assert_eq!((facts.version, facts.signature.defect.as_deref()), (1, None));
    assert_eq!(facts.request.holder.as_ref().unwrap().application.as_deref(), Some("PHARMACY-1"));
    assert!(facts.signature.signed_at.as_deref().unwrap().ends_with('Z'));

    let leaf = certificate("auth-org");
    let Ok(Inspected::Certificate(facts)) = inspect(leaf.der()) else { panic!() };
    assert_eq!(facts.key.kind.as_deref(), Some("RSA 2048"));
    assert_eq!((facts.serial, facts.is_ca), (leaf.serial().to_string(), false));
    let pem = crate::support::Vectors::committed("pki").read("auth-org.crt.pem");
    assert!(matches!(inspect(&pem), Ok(Inspected::Certificate(_))));
    let csr = crate::support::Vectors::committed("set-b/x509").read("csr/bc-00-rsa2048.csr.pem");
    let Ok(Inspected::CertificationRequest(facts)) = inspect(&csr) else { panic!() };
    assert_eq!(facts.defect, None);
    let bad = crate::support::Vectors::committed("csr").read("bad/signature-flip.csr.der");
    let Ok(Inspected::CertificationRequest(facts)) = inspect(&bad) else { panic!() };
    assert_eq!(facts.defect.as_deref(), Some("csr.signature"));
    for (bytes, code) in
        [(&b""[..], "request.not_a_request"), (b"PK", "request.not_a_request"), (b"0", "csr.malformed")]
    {
        assert_eq!(inspect(bytes).unwrap_err().code(), code);
    }
    #[cfg(feature = "serde")]
    {
        let json = serde_json::to_value(inspect(leaf.der()).unwrap()).unwrap();
        assert_eq!(
            (&json["kind"], &json["is_ca"]),
            (&serde_json::json!("certificate"), &serde_json::json!(false))
        );
    }
}
