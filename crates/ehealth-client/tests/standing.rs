//! What answers mean for what somebody wants to do, and what is kept of messages for a support desk.
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

use common::{EhealthKey, EidKey, answer, header, new_header, now, person, sample};
use ehealth_client::certra::*;
use ehealth_client::depot::{GetEtk, TokenOwner};
use ehealth_client::operation::{SignedOperation, SignerRole};
use ehealth_client::standing::{Obstacle, check_new_request};
use ehealth_client::support::{Recorder, mask};
use ehealth_client::{Call, Endpoints, Header, Limits, Remedy, Transport, TransportError, UnixTime};
use ehealth_csr::{Identifier, IdentifierType};
use ehealth_pki::SigningKey;

fn signed<O: SignedOperation + Send + 'static>(operation: O, header: Header) -> Call<O> {
    let (chain, key): (_, Box<dyn SigningKey>) = match O::SIGNED_BY {
        SignerRole::Ehealth => (EhealthKey::chain(), Box::new(EhealthKey::load())),
        _ => (EidKey::chain(), Box::new(EidKey::load())),
    };
    Call::prepare(operation, header, &chain).unwrap().sign_with(key.as_ref()).unwrap()
}

fn qualities(change: impl Fn(&str) -> String) -> ActorQualities {
    let call = signed(
        GetActorQualities::new(person().ssin().clone()),
        header("_00000001-0000-4000-8000-000000000001"),
    );
    call.on_response(answer(&change(&sample("GetActorQualitiesResponse.xml")))).unwrap()
}

/// The sample of one certificate, valid to 2027-01-11, replaceable, with some texts replaced.
fn info(changes: &[(&str, &str)]) -> CertificateInfo {
    let call = signed(
        GetCertificateInfoForAuthenticationCertificate,
        header("_00000016-0000-4000-8000-000000000016"),
    );
    let mut text = sample("GetCertificateInfoForAuthenticationCertificateResponse.xml");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    call.on_response(answer(&text)).unwrap()
}

const STATUS: &str = "<cc:AuthenticationCertificateStatus>VALID_ACTIVE";
const TOKEN: &str = "<cc:ETKStatus>VALID_ACTIVE";
const REPLACEABLE: &str = "<cc:Replaceable>true";

#[test]
fn ra_not_authorized() {
    let good = qualities(str::to_owned);
    assert_eq!(good.check_person(), Ok(()));
    let bad = qualities(|text| text.replace("Authorization>true<", "Authorization>false<"));
    let obstacle = bad.check_person().unwrap_err();
    assert_eq!((obstacle.code(), obstacle.remedy()), ("ra.not_authorized", Remedy::CheckRegistration));
}

#[test]
fn ra_organisation_not_listed() {
    let known = qualities(str::to_owned);
    assert_eq!(known.check_organisation("nihii-hospital", "99999971").unwrap().identifier(), "99999971");
    let obstacle = known.check_organisation("CBE", "99999971").unwrap_err();
    assert_eq!((obstacle.code(), obstacle.remedy()), ("ra.organisation_not_listed", Remedy::AskByHand));
}

#[test]
fn ra_already_active() {
    let active = info(&[(REPLACEABLE, "<cc:Replaceable>false")]);
    let ask = |known: CertificateInfo| check_new_request(&[known], "SSIN", "00010100173", None);
    let obstacle = ask(active).unwrap_err();
    assert_eq!((obstacle.code(), obstacle.remedy()), ("ra.already_active", Remedy::UseOrRevoke));
    let Obstacle::AlreadyActive { key, replaceable_from, .. } = obstacle else { panic!() };
    assert_eq!(key.to_string(), "4AD9A2942A4CC4876631D6B378EFDDEB9F52B154");
    assert_eq!(replaceable_from.unwrap().as_secs(), 1_791_885_600);
    // replaceable, of another holder, or over
    assert_eq!(ask(info(&[])), Ok(()));
    let revoked = info(&[
        (REPLACEABLE, "<cc:Replaceable>false"),
        (STATUS, "<cc:AuthenticationCertificateStatus>REVOKED"),
    ]);
    assert_eq!(ask(revoked), Ok(()));
    let other = info(&[(REPLACEABLE, "<cc:Replaceable>false")]);
    assert_eq!(check_new_request(std::slice::from_ref(&other), "CBE", "00010100173", None), Ok(()));
    assert_eq!(check_new_request(std::slice::from_ref(&other), "SSIN", "00010100173", Some("APP")), Ok(()));
}

