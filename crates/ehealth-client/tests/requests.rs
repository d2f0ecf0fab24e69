//! Our requests: their bytes, their headers, and what peers say of them: `xmllint` with the schemas beside the
//! workspace, `xmlsec1`. A peer that is not there is a loud skip.
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

use std::path::Path;
use std::process::Command;

use common::{EhealthKey, EidKey, contact, new_header, person, subject};
use ehealth_client::certra::*;
use ehealth_client::depot::{GetEtk, TokenOwner};
use ehealth_client::etk::EncryptionCertificate;
use ehealth_client::etkra::{ActivateETK, CompleteETKRegistration, StartETKRegistration};
use ehealth_client::operation::{Operation, Repeat, SignedOperation, SignerRole, UnsignedOperation};
use ehealth_client::{Call, Endpoints, Error};
use ehealth_csr::xmldsig::{Policy, verify};
use ehealth_csr::{
    ApplicationId, CertificationRequest, Contract, EHealthCsr, Identifier, IdentifierType, Person, Ssin,
    SubjectName,
};
use ehealth_pki::{SerialNumber, SigningKey};

/// One request, ready to be looked at.
struct Request {
    name: String,
    namespace: &'static str,
    schema: &'static str,
    signed: bool,
    body: Vec<u8>,
    http: http::Request<Vec<u8>>,
    repeat: Repeat,
}

impl Request {
    fn of<O: Operation>(call: &Call<O>, signed: bool) -> Self {
        let text = String::from_utf8(call.body().to_vec()).unwrap();
        let name = text.split([' ', '>']).next().unwrap().split(':').nth(1).unwrap().to_owned();
        let (namespace, schema) = match O::SERVICE {
            ehealth_client::Service::CertRaV2 => {
                ("urn:be:fgov:ehealth:certra:protocol:v2", "ehealth-certra-schema-protocol-2_0.xsd")
            }
            ehealth_client::Service::EtkRaV2 => {
                ("urn:be:fgov:ehealth:etkra:protocol:v2", "ehealth-etkra-schema-protocol-2_0.xsd")
            }
            _ => ("urn:be:fgov:ehealth:etkdepot:1_0:protocol", "ehealth-etkdepot-schema-protocol-1_0.xsd"),
        };
        let (body, http) = (call.body().to_vec(), call.http_request(&Endpoints::acceptance()));
        Self { name, namespace, schema, signed, body, http, repeat: O::REPEAT }
    }
}

fn unsigned<O: UnsignedOperation>(operation: O) -> Request {
    Request::of(&Call::new(operation, new_header()).unwrap(), false)
}

fn signed<O: SignedOperation + Send + 'static>(operation: O) -> Request {
    let (chain, key): (_, Box<dyn SigningKey>) = match O::SIGNED_BY {
        SignerRole::Ehealth => (EhealthKey::chain(), Box::new(EhealthKey::load())),
        _ => (EidKey::chain(), Box::new(EidKey::load())),
    };
    let prepared = Call::prepare(operation, new_header(), &chain).unwrap();
    Request::of(&prepared.sign_with(key.as_ref()).unwrap(), true)
}

/// A contract as hostile to a writer as HTML can be.
fn contract(subject: &SubjectName) -> Contract {
    let texts = vec![
        ("fr".to_owned(), "<!DOCTYPE html>\r\n<p class=\"a\">d’été & <b>'x' > y</b> ]]></p>".to_owned()),
        ("nl".to_owned(), "<p>\tKlant &amp; co\n</p>".to_owned()),
    ];
    Contract::new(&subject.rfc2253(), &person(), texts).unwrap()
}

fn csr(subject: &SubjectName) -> CertificationRequest {
    let key = EhealthKey::load();
    CertificationRequest::prepare(subject, &key.public_key(), key.scheme()).unwrap().sign_with(&key).unwrap()
}

fn encryption_certificate() -> EncryptionCertificate {
    let spki = common::spki_of(&common::sample_key("material/encryption-private-key.throwaway.pem"));
    let serial = SerialNumber::from_bytes(&[0x9F; 16]);
    let authentication = common::certificate("ehealth.pem");
    let prepared = EncryptionCertificate::prepare(&authentication, &spki, &serial).unwrap();
    prepared.sign_with(&EhealthKey::load()).unwrap()
}

fn organisation() -> SubjectName {
    let cbe = Identifier::from_authority(IdentifierType::CBE, "0999999922").unwrap();
    SubjectName::organization(cbe, "Invented Clinic", Some(&ApplicationId::parse("PHARMACY-1").unwrap()))
        .unwrap()
}

