//! Every request of version 1, each shape.

use ehealth_client::operation::{Operation, Repeat, UnsignedOperation};
use ehealth_client::v1::certra::*;
use ehealth_client::v1::documents::{self, Entity};
use ehealth_client::v1::etkra::{ActivateETK, CompleteEtkRegistration, Credentials, StartEtkRegistration};
use ehealth_client::v1::uncalled::{self, DistinguishedName};
use ehealth_client::v1::{ACTIVATE, SignedDocument};
use ehealth_client::{Call, Endpoints, Service};

use super::common::{self, EhealthKey, new_header, now, person, sample_certificate};

pub struct Request {
    pub name: String,
    pub certra: bool,
    pub text: String,
    pub http: http::Request<Vec<u8>>,
    pub repeat: Repeat,
}

fn request<O: UnsignedOperation>(operation: O) -> Request {
    request_of(&Call::new(operation, new_header()).unwrap())
}

fn request_of<O: Operation>(call: &Call<O>) -> Request {
    let text = String::from_utf8(call.body().to_vec()).unwrap();
    Request {
        name: text.split([' ', '>']).next().unwrap().split(':').nth(1).unwrap().to_owned(),
        certra: O::SERVICE == Service::CertRaV1,
        text,
        http: call.http_request(&Endpoints::production()),
        repeat: O::REPEAT,
    }
}

pub fn opaque() -> SignedDocument {
    SignedDocument::from_bytes(vec![0; 3])
}

pub fn name() -> DistinguishedName {
    DistinguishedName::new([
        "SSIN=00010100173",
        "TESTA FICTIVA VOORBEELD",
        "Federal Government",
        "00010100173",
        "testa@example.org",
    ])
}

fn signed(content: &[u8]) -> SignedDocument {
    let prepared = SignedDocument::prepare(content, &EhealthKey::chain(), now()).unwrap();
    prepared.sign_with(&EhealthKey::load()).unwrap()
}

pub fn requests() -> Vec<Request> {
    let qualities = signed(&documents::qualities_question(person().ssin(), &Entity::Natural).unwrap());
    let revocable = signed(&documents::revocable_question(person().ssin()).unwrap());
    let revocation = signed(&documents::revocation("R-1", "<p>é</p>", None).unwrap());
    let file = std::fs::read(common::folder("tests/samples/v1/request.ehcsr")).unwrap();
    let file = || SignedDocument::from_bytes(file.clone());
    let leaf = sample_certificate("material/ehauth.pem");
    let credentials = || Credentials::new("invented", "invented");
    vec![
        request(GetEHActorQualities::new(qualities)),
        request(GenerateCertificate::new(file())),
        request(GenerateCertificateForRenewal::new(file())),
        request(GetCertificate::new("R-1")),
        request(GetRevocableCertificates::new(revocable)),
        request(Revoke::new(revocation)),
        request(GetExistingApplicationIds::new(SearchCriterium::new("CBE", "0999999922"))),
        request(StartEtkRegistration::new(signed(leaf.spki()))),
        request(CompleteEtkRegistration::new(signed(leaf.der()))),
        request(CompleteEtkRegistration::new(signed(leaf.der())).with_credentials(credentials())),
        request(ActivateETK::new(signed(ACTIVATE))),
        request(uncalled::ValidateRenew::new(opaque(), "C=BE")),
        request(uncalled::OrganizationType),
        request(uncalled::GetValidAuthCerts(name())),
        request(uncalled::ProcessCsr::new(opaque(), "Voorbeeld", "testa@example.org", credentials())),
        request(uncalled::RevokeAndActivate::new(name(), credentials())),
        request(uncalled::Revoke::new(opaque(), leaf.der(), credentials())),
    ]
}
