//! Every answer of ra.md 16 is read; what a program decides by is in it.
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

use common::{EhealthKey, EidKey, answer, contact, header, new_header, person, sample, subject};
use ehealth_client::certra::*;
use ehealth_client::depot::{DepotAnswer, GetEtk, TokenOwner};
use ehealth_client::error::{MalformedAnswer, Mismatch};
use ehealth_client::etk::{Challenge, EncryptionCertificate};
use ehealth_client::etkra::{ActivateETK, CompleteETKRegistration, StartETKRegistration};
use ehealth_client::fault::{FaultKind, Retry};
use ehealth_client::operation::{SignedOperation, SignerRole};
use ehealth_client::status::{ErrorCode, Side};
use ehealth_client::{Call, Error, Header, Remedy};
use ehealth_csr::{ApplicationId, Identifier, IdentifierType, SubjectName};
use ehealth_pki::SigningKey;

/// A call with the identifier that the sample answers.
fn signed<O: SignedOperation + Send + 'static>(operation: O, header: Header) -> Call<O> {
    let (chain, key): (_, Box<dyn SigningKey>) = match O::SIGNED_BY {
        SignerRole::Ehealth => (EhealthKey::chain(), Box::new(EhealthKey::load())),
        _ => (EidKey::chain(), Box::new(EidKey::load())),
    };
    Call::prepare(operation, header, &chain).unwrap().sign_with(key.as_ref()).unwrap()
}

const QUALITIES: &str = "_00000001-0000-4000-8000-000000000001";
const GET_CERTIFICATE: &str = "_0000000f-0000-4000-8000-00000000000f";

fn get_certificate(id: &str) -> Call<GetCertificate> {
    Call::new(GetCertificate::new([7; 20].into()), header(id)).unwrap()
}

fn qualities() -> Call<GetActorQualities> {
    signed(GetActorQualities::new(person().ssin().clone()), header(QUALITIES))
}

#[test]
fn actor_qualities() {
    let got = qualities().on_response(answer(&sample("GetActorQualitiesResponse.xml"))).unwrap();
    assert!(got.natural_person());
    let [organisation] = got.organisations() else { panic!("{got:?}") };
    assert_eq!((organisation.identifier_type(), organisation.identifier()), ("NIHII-HOSPITAL", "99999971"));
    assert_eq!(organisation.name().in_language("fr"), Some("Clinique inventée"));
    assert_eq!(organisation.name().in_language("nl"), Some("Verzonnen kliniek"));
}

#[test]
fn refusals_keep_the_servers_codes() {
    let error = qualities().on_response(answer(&sample("GetActorQualitiesResponse.error.xml"))).unwrap_err();
    assert_eq!(
        (error.code(), error.remedy(), error.may_have_acted()),
        ("ra.refused", Remedy::SeeReason, false)
    );
    assert_eq!(error.to_string(), "refused: SIGNER_MISMATCH");
    let Error::Refused(status) = error else { panic!("{error:?}") };
    assert_eq!(status.side(), Side::Requester);
    assert_eq!(status.codes(), ["urn:be:fgov:ehealth:2.0:status:Requester"]);
    assert_eq!(status.message(), Some("The signer is not the person asked for (invented code)"));
    let [error] = status.errors() else { panic!("{status:?}") };
    assert_eq!(error.code(), &ErrorCode::Other("SIGNER_MISMATCH".into()));
    assert_eq!(error.parameters(), [("ssin".to_owned(), "00010100173".to_owned())]);

    let call = signed(ActivateETK, header("_00000020-0000-4000-8000-000000000020"));
    let error = call.on_response(answer(&sample("ActivateETKResponse.error.xml"))).unwrap_err();
    assert_eq!(error.to_string(), "refused: ETK_NOT_WAITING");
    call.on_response(answer(&sample("ActivateETKResponse.xml"))).unwrap();
}

