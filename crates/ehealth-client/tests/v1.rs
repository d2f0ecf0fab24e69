//! Version 1 (ra.md 9): every sample of it parsed or produced, requests valid by schema, refusals never taken
//! for success.
#![cfg(feature = "v1")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::unimplemented,
    clippy::missing_panics_doc,
    missing_docs,
    dead_code,
    unreachable_pub,
    reason = "tests"
)]

#[path = "support/common.rs"]
mod common;
#[path = "support/requests_v1.rs"]
mod requests_v1;

use std::process::Command;

use common::{EhealthKey, answer, new_header, now, person, sample};
use ehealth_client::issued::{self, Expected};
use ehealth_client::operation::{Repeat, UnsignedOperation};
use ehealth_client::status::ErrorCode;
use ehealth_client::v1::certra::*;
use ehealth_client::v1::documents::{self, Entity, RevocationStatus};
use ehealth_client::v1::etkra::{ActivateETK, CompleteEtkRegistration, StartEtkRegistration};
use ehealth_client::v1::{SignedDocument, uncalled};
use ehealth_client::{Call, Endpoints, Error};
use ehealth_csr::cms::SignedData;
use ehealth_csr::{RequestFile, SubjectName};
use ehealth_pki::TrustAnchor;
use requests_v1::{name, opaque, requests};

fn ask<O: UnsignedOperation>(operation: O, file: &str) -> Result<O::Response, Error> {
    Call::new(operation, new_header()).unwrap().on_response(answer(&sample(file)))
}

#[test]
fn certra_answers() {
    let qualities = ask(GetEHActorQualities::new(opaque()), "v1/GetEHActorQualitiesResponse.xml").unwrap();
    let content = qualities.content();
    // the number has lost its zeros on the way
    assert_eq!((content.ssin(), content.authorized()), ("00010100173", true));
    assert_eq!(content.organisations()[0].identifier(), ("CBE", "0999999922"));
    assert_eq!(content.organisations()[0].french_name(), "Clinique inventée");
    assert!(content.qualities().is_empty());
    // the message goes into the next request as it came
    let message = SignedData::from_bytes(qualities.signed().as_bytes()).unwrap();
    assert_eq!(message.content(), qualities.signed().content().as_deref());
    assert!(!format!("{qualities:?}").contains("0101"));

    let id = ask(GenerateCertificate::new(opaque()), "v1/GenerateCertificateResponse.xml").unwrap();
    assert_eq!(id.to_string(), "R-1");
    let renewal = GenerateCertificateForRenewal::new(opaque());
    assert_eq!(ask(renewal, "v1/GenerateCertificateForRenewalResponse.xml").unwrap(), id);

    let fetch = |file| ask(GetCertificate::new("R-1"), file);
    assert_eq!(fetch("v1/GetCertificateResponse.pending.xml").unwrap(), Reply::Pending);
    let Reply::NotYetValid { local_time, ask_again, .. } =
        fetch("extra/v1.GetCertificateResponse.not-yet-valid.xml").unwrap()
    else {
        panic!()
    };
    assert_eq!(local_time.as_deref(), Some("03/03/2026 08:30"));
    assert_eq!(ask_again.unwrap().as_secs(), 1_772_523_000 + 60);
    let reply = fetch("v1/GetCertificateResponse.xml").unwrap();
    let Reply::Delivered(chain) = &reply else { panic!("{reply:?}") };
    assert_eq!(chain.len(), 2);
    // the same checks as for version 2
    let leaf = common::sample_certificate("material/ehauth.pem");
    let anchor = TrustAnchor::from_certificate(&common::sample_certificate("material/eroot.pem"));
    let subject = SubjectName::from_contract_dn(&leaf.subject().rfc2253()).unwrap();
    let expected = Expected { spki: leaf.spki(), subject: &subject };
    let chain = issued::check(&reply.into(), &expected, &[anchor], now()).unwrap();
    assert_eq!(chain.certificates()[0].der(), leaf.der());

    let list =
        ask(GetRevocableCertificates::new(opaque()), "v1/GetRevocableCertificatesResponse.xml").unwrap();
    let list = list.content();
    assert_eq!((list.status(), list.ssin()), (&RevocationStatus::Ok, "00010100173"));
    let [certificate] = list.personal() else { panic!("{list:?}") };
    let details = certificate.details();
    assert_eq!((certificate.request_id(), details.serial()), ("R-1", "1234567890123456789"));
    assert_eq!(details.not_after().as_secs(), 1_799_661_600);
    assert!(list.organisations().is_empty());
    ask(Revoke::new(opaque()), "v1/RevokeResponse.xml").unwrap();

    let cbe = GetExistingApplicationIds::new(SearchCriterium::new("CBE", "0999999922"));
    let ids = ask(cbe, "v1/GetExistingApplicationIdsResponse.xml").unwrap();
    assert_eq!(ids[0].application_id(), Some("PHARMACY-1"));
}