#[test]
fn ra_renewal_too_early_and_too_late() {
    assert_eq!(info(&[]).check_renewable(now()), Ok(()));
    let early = info(&[(REPLACEABLE, "<cc:Replaceable>false")]).check_renewable(now()).unwrap_err();
    assert_eq!((early.code(), early.remedy()), ("ra.renewal_too_early", Remedy::Wait));
    assert!(
        matches!(early, Obstacle::RenewalTooEarly { from: Some(from), .. } if from.as_secs() == 1_791_885_600)
    );
    let after = UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_799_661_601));
    let late = info(&[]).check_renewable(after).unwrap_err();
    assert_eq!((late.code(), late.remedy()), ("ra.renewal_too_late", Remedy::RequestAnew));
}

#[test]
fn ra_states() {
    for (status, code, remedy) in [
        ("IN_PROGRESS", "ra.not_yet", Remedy::Wait),
        ("REFUSED", "ra.refused", Remedy::SeeReason),
        ("REVOKED", "ra.revoked", Remedy::RequestAnew),
        ("EXPIRED", "ra.renewal_too_late", Remedy::RequestAnew),
    ] {
        let to = format!("<cc:AuthenticationCertificateStatus>{status}");
        let obstacle = info(&[(STATUS, &to)]).check_in_force().unwrap_err();
        assert_eq!((obstacle.code(), obstacle.remedy()), (code, remedy));
        assert!(!obstacle.to_string().is_empty());
    }
    assert_eq!(info(&[(STATUS, "<cc:AuthenticationCertificateStatus>NEW")]).check_in_force(), Ok(()));
}

#[test]
fn etk_states() {
    for (status, code, remedy) in [
        ("NOT_REQUESTED", "etk.absent", Remedy::CompleteRequest),
        ("IN_REQUEST", "etk.absent", Remedy::CompleteRequest),
        ("WAIT_FOR_ACTIVATION", "etk.not_active", Remedy::Activate),
        ("REVOKED", "ra.revoked", Remedy::RequestAnew),
        ("EXPIRED", "ra.renewal_too_late", Remedy::RequestAnew),
    ] {
        let obstacle = info(&[(TOKEN, &format!("<cc:ETKStatus>{status}"))]).check_token().unwrap_err();
        assert_eq!((obstacle.code(), obstacle.remedy()), (code, remedy));
    }
    assert_eq!(info(&[]).check_token(), Ok(()));
    let ask = Call::new(GetEtk::new(TokenOwner::new("SSIN", "00010100173")), new_header()).unwrap();
    let absent = ask.on_response(answer(&sample("GetEtkResponse.notfound.xml"))).unwrap();
    assert_eq!(absent.into_token().unwrap_err().code(), "etk.absent");
    assert!(ask.on_response(answer(&sample("GetEtkResponse.xml"))).unwrap().into_token().is_ok());
}

#[test]
fn id_application_taken() {
    let cbe = Identifier::from_authority(IdentifierType::CBE, "0999999922").unwrap();
    let call =
        Call::new(GetExistingApplicationIds::new(cbe), header("_00000006-0000-4000-8000-000000000006"))
            .unwrap();
    let ids = call.on_response(answer(&sample("GetExistingApplicationIdsResponse.xml"))).unwrap();
    for taken in [Some("PHARMACY-1"), Some("pharmacy-1"), None] {
        let obstacle = ids.check_free(taken).unwrap_err();
        assert_eq!((obstacle.code(), obstacle.remedy()), ("id.application_taken", Remedy::ChooseAnother));
    }
    assert_eq!(ids.check_free(Some("PHARMACY-2")), Ok(()));
}

/// What of the invented persons must not be in anything kept.
const PRIVATE: [&str; 13] = [
    "00010100173",
    "0999999922",
    "99999971",
    "Testa",
    "Voorbeeld",
    "VOORBEELD",
    "example.org",
    "000 00 00",
    "Clinic",
    "kliniek",
    "MIID",
    "essai",
    "CN=",
];