/// The platform may qualify the children of the status one day (ra.md 2.5), or leave the detail out.
#[test]
fn other_forms_of_a_status() {
    let text = sample("GetActorQualitiesResponse.error.xml");
    let qualified = text
        .replace(" xmlns=\"\"", "")
        .replace("<Errors>", "<Errors xmlns=\"urn:be:fgov:ehealth:etee:commons:core:v2\">");
    assert_ne!(qualified, text);
    let error = qualities().on_response(answer(&qualified)).unwrap_err();
    assert_eq!(error.to_string(), "refused: SIGNER_MISMATCH");

    let (before, rest) = text.split_once("<core:StatusDetail>").unwrap();
    let without = format!("{before}{}", rest.split_once("</core:StatusDetail>").unwrap().1);
    let nested = without.replace(
        "Requester\"></core:StatusCode>",
        "Responder\"><core:StatusCode Value=\"urn:be:fgov:ehealth:2.0:status:DataNotFound\"/></core:StatusCode>",
    );
    let error = qualities().on_response(answer(&nested)).unwrap_err();
    assert_eq!(error.to_string(), "refused: urn:be:fgov:ehealth:2.0:status:DataNotFound");
    assert_eq!(error.remedy(), Remedy::TryLater);
}

#[test]
fn contract() {
    let id = "_00000009-0000-4000-8000-000000000009";
    let cbe = Identifier::from_authority(IdentifierType::CBE, "0999999922").unwrap();
    let organisation = |application: &str| {
        let application = ApplicationId::parse(application).unwrap();
        let subject = SubjectName::organization(cbe.clone(), "Invented Clinic", Some(&application)).unwrap();
        GenerateContract::for_organisation(contact(), person(), subject, "Invented Clinic")
    };
    let text = sample("GenerateContractResponse.xml");
    let call = Call::new(organisation("pharmacy-1"), header(id)).unwrap();
    let contract = call.on_response(answer(&text)).unwrap();
    assert_eq!(contract.subject().file_base(), "CBE=0999999922,PHARMACY-1");
    assert_eq!(contract.texts().len(), 2);
    assert!(
        contract.texts()[0].1.contains("d’essai &amp;") || contract.texts()[0].1.contains("d’essai & rien")
    );

    let mismatch = |operation, text: &str| match Call::new(operation, header(id))
        .unwrap()
        .on_response(answer(text))
        .unwrap_err()
    {
        Error::Mismatch(mismatch) => mismatch,
        other => panic!("{other:?}"),
    };
    assert_eq!(mismatch(organisation("pharmacy-2"), &text), Mismatch::ContractSubject);
    let for_person = GenerateContract::for_person(contact(), person(), subject());
    assert_eq!(mismatch(for_person, &text), Mismatch::ContractSubject);
    let other_signer = text.replace("<core:Name>Voorbeeld", "<core:Name>Anders");
    assert_eq!(mismatch(organisation("pharmacy-1"), &other_signer), Mismatch::ContractSigner);
}

/// The `.ehcsr` is taken up again as it was signed, and its receipt must be for its key.
#[test]
fn certificate_request_and_receipt() {
    let id = "_0000000d-0000-4000-8000-00000000000d";
    let file = sample("GenerateCertificateRequest.xml");
    let call = Call::<GenerateCertificate>::from_signed(file.clone().into_bytes()).unwrap();
    assert_eq!(call.header().id(), id);
    assert_eq!(call.header().issue_instant(), common::now());
    assert_eq!(call.body(), file.split_once("?>\n").unwrap().1.trim_end().as_bytes());
    let text = sample("GenerateCertificateResponse.xml");
    let receipt = call.on_response(answer(&text)).unwrap();
    assert!(receipt.automatically_validated());
    assert_eq!(receipt.key_identifier(), call.operation().key_identifier());
    assert_eq!(receipt.replaces().unwrap().to_string(), "C00DBBC9DADFBE1E232E93A729DD4752FADE0ABF");

    // lower case is read as well
    let lower =
        text.replace("77704A0EB18FE7DE4220B520ABA14FB27D386E3D", "77704a0eb18fe7de4220b520aba14fb27d386e3d");
    assert_eq!(call.on_response(answer(&lower)).unwrap(), receipt);

    let renewal = sample("extra/GenerateCertificateResponse.renewal.xml");
    let renewal = renewal.replace("_e9dac479-00e4-4732-8e1b-6fa1cb27765e", id);
    let error = call.on_response(answer(&renewal)).unwrap_err();
    assert!(matches!(error, Error::Mismatch(Mismatch::KeyIdentifier)), "{error:?}");
    assert_eq!((error.code(), error.may_have_acted()), ("ra.wrong_certificate", true));
    let ours =
        renewal.replace("A14F99B48B5518CEF29CE9413C121BA1B0B7C4F1", &receipt.key_identifier().to_string());
    let renewed = call.on_response(answer(&ours)).unwrap();
    assert_eq!(renewed.replaces().unwrap().to_string(), "0123456789ABCDEF0123456789ABCDEF01234567");

    let ec = sample("GenerateCertificateRequest.ec-p384-sha384.xml");
    assert!(Call::<GenerateCertificate>::from_signed(ec.into_bytes()).is_ok());
}