#[test]
fn etkra_answers() {
    let challenge = ask(StartEtkRegistration::new(opaque()), "v1/StartEtkRegistrationResponse.xml").unwrap();
    let key = common::sample_key("material/encryption-private-key.throwaway.pem");
    let plaintext = key.decrypt(rsa::Pkcs1v15Encrypt, challenge.ciphertext()).unwrap();
    let serial = challenge.serial_number(&plaintext).unwrap();
    let etk = ask(CompleteEtkRegistration::new(opaque()), "v1/CompleteEtkRegistrationResponse.xml").unwrap();
    assert_eq!(etk.encryption_certificate().unwrap().serial(), &serial);
    ask(ActivateETK::new(opaque()), "v1/ActivateETKResponse.xml").unwrap();
}

#[test]
fn answers_that_nobody_asks_for() {
    let renewal =
        ask(uncalled::ValidateRenew::new(opaque(), "C=BE"), "v1/ValidateRenewResponse.xml").unwrap();
    assert_eq!((renewal.valid(), renewal.days_left(), renewal.not_after()), (true, 48, "11/01/2027"));
    let types = ask(uncalled::OrganizationType, "v1/OrganizationTypeResponse.xml").unwrap();
    assert_eq!(
        (types[0].identifier_type(), types[0].check_digits()),
        ("NIHII-HOSPITAL", Some("CHECK-97-MOD-97"))
    );
    let certificates = ask(uncalled::GetValidAuthCerts(name()), "v1/GetValidAuthCertsResponse.xml").unwrap();
    assert!(certificates.content().is_some());
    let credentials = || ehealth_client::v1::etkra::Credentials::new("invented", "invented");
    let csr = uncalled::ProcessCsr::new(opaque(), "Voorbeeld", "testa@example.org", credentials());
    ask(csr, "v1/ProcessCsrResponse.xml").unwrap();
    let (_, etk) =
        ask(uncalled::RevokeAndActivate::new(name(), credentials()), "v1/RevokeAndActivateResponse.xml")
            .unwrap();
    assert!(etk.encryption_certificate().is_some());
    let leaf = common::sample_certificate("material/ehauth.pem");
    ask(uncalled::Revoke::new(opaque(), leaf.der(), credentials()), "v1/RevokeResponse.etkra.xml").unwrap();
}