fn revocation_contract() -> RevocationContract {
    let header = common::header("_00000018-0000-4000-8000-000000000018");
    let operation = GenerateRevocationContract::new([7; 20].into(), person(), RevocationReason::Superseded);
    let call = Call::new(operation, header).unwrap();
    call.on_response(common::answer(&common::sample("GenerateRevocationContractResponse.xml"))).unwrap()
}

/// Every operation, each request that differs in shape.
fn requests() -> Vec<Request> {
    let encryption_key =
        common::spki_of(&common::sample_key("material/encryption-private-key.throwaway.pem"));
    let cbe = Identifier::from_authority(IdentifierType::CBE, "0999999922").unwrap();
    let bis = Person::new(Ssin::parse("00210100119").unwrap(), "Testa", "Voorbeeld");
    let person_request = EHealthCsr::new(contact(), csr(&subject()), contract(&subject()));
    let clinic_request = EHealthCsr::new(contact(), csr(&organisation()), contract(&organisation()))
        .with_base_services(vec!["tsa".to_owned(), "codage".to_owned()]);
    vec![
        signed(GetActorQualities::new(person().ssin().clone())),
        unsigned(GenerateContract::for_person(contact(), person(), subject())),
        unsigned(GenerateContract::for_organisation(contact(), person(), organisation(), "Clinic & “Sons”")),
        signed(GenerateCertificate::new(person_request).unwrap()),
        signed(GenerateCertificate::new(clinic_request).unwrap()),
        unsigned(GetCertificate::new([0xAB; 20].into())),
        signed(GetCertificateInfoForAuthenticationCertificate),
        signed(GetCertificateInfoForCitizen),
        unsigned(GetGenericOrganizationTypes),
        unsigned(GetExistingApplicationIds::new(cbe)),
        unsigned(SubmitCSRForForeigner::new(bis, contact(), csr(&subject())).unwrap()),
        unsigned(GenerateRevocationContract::new([7; 20].into(), person(), RevocationReason::KeyCompromise)),
        signed(Revoke::new(revocation_contract())),
        signed(StartETKRegistration::new(&encryption_key)),
        signed(CompleteETKRegistration::new(encryption_certificate())),
        signed(ActivateETK),
        unsigned(GetEtk::new(TokenOwner::new("SSIN", "00010100173"))),
        unsigned(GetEtk::new(TokenOwner::new("CBE", "0999999922").with_application_id("PHARMACY-1"))),
    ]
}

/// ra.md 2.1, 2.2: address, headers, envelope. The actions are copied from the table by hand here too.
#[test]
fn http_form() {
    let actions = [
        ("GetActorQualitiesRequest", "urn:be:fgov:ehealth:certra:protocol:v2:getActorQualities"),
        ("GenerateContractRequest", "urn:be:fgov:ehealth:certra:protocol:v2:generateContract"),
        ("GenerateCertificateRequest", "urn:be:fgov:ehealth:etee:certra:protocol:v2:generatecertificate"),
        ("GetCertificateRequest", "urn:be:fgov:ehealth:etee:certra:protocol:v2:getcertificate"),
        ("SubmitCSRForForeignerRequest", "urn:be:fgov:ehealth:certra:protocol:v2:submitCSRForForeigner"),
        (
            "GetGenericOrganizationTypesRequest",
            "urn:be:fgov:ehealth:certra:protocol:v2:getGenericOrganizationTypes",
        ),
        (
            "GetExistingApplicationIdsRequest",
            "urn:be:fgov:ehealth:etee:certra:protocol:v2:getexistingapplicationids",
        ),
        (
            "GetCertificateInfoForCitizenRequest",
            "urn:be:fgov:ehealth:certra:protocol:v2:getCertificateInfoForCitizen",
        ),
        (
            "GetCertificateInfoForAuthenticationCertificateRequest",
            "urn:be:fgov:ehealth:etee:certra:protocol:v2:getCertificateInfoForAuthenticationCertificate",
        ),
        (
            "GenerateRevocationContractRequest",
            "urn:be:fgov:ehealth:certra:protocol:v2:generateRevocationContract",
        ),
        ("RevokeRequest", "urn:be:fgov:ehealth:etee:certra:protocol:v2:revoke"),
        ("StartETKRegistrationRequest", "urn:be:fgov:ehealth:etee:etkra:protocol:v2:startETKRegistration"),
        (
            "CompleteETKRegistrationRequest",
            "urn:be:fgov:ehealth:etee:etkra:protocol:v2:completeETKregistration",
        ),
        ("ActivateETKRequest", "urn:be:fgov:ehealth:etee:etkra:protocol:v2:activateETK"),
        ("GetEtkRequest", ""),
    ];
    let changing = ["GenerateCertificate", "Revoke", "StartETK", "CompleteETK", "ActivateETK", "SubmitCSR"];
    for request in requests() {
        let name = request.name.as_str();
        let (_, action) = actions.iter().find(|(known, _)| *known == name).unwrap();
        let http = &request.http;
        assert_eq!(http.method(), "POST");
        let path = match request.namespace.split(':').nth(4).unwrap() {
            "certra" => "/CertRa/v2",
            "etkra" => "/EtkRa/v2",
            _ => "/EtkDepot/v1",
        };
        assert_eq!(http.uri().to_string(), format!("https://services-acpt.ehealth.fgov.be{path}"));
        assert_eq!(http.headers()["SOAPAction"], format!("\"{action}\""), "{name}");
        assert_eq!(http.headers()["Content-Type"], "text/xml; charset=utf-8");
        assert!(http.headers()["User-Agent"].to_str().unwrap().starts_with("ehealth-client/"));
        let text = String::from_utf8(http.body().clone()).unwrap();
        let body = std::str::from_utf8(&request.body).unwrap();
        assert!(text.starts_with(
            "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><"
        ));
        assert_eq!(text.split_once("<soap:Body>").unwrap().1, format!("{body}</soap:Body></soap:Envelope>"));
        let asks = changing.iter().any(|prefix| name.starts_with(prefix));
        assert_eq!(request.repeat == Repeat::AskFirst, asks, "{name}");
    }
}