#[test]
fn what_is_no_signed_request() {
    let file = sample("GenerateCertificateRequest.xml");
    let start = file.find("<ds:Signature").unwrap();
    let unsigned = format!("{}</cr:GenerateCertificateRequest>", &file[..start]);
    let other = sample("CompleteETKRegistrationRequest.xml");
    let bad_instant = file.replacen("IssueInstant=\"2026", "IssueInstant=\"x", 1);
    for bad in ["", "<a/>", "0\u{2}", &unsigned, &other, &bad_instant] {
        let error = Call::<GenerateCertificate>::from_signed(bad.as_bytes().to_vec()).unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
}

#[test]
fn certificate_delivered_or_pending() {
    let call = get_certificate(GET_CERTIFICATE);
    let pending = call.on_response(answer(&sample("GetCertificateResponse.pending.xml"))).unwrap();
    assert_eq!(pending, CertificateReply::Pending);
    let delivered = call.on_response(answer(&sample("GetCertificateResponse.xml"))).unwrap();
    let CertificateReply::Delivered(chain) = delivered else { panic!() };
    assert_eq!(chain.len(), 2);
    assert_eq!(&chain[0], common::sample_certificate("material/ehauth.pem").der());

    let call = get_certificate("_10dea849-1112-4c3b-b19a-c6cce3293a15");
    let ec = call.on_response(answer(&sample("extra/GetCertificateResponse.ec-issuer.xml"))).unwrap();
    assert!(matches!(ec, CertificateReply::Delivered(chain) if chain.len() == 2));
}

#[test]
fn certificate_information() {
    let call = signed(
        GetCertificateInfoForAuthenticationCertificate,
        header("_00000016-0000-4000-8000-000000000016"),
    );
    let text = sample("GetCertificateInfoForAuthenticationCertificateResponse.xml");
    let info = call.on_response(answer(&text)).unwrap();
    assert_eq!(info.certificate_status(), &CertificateStatus::ValidActive);
    assert_eq!(info.etk_status(), &EtkStatus::ValidActive);
    assert_eq!(info.key_identifier().to_string(), "4AD9A2942A4CC4876631D6B378EFDDEB9F52B154");
    assert_eq!(info.owner().entity(), Some(&EntityType::NaturalPerson));
    assert_eq!((info.owner().identifier_type(), info.owner().identifier()), ("SSIN", "00010100173"));
    assert_eq!(
        (info.owner().first_names(), info.owner().name()),
        (&["Testa Fictiva".to_owned()][..], "Voorbeeld")
    );
    assert!(info.revocable() && info.replaceable() && info.automatically_validated());
    assert_eq!(info.requested(), common::now());
    assert_eq!(info.replacement_start().unwrap().as_secs(), 1_791_885_600);
    assert_eq!(info.details().unwrap().serial(), "1234567890123456789");
    assert_eq!(info.details().unwrap().not_after().as_secs(), 1_799_661_600);
    assert_eq!(info.contact().general_phone(), Some("+32 000 00 00 01"));
    assert_eq!(info.base_services(), ["tsa"]);
    let debug = format!("{info:?}");
    for private in ["00010100173", "Testa", "Voorbeeld", "example.org", "+32"] {
        assert!(!debug.contains(private), "{debug}");
    }

    // an unknown status is kept, not refused
    let future = text.replace("<cc:ETKStatus>VALID_ACTIVE", "<cc:ETKStatus>SUSPENDED");
    assert_eq!(call.on_response(answer(&future)).unwrap().etk_status().as_str(), "SUSPENDED");

    let call = signed(GetCertificateInfoForCitizen, header("_00000014-0000-4000-8000-000000000014"));
    let all = call.on_response(answer(&sample("GetCertificateInfoForCitizenResponse.xml"))).unwrap();
    assert!(!all.is_empty());
}

/// ra.md 5.4, 5.5: the challenges are solved with the throw-away keys, and what we make for the sample's
/// authentication key is the sample's certificate, byte for byte.
#[test]
fn challenges_and_encryption_certificates() {
    struct Case {
        response: &'static str,
        id: &'static str,
        key: &'static str,
        authentication: &'static str,
        request: &'static str,
        serial: &'static str,
    }
    let cases = [
        Case {
            response: "StartETKRegistrationResponse.xml",
            id: "_0000001c-0000-4000-8000-00000000001c",
            key: "material/encryption-private-key.throwaway.pem",
            authentication: "material/ehauth.pem",
            request: "CompleteETKRegistrationRequest.xml",
            serial: "182520627558971296453259491327234234746",
        },
        Case {
            response: "extra/StartETKRegistrationResponse.high-bit.xml",
            id: "_72dc1737-d6f0-4a1f-b801-5a07c77af6dd",
            key: "extra/encryption-private-key.throwaway.pem",
            authentication: "extra/ehealth-leaf.pem",
            request: "extra/CompleteETKRegistrationRequest.high-bit.xml",
            serial: "211352484430407866597756277980306148879",
        },
    ];
    for case in cases {
        let key = common::sample_key(case.key);
        let spki = common::spki_of(&key);
        let call = signed(StartETKRegistration::new(&spki), header(case.id));
        let challenge: Challenge = call.on_response(answer(&sample(case.response))).unwrap();
        assert_eq!(challenge.ciphertext().len(), 256);
        let plaintext = key.decrypt(rsa::Pkcs1v15Encrypt, challenge.ciphertext()).unwrap();
        let serial = challenge.serial_number(&plaintext).unwrap();
        assert_eq!(serial.to_string(), case.serial);

        let theirs = sent_certificate(case.request);
        let authentication = common::sample_certificate(case.authentication);
        let prepared = EncryptionCertificate::prepare(&authentication, &spki, &serial).unwrap();
        let message = prepared.to_be_signed().message().to_vec();
        assert!(
            theirs.windows(message.len()).any(|window| window == message),
            "{}: other contents",
            case.request
        );
        let signature = &theirs[theirs.len() - 256..];
        assert_eq!(prepared.finish(signature).unwrap().to_der().as_ref(), theirs);
    }
}

/// The certificate inside a sample request.
fn sent_certificate(request: &str) -> Vec<u8> {
    use base64ct::{Base64, Encoding};
    let text = sample(request);
    let value = text.split("ToBeRegistered>").nth(1).unwrap().split('<').next().unwrap();
    Base64::decode_vec(value).unwrap()
}

fn encryption_certificate() -> EncryptionCertificate {
    let key = common::sample_key("material/encryption-private-key.throwaway.pem");
    let authentication = common::sample_certificate("material/ehauth.pem");
    let serial = common::sample_certificate_der("material/etk-certificate.der").serial().clone();
    let prepared = EncryptionCertificate::prepare(&authentication, &common::spki_of(&key), &serial).unwrap();
    let theirs = sent_certificate("CompleteETKRegistrationRequest.xml");
    prepared.finish(&theirs[theirs.len() - 256..]).unwrap()
}

#[test]
fn registered_token() {
    let id = "_0000001e-0000-4000-8000-00000000001e";
    let text = sample("CompleteETKRegistrationResponse.xml");
    let call = signed(CompleteETKRegistration::new(encryption_certificate()), header(id));
    let registered = call.on_response(answer(&text)).unwrap();
    assert!(registered.to_be_activated());
    assert_eq!(registered.certificate_matches(), Some(true));
    let inside = registered.etk().encryption_certificate().unwrap();
    assert_eq!(inside.serial().to_string(), "182520627558971296453259491327234234746");

    let first = text.replace("<er:ToBeActivated>true", "<er:ToBeActivated>0");
    assert!(!call.on_response(answer(&first)).unwrap().to_be_activated());
    let start = text.find("<er:ETK>").unwrap() + 8;
    let opaque = format!("{}AAAA</er:ETK>{}", &text[..start], text.split_once("</er:ETK>").unwrap().1);
    assert_eq!(call.on_response(answer(&opaque)).unwrap().certificate_matches(), None);
}

#[test]
fn depot() {
    let call = Call::new(GetEtk::new(TokenOwner::new("SSIN", "00010100173")), new_header()).unwrap();
    let DepotAnswer::Token(etk) = call.on_response(answer(&sample("GetEtkResponse.xml"))).unwrap() else {
        panic!()
    };
    assert_eq!(
        etk.encryption_certificate().unwrap().serial().to_string(),
        "182520627558971296453259491327234234746"
    );
    let several = call.on_response(answer(&sample("GetEtkResponse.matching.xml"))).unwrap();
    let owner = TokenOwner::new("CBE", "0999999922");
    assert_eq!(several, DepotAnswer::Several(vec![owner.clone(), owner.with_application_id("PHARMACY-1")]));
    let text = sample("GetEtkResponse.notfound.xml");
    assert_eq!(call.on_response(answer(&text)).unwrap(), DepotAnswer::Absent);
    let nothing = format!("{}</GetEtkResponse>", text.split_once("<Error>").unwrap().0);
    assert_eq!(call.on_response(answer(&nothing)).unwrap(), DepotAnswer::Absent);
    let failed = text.replace("<Code xmlns=\"\">200<", "<Code xmlns=\"\">500<");
    let error = call.on_response(answer(&failed)).unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), ("ra.refused", "refused: 500"));
}