#[test]
fn documents_inside() {
    let status = documents::revocation_status(sample("v1/RevokeDataResponse.xml").as_bytes()).unwrap();
    assert_eq!(status, RevocationStatus::Ok);
    assert!(documents::revocation_status(b"<RevokeDataResponse/>").is_err());
    // ours are the samples', but for the prefix and the declaration
    let same = |ours: Vec<u8>, file: &str| {
        let plain = |text: &str| {
            let text = text.split_once("?>\n").map_or(text, |(_, rest)| rest).trim_end();
            text.replace("aqdr:", "")
                .replace("rv:", "")
                .replace("xmlns=", "")
                .replace("xmlns", "")
                .replace('=', "")
        };
        let ours =
            String::from_utf8(ours).unwrap().replace("xmlns:aqdr=", "xmlns=").replace("xmlns:rv=", "xmlns=");
        assert_eq!(plain(&ours).replace(' ', ""), plain(&sample(file)).replace(' ', ""), "{file}");
    };
    same(
        documents::qualities_question(person().ssin(), &Entity::Natural).unwrap(),
        "v1/EHActorQualitiesDataRequest.xml",
    );
    same(documents::revocable_question(person().ssin()).unwrap(), "v1/RevocableCertificatesDataRequest.xml");
    let text = sample("v1/RevokeDataRequest.xml");
    let between = |name: &str| text.split(&format!("{name}>")).nth(1).unwrap().split("</").next().unwrap();
    let contract = between("Contract").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let list = <base64ct::Base64 as base64ct::Encoding>::decode_vec(between(
        "RevocableCertificatesDataSignedResponse",
    ))
    .unwrap();
    let ours = documents::revocation("R-1", &contract, Some(&SignedDocument::from_bytes(list))).unwrap();
    let document = ehealth_csr::xml::Document::parse(&ours).unwrap();
    let sample = ehealth_csr::xml::Document::parse(text.as_bytes()).unwrap();
    let parts = |root: ehealth_csr::xml::Element<'_>| {
        root.children().map(|e| (e.name().to_owned(), e.text().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(parts(document.root()), parts(sample.root()));
}

/// An `.ehcsr` of version 1 goes as it is; its request is produced again by the same hand.
#[test]
fn request_file() {
    let bytes = std::fs::read(common::folder("tests/samples/v1/request.ehcsr")).unwrap();
    let RequestFile::V1(file) = RequestFile::read(&bytes).unwrap() else { panic!() };
    assert!(file.verify().is_ok());
    for (operation, sample_name) in
        [(true, "v1/GenerateCertificateRequest.xml"), (false, "v1/GenerateCertificateForRenewalRequest.xml")]
    {
        let document = SignedDocument::from_bytes(file.as_bytes().to_vec());
        let body = if operation {
            Call::new(GenerateCertificate::new(document), new_header()).unwrap().body().to_vec()
        } else {
            Call::new(GenerateCertificateForRenewal::new(document), new_header()).unwrap().body().to_vec()
        };
        let value = |text: &str| text.split("ehcsr>").nth(1).unwrap().split("</").next().unwrap().to_owned();
        assert_eq!(value(std::str::from_utf8(&body).unwrap()), value(&sample(sample_name)));
    }
}

/// The defect of the reference: a refusal was reported as success (ra.md 9.4).
#[test]
fn refusals() {
    let refuse = |file: &str| {
        let text = sample(file);
        let (start, _) = text.split_once("<Response").unwrap();
        let root = file.trim_start_matches("v1/").trim_end_matches(".xml");
        format!(
            "{start}<Error><Code>SOMETHING[7,x y]</Code><Message>no {{1}} ({{0}})</Message></Error>\
            <Error><Code>ELSE</Code><Message/></Error></{root}>"
        )
    };
    let error = |result: Result<(), Error>| match result.unwrap_err() {
        Error::Refused(status) => {
            assert_eq!(status.errors()[0].code(), &ErrorCode::Other("SOMETHING".into()));
            assert_eq!(status.errors()[0].message(), "no x y (7)");
            assert_eq!(status.errors().len(), 2);
            assert_eq!(status.to_string(), "SOMETHING, ELSE");
        }
        other => panic!("{other:?}"),
    };
    let file = "v1/ActivateETKResponse.xml";
    error(Call::new(ActivateETK::new(opaque()), new_header()).unwrap().on_response(answer(&refuse(file))));
    let file = "v1/CompleteEtkRegistrationResponse.xml";
    let complete = Call::new(CompleteEtkRegistration::new(opaque()), new_header()).unwrap();
    error(complete.on_response(answer(&refuse(file))).map(|_| ()));
    let file = "v1/GetCertificateResponse.xml";
    let get = Call::new(GetCertificate::new("R-1"), new_header()).unwrap();
    error(get.on_response(answer(&refuse(file))).map(|_| ()));
    // success in name, and nothing that belongs to it
    let empty = sample("v1/RevokeResponse.xml").replace("RevokeResponse", "GetCertificateResponse");
    assert_eq!(get.on_response(answer(&empty)).unwrap_err().code(), "ra.malformed");
    // an answer of version 2 is another element
    let other = get.on_response(answer(&sample("GetCertificateResponse.pending.xml"))).unwrap_err();
    assert_eq!(other.code(), "ra.malformed");
}

#[test]
fn actions_and_places() {
    let actions = [
        ("GenerateCertificateRequest", "certra:generatecertificate"),
        ("GetCertificateRequest", "certra:getcertificate"),
        ("GetEHActorQualitiesRequest", "certra:getehactorqualities"),
        ("GetExistingApplicationIdsRequest", "certra:getexistingapplicationids"),
        ("GenerateCertificateForRenewalRequest", "certra:renewcertificate"),
        ("GetRevocableCertificatesRequest", "certra:getrevocablecertificates"),
        ("RevokeRequest", "certra:revokecertificate"),
        ("StartEtkRegistrationRequest", "etkra:registerpublickey"),
        ("CompleteEtkRegistrationRequest", "etkra:registertoken"),
        ("ActivateETKRequest", "etkra:activatetoken"),
    ];
    let mut known = 0;
    for request in requests() {
        let action = request.http.headers()["SOAPAction"].to_str().unwrap();
        let service = if request.certra { "certra" } else { "etkra" };
        let expected =
            actions.iter().find(|(name, action)| *name == request.name && action.starts_with(service));
        match expected {
            Some((_, expected)) => {
                known += 1;
                assert_eq!(action, format!("\"urn:be:fgov:ehealth:etee:{expected}\""));
            }
            None => assert_eq!(action, "\"\"", "{}", request.name),
        }
        let path = if request.certra { "/CertRa/v1" } else { "/EtkRa/v1" };
        assert_eq!(request.http.uri().path(), path);
        assert!(!request.text.contains("IssueInstant") && !request.text.contains(" Id="));
        let asks = ["Generate", "Revoke", "Start", "Complete", "Activate", "Process"];
        let asks = asks.iter().any(|prefix| request.name.starts_with(prefix));
        assert_eq!(request.repeat == Repeat::AskFirst, asks, "{}", request.name);
    }
    assert_eq!(known, actions.len() + 1); // one with, one without application id
    let nowhere = Endpoints::new("https://a/", "https://a/", "https://a/").unwrap();
    let call = Call::new(GetCertificate::new("R-1"), new_header()).unwrap();
    assert_eq!(call.http_request(&nowhere).uri().host(), Some("not-configured.invalid"));
}

#[test]
fn requests_are_valid_by_schema() {
    let Some(schemas) = common::shared_schemas() else {
        eprintln!("SKIPPED requests_are_valid_by_schema: no folder shared/schemas beside the workspace");
        return;
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED requests_are_valid_by_schema: xmllint is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut valid = 0;
    for (number, request) in requests().iter().enumerate() {
        let service = if request.certra { "certra" } else { "etkra" };
        valid += lint(
            &schemas,
            &format!("ehealth-{service}-schema-protocol-1_1.xsd"),
            folder.path(),
            number,
            &request.text,
        );
    }
    let inner = [
        ("aqdr", documents::qualities_question(person().ssin(), &Entity::Legal).unwrap()),
        ("revoke", documents::revocable_question(person().ssin()).unwrap()),
        ("revoke", documents::revocation("R-1", "<p>é & ü</p>", None).unwrap()),
        ("revoke", documents::revocation("R-1", "<p>é & ü</p>", Some(&opaque())).unwrap()),
    ];
    for (number, (schema, document)) in inner.into_iter().enumerate() {
        let text = String::from_utf8(document).unwrap();
        let schema = format!("ehealth-etee-ra-{schema}-protocol-types.xsd");
        valid += lint(&schemas, &schema, folder.path(), 100 + number, &text);
    }
    println!("COUNT v1 requests and documents valid by schema: {valid}");
}

fn lint(
    schemas: &std::path::Path,
    schema: &str,
    folder: &std::path::Path,
    number: usize,
    text: &str,
) -> usize {
    let file = folder.join(format!("{number}.xml"));
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new("xmllint");
    command.args(["--nonet", "--noout", "--schema", schema]).arg(&file).current_dir(schemas);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{text}: {}", String::from_utf8_lossy(&output.stderr));
    1
}

/// The CMS of our own requests, judged by OpenSSL.
#[test]
fn signed_documents_are_verified_by_openssl() {
    let folder = tempfile::tempdir().unwrap();
    let content = documents::qualities_question(person().ssin(), &Entity::Natural).unwrap();
    let signed = SignedDocument::prepare(&content, &EhealthKey::chain(), now()).unwrap();
    let signed = signed.sign_with(&EhealthKey::load()).unwrap();
    assert_eq!(signed.content().unwrap(), content);
    let file = folder.path().join("message.der");
    std::fs::write(&file, signed.as_bytes()).unwrap();
    let out = folder.path().join("content.xml");
    let verified = Command::new("openssl")
        .args(["cms", "-verify", "-inform", "DER", "-purpose", "any", "-attime", "1796126400", "-in"])
        .arg(&file)
        .arg("-CAfile")
        .arg(common::folder("tests/keys/root.pem"))
        .arg("-out")
        .arg(&out)
        .output();
    let Ok(verified) = verified else {
        eprintln!("SKIPPED signed_documents_are_verified_by_openssl: openssl is not installed");
        return;
    };
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    assert_eq!(std::fs::read(out).unwrap(), content);
}