/// Every sample, both directions and both versions, in an envelope.
#[test]
fn masked_samples() {
    let mut files = Vec::new();
    for folder in ["tests/samples", "tests/samples/extra", "tests/samples/v1"] {
        for entry in std::fs::read_dir(common::folder(folder)).unwrap().flatten() {
            files.extend(Some(entry.path()).filter(|path| path.extension().is_some_and(|e| e == "xml")));
        }
    }
    assert!(files.len() > 60, "{}", files.len());
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let message = if text.contains("Envelope") { text.into_bytes() } else { answer(&text).into_body() };
        let masked = mask(&message);
        for private in PRIVATE {
            assert!(!masked.contains(private), "{}: {private} in {masked}", file.display());
        }
        // still a message: it can be read, and its skeleton is the same
        let names = |bytes: &[u8]| {
            let document = ehealth_csr::xml::Document::parse(bytes).unwrap();
            document.root().descendants().map(|e| e.name().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(masked.as_bytes()), names(&message), "{}", file.display());
    }
    println!("COUNT client samples masked for support: {}", files.len());
    // what support needs is kept
    let fault = mask(sample("soap.fault.xml").as_bytes());
    for needed in ["SOA-02002", "ticket-1", "Acceptation", "Service temporarily not available"] {
        assert!(fault.contains(needed), "{needed} in {fault}");
    }
    let refusal = mask(&answer(&sample("GetActorQualitiesResponse.error.xml")).into_body());
    assert!(refusal.contains("SIGNER_MISMATCH") && refusal.contains("status:Requester"), "{refusal}");
    let receipt = mask(&answer(&sample("GenerateCertificateResponse.xml")).into_body());
    assert!(receipt.contains("77704A0E[") && !receipt.contains("77704A0EB1"), "{receipt}");
    let page = b"<!DOCTYPE html><p title='00010100173'>Ask 02 123 45 67 or desk@example.org, 502</p>";
    assert_eq!(mask(page), "<!DOCTYPE html><p title='###########'>Ask ## ### ## ## or [e-mail], 502</p>");
}

struct Net(Result<Vec<u8>, fn() -> TransportError>);

impl Transport for Net {
    fn send(
        &mut self,
        _: http::Request<Vec<u8>>,
        _: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        match &self.0 {
            Ok(body) => {
                let response =
                    http::Response::builder().status(500).header("Date", "Tue, 01 Dec 2026 12:00:00 GMT");
                let response = response.header("Set-Cookie", "session=123456").header("Server", "gate/1.2");
                Ok(response.body(body.clone()).unwrap())
            }
            Err(error) => Err(error()),
        }
    }
}

#[test]
fn recorded_exchanges() {
    let net = Net(Ok(sample("soap.fault.xml").into_bytes()));
    let mut recorder = Recorder::new(net, 2);
    let contract = GenerateContract::for_person(common::contact(), person(), common::subject());
    let call = Call::new(contract, new_header()).unwrap();
    for _ in 0..3 {
        let exchange = call.exchange(&mut recorder, &Endpoints::acceptance(), &Limits::new());
        assert_eq!(exchange.outcome.unwrap_err().code(), "ra.fault");
    }
    let records = recorder.records();
    assert_eq!(records.len(), 2);
    let text = records[1].to_string();
    for needed in [
        "> POST https://services-acpt.ehealth.fgov.be/CertRa/v2",
        "generateContract",
        "< 500",
        "date: Tue, 01 Dec 2026 12:00:00 GMT",
        "server: gate/1.2",
        "ticket-1",
        call.header().id(),
    ] {
        assert!(text.contains(needed), "{needed} in {text}");
    }
    for private in PRIVATE.iter().chain(&["session", "123456"]) {
        assert!(!text.contains(private), "{private} in {text}");
    }
    assert_eq!((records[0].status(), records[0].address().is_empty()), (Some(500), false));
    assert!(
        records[0].request().contains("GenerateContractRequest") && records[0].answer().contains("Fault")
    );

    let mut failing = Recorder::new(Net(Err(|| TransportError::Offline("no".into()))), 5);
    let error = call.send(&mut failing, &Endpoints::acceptance(), &Limits::new()).unwrap_err();
    assert_eq!(error.code(), "net.offline");
    assert_eq!((failing.records()[0].answer(), failing.records()[0].status()), ("net.offline", None));
    let _ = failing.into_inner();
}