#[test]
fn faults() {
    let text = sample("soap.fault.xml");
    for status in [500, 200] {
        let fault = common::response(status, "text/xml", text.as_bytes());
        let error = get_certificate(GET_CERTIFICATE).on_response(fault).unwrap_err();
        assert_eq!(
            (error.code(), error.remedy(), error.may_have_acted()),
            ("ra.fault", Remedy::TryLater, true)
        );
        assert_eq!(error.to_string(), "the service answered with a fault: SOA-02002 (ticket ticket-1)");
        let Error::Fault(fault) = error else { panic!("{error:?}") };
        assert_eq!((fault.kind(), fault.retry()), (FaultKind::System, Retry::AfterPause));
        assert_eq!((fault.fault_code(), fault.fault_string()), ("soap:Server", "SOA-02002"));
        assert_eq!((fault.ticket(), fault.code()), (Some("ticket-1"), Some("SOA-02002")));
        assert_eq!((fault.origin(), fault.retry_flag()), (Some("Server"), Some(true)));
        assert_eq!(
            (fault.contact(), fault.environment()),
            (Some("helpdesk@example.org"), Some("Acceptation"))
        );
        let messages: Vec<_> = fault.messages().collect();
        assert_eq!(messages, [(Some("en"), "Service temporarily not available (invented text)")]);
    }

    let detail = |detail: &str| {
        let detail = detail.split_once("?>").unwrap().1;
        let text = format!(
            "<s:Fault xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><faultcode>s:Client</faultcode>\
             <faultstring>x</faultstring><detail>{detail}</detail></s:Fault>"
        );
        match get_certificate(GET_CERTIFICATE).on_response(answer(&text)).unwrap_err() {
            Error::Fault(fault) => *fault,
            other => panic!("{other:?}"),
        }
    };
    let business = detail(&sample("extra/BusinessError.xml"));
    assert_eq!((business.kind(), business.retry()), (FaultKind::Business, Retry::Useless));
    assert_eq!(business.code(), Some("SOA-03006"));
    assert_eq!(business.ticket(), Some("44ae07df-0000-4000-8000-000000000000"));
    assert_eq!(detail(&sample("SystemError.xml")).kind(), FaultKind::System);

    // the same elements in another namespace, and each code's treatment (ra.md 2.6)
    let other = sample("SystemError.xml").replace("urn:be:fgov:ehealth:errors:soa:v1", "urn:other");
    assert_eq!(detail(&other).ticket(), Some("ticket-1"));
    for (code, retry) in [
        ("SOA-00001", Retry::Once),
        ("SOA-01001", Retry::Useless),
        ("SOA-01002", Retry::Useless),
        ("SOA-02001", Retry::Useless),
        ("SOA-02002", Retry::AfterPause),
        ("SOA-03001", Retry::Useless),
        ("SOA-03006", Retry::Useless),
        ("SOA-99999", Retry::AfterPause),
    ] {
        // unknown codes: by the flag, which is true in this sample
        assert_eq!(detail(&sample("SystemError.xml").replace("SOA-02002", code)).retry(), retry, "{code}");
    }
    let plain = detail("<?x?><other/>");
    assert_eq!((plain.kind(), plain.retry(), plain.code()), (FaultKind::Plain, Retry::Useless, None));
}