/// The signature survives the envelope, and nothing signed can be changed.
#[test]
fn own_verification() {
    for request in requests().iter().filter(|request| request.signed) {
        for document in [&request.body, request.http.body()] {
            let verified = verify(document, &Policy::default()).unwrap();
            assert_eq!(verified.root().name(), request.name);
        }
        let text = String::from_utf8(request.body.clone()).unwrap();
        let changed = text.replacen("IssueInstant=\"2026", "IssueInstant=\"2027", 1);
        assert!(verify(changed.as_bytes(), &Policy::default()).is_err());
    }
}

/// What is written to an `.ehcsr` is taken up again, whole.
#[test]
fn taken_up_again() {
    for request in requests().iter().filter(|request| request.name == "GenerateCertificateRequest") {
        let call = Call::<GenerateCertificate>::from_signed(request.body.clone()).unwrap();
        assert_eq!(call.body(), request.body);
        assert_eq!(call.http_request(&Endpoints::acceptance()).body(), request.http.body());
        let text = &call.operation().request().contract().texts()[0].1;
        assert_eq!(text, "<!DOCTYPE html>\r\n<p class=\"a\">d’été & <b>'x' > y</b> ]]></p>");
    }
}

#[test]
fn requests_that_cannot_be_made() {
    let other = EHealthCsr::new(contact(), csr(&organisation()), contract(&subject()));
    assert!(matches!(GenerateCertificate::new(other), Err(Error::Request(_))));
    let control = Person::new(person().ssin().clone(), "Testa\u{1b}[2J", "Voorbeeld");
    let operation = GenerateContract::for_person(contact(), control, subject());
    let error = Call::new(operation, new_header()).unwrap_err();
    assert_eq!((error.code(), error.may_have_acted()), ("internal", false));
    // a chain whose first certificate is of another key than the one that signs
    let prepared = Call::prepare(ActivateETK, new_header(), &EhealthKey::chain()).unwrap();
    assert!(prepared.finish(&[0; 256]).is_err());
}

fn available(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        eprintln!("SKIPPED: {program} is not installed");
    }
    found
}

fn run(command: &mut Command, what: &str) {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{what}: {text}");
}

#[test]
fn valid_by_schema() {
    let Some(schemas) = common::shared_schemas() else {
        eprintln!("SKIPPED valid_by_schema: no folder shared/schemas beside the workspace");
        return;
    };
    if !available("xmllint") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (number, request) in requests().iter().enumerate() {
        let file = write(folder.path(), number, request);
        run(
            Command::new("xmllint")
                .args(["--nonet", "--noout", "--schema", request.schema])
                .arg(&file)
                .current_dir(&schemas),
            &request.name,
        );
    }
}

#[test]
fn verified_by_xmlsec1() {
    if !available("xmlsec1") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = common::folder("tests/keys/root.pem");
    for (number, request) in requests().iter().enumerate().filter(|(_, request)| request.signed) {
        let file = write(folder.path(), number, request);
        let id = format!("{}:{}", request.namespace, request.name);
        run(
            Command::new("xmlsec1")
                .args(["--verify", "--trusted-pem"])
                .arg(&root)
                .args(["--id-attr:Id", &id])
                .arg(&file),
            &request.name,
        );
    }
}

fn write(folder: &Path, number: usize, request: &Request) -> std::path::PathBuf {
    let file = folder.join(format!("{number}.xml"));
    std::fs::write(&file, &request.body).unwrap();
    file
}