#[test]
fn the_other_operations() {
    let text = sample("GetGenericOrganizationTypesResponse.xml");
    let call =
        Call::new(GetGenericOrganizationTypes, header("_00000004-0000-4000-8000-000000000004")).unwrap();
    let types = call.on_response(answer(&text)).unwrap();
    assert_eq!(types.len(), 2);
    assert_eq!((types[0].identifier_type(), types[0].pattern()), ("CBE", Some("[0-9]{10}")));
    assert_eq!(types[0].check_digits(), ["CHECK-97-MOD-97"]);
    assert_eq!(types[1].base_services(), ["tsa", "codage"]);

    let cbe = Identifier::from_authority(IdentifierType::CBE, "0999999922").unwrap();
    let id = "_00000006-0000-4000-8000-000000000006";
    let call = Call::new(GetExistingApplicationIds::new(cbe), header(id)).unwrap();
    let text = sample("GetExistingApplicationIdsResponse.xml");
    let twice = text.replace(
        "</cr:ApplicationId><cr:Ap",
        "</cr:ApplicationId><cr:ApplicationId>PHARMACY-1</cr:ApplicationId><cr:Ap",
    );
    for text in [text, twice] {
        let ids = call.on_response(answer(&text)).unwrap();
        assert_eq!((ids.ids(), ids.one_without()), (&["PHARMACY-1".to_owned()][..], true));
    }
    // a status that should not be there is respected (ra.md 4.3)
    let status = sample("GetActorQualitiesResponse.error.xml");
    let status = status.split_once("<core:Status>").unwrap().1.split_once("</core:Status>").unwrap().0;
    let refused = format!(
        "<cr:GetExistingApplicationIdsResponse xmlns:cr='urn:be:fgov:ehealth:certra:protocol:v2' \
         xmlns:core='urn:be:fgov:ehealth:commons:core:v2'><core:Status>{status}</core:Status>\
         </cr:GetExistingApplicationIdsResponse>"
    );
    assert_eq!(call.on_response(answer(&refused)).unwrap_err().code(), "ra.refused");

    let id = "_00000018-0000-4000-8000-000000000018";
    let text = sample("GenerateRevocationContractResponse.xml");
    let ask = |reason| {
        let operation = GenerateRevocationContract::new([7; 20].into(), person(), reason);
        Call::new(operation, header(id)).unwrap().on_response(answer(&text))
    };
    let contract = ask(RevocationReason::Superseded).unwrap();
    assert_eq!(contract.text().iter().count(), 2);
    let error = ask(RevocationReason::KeyCompromise).unwrap_err();
    assert!(matches!(error, Error::Mismatch(Mismatch::RevocationReason)), "{error:?}");
    let call = signed(Revoke::new(contract), header("_0000001a-0000-4000-8000-00000000001a"));
    // the contract goes back as it came
    let sent = String::from_utf8(call.body().to_vec()).unwrap();
    let received =
        text.split_once("&lt;!DOCTYPE").unwrap().1.split_once("</cc:Value>").unwrap().0.replace("\r\n", "\n");
    assert!(sent.contains(&received));
    call.on_response(answer(&sample("RevokeResponse.xml"))).unwrap();
}

#[test]
fn foreigner() {
    let request = sample("SubmitCSRForForeignerRequest.xml");
    let csr = request.split("cr:CSR>").nth(1).unwrap().split('<').next().unwrap();
    let csr = <base64ct::Base64 as base64ct::Encoding>::decode_vec(csr).unwrap();
    let csr = ehealth_csr::CertificationRequest::from_der(&csr).unwrap();
    assert!(SubmitCSRForForeigner::new(person(), contact(), csr.clone()).is_err());
    let bis = ehealth_csr::Ssin::parse("00210100119").unwrap();
    let bis = ehealth_csr::Person::new(bis, "Testa", "Voorbeeld");
    let operation = SubmitCSRForForeigner::new(bis, contact(), csr).unwrap();
    let call = Call::new(operation, header("_00000012-0000-4000-8000-000000000012")).unwrap();
    let text = sample("SubmitCSRForForeignerResponse.xml");
    let confirmation = call.on_response(answer(&text)).unwrap();
    assert_eq!(confirmation.url().host(), Some("validation.example.org"));
    assert!(confirmation.address().starts_with("https://validation.example.org/"));
    assert_eq!(confirmation.expires().as_secs(), 1_797_289_200);
    // only https is shown to a person
    let error = call.on_response(answer(&text.replace("https:", "http:"))).unwrap_err();
    assert!(
        matches!(error, Error::Malformed { what: MalformedAnswer::Value { name: "ValidationUrl" }, .. }),
        "{error:?}"
    );
}
