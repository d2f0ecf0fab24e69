//! Every answer that the schemas allow: generated, judged by `xmllint`, and read to exactly what was meant.
//! 500 a type, 5000 with `EHEALTH_TEST_FULL`.
//!
//! "Read" is not always "granted": a refusal is read as one, an answer for somebody else as a mismatch, and a
//! success without that which the schema lets one leave out (`sequence minOccurs="0"`) as incomplete.
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
#[path = "support/generator.rs"]
mod generator;
#[path = "support/maker.rs"]
mod maker;

use common::{EhealthKey, EidKey, contact, header, person, subject};
use ehealth_client::Call;
use ehealth_client::certra::*;
use ehealth_client::depot::{DepotAnswer, GetEtk, TokenOwner};
use ehealth_client::etkra::{ActivateETK, CompleteETKRegistration, StartETKRegistration};
use ehealth_client::operation::{SignedOperation, SignerRole};
use ehealth_csr::{CertificationRequest, Contract, EHealthCsr, Identifier, IdentifierType, Ssin};
use ehealth_pki::SigningKey;
use generator::*;

const CERTRA: &str = "ehealth-certra-schema-protocol-2_0.xsd";
const ETKRA: &str = "ehealth-etkra-schema-protocol-2_0.xsd";

fn signed<O: SignedOperation + Send + 'static>(operation: O) -> Call<O> {
    let (chain, key): (_, Box<dyn SigningKey>) = match O::SIGNED_BY {
        SignerRole::Ehealth => (EhealthKey::chain(), Box::new(EhealthKey::load())),
        _ => (EidKey::chain(), Box::new(EidKey::load())),
    };
    Call::prepare(operation, header(ID), &chain).unwrap().sign_with(key.as_ref()).unwrap()
}

#[test]
fn get_actor_qualities() {
    let call = signed(GetActorQualities::new(person().ssin().clone()));
    run("GetActorQualities", CERTRA, &call, actor_qualities, |got| {
        let organisations = got
            .organisations()
            .iter()
            .map(|o| format!("{} {:?} {}", o.identifier_type(), texts_of(o.name()), o.identifier()));
        format!("{} {:?}", got.natural_person(), organisations.collect::<Vec<_>>())
    });
}

#[test]
fn generate_contract() {
    let call = Call::new(GenerateContract::for_person(contact(), person(), subject()), header(ID)).unwrap();
    run("GenerateContract", CERTRA, &call, contract, |got| format!("{} {:?}", got.dn_text(), got.texts()));
}

fn certificate_request() -> EHealthCsr {
    let key = EhealthKey::load();
    let csr = CertificationRequest::prepare(&subject(), &key.public_key(), key.scheme()).unwrap();
    let texts = vec![("fr".to_owned(), "<p>texte</p>".to_owned())];
    let contract = Contract::new(&subject().rfc2253(), &person(), texts).unwrap();
    EHealthCsr::new(contact(), csr.sign_with(&key).unwrap(), contract)
}

#[test]
fn generate_certificate() {
    let call = signed(GenerateCertificate::new(certificate_request()).unwrap());
    let ours = *call.operation().key_identifier().as_bytes();
    run(
        "GenerateCertificate",
        CERTRA,
        &call,
        |maker| receipt(maker, ours),
        |got| format!("{} {:?}", got.automatically_validated(), got.replaces().map(|key| key.to_string())),
    );
}

#[test]
fn get_certificate() {
    let call = Call::new(GetCertificate::new([7; 20].into()), header(ID)).unwrap();
    run("GetCertificate", CERTRA, &call, certificates, |got| match got {
        CertificateReply::Delivered(chain) => {
            format!("{:?}", chain.iter().map(|c| c.to_vec()).collect::<Vec<_>>())
        }
        _ => "pending".to_owned(),
    });
}

#[test]
fn submit_csr_for_foreigner() {
    let key = EhealthKey::load();
    let csr = CertificationRequest::prepare(&subject(), &key.public_key(), key.scheme()).unwrap();
    let bis = ehealth_csr::Person::new(Ssin::parse("00210100119").unwrap(), "Testa", "Voorbeeld");
    let operation = SubmitCSRForForeigner::new(bis, contact(), csr.sign_with(&key).unwrap()).unwrap();
    let call = Call::new(operation, header(ID)).unwrap();
    run("SubmitCSRForForeigner", CERTRA, &call, confirmation, |got| {
        format!("{} {}", got.url(), got.expires().as_secs())
    });
}

#[test]
fn get_generic_organization_types() {
    let call = Call::new(GetGenericOrganizationTypes, header(ID)).unwrap();
    run("GetGenericOrganizationTypes", CERTRA, &call, organisation_types, |got| {
        let all = got.iter().map(|kind| {
            let (name, services) = (texts_of(kind.name()), kind.base_services());
            format!(
                "{name:?} {} {:?} {:?} {services:?}",
                kind.identifier_type(),
                kind.pattern(),
                kind.check_digits()
            )
        });
        format!("{:?}", all.collect::<Vec<_>>())
    });
}

#[test]
fn get_existing_application_ids() {
    let cbe = Identifier::from_authority(IdentifierType::CBE, "0999999922").unwrap();
    let call = Call::new(GetExistingApplicationIds::new(cbe), header(ID)).unwrap();
    run("GetExistingApplicationIds", CERTRA, &call, application_ids, |got| {
        format!("{:?} {}", got.ids(), got.one_without())
    });
}

fn describe_info(info: &CertificateInfo) -> String {
    let owner = info.owner();
    let details = info.details().map(|details| {
        let (from, to) = (details.not_before().as_secs(), details.not_after().as_secs());
        format!("{} {} {} {from} {to}", details.serial(), details.subject(), details.issuer())
    });
    let contact = info.contact();
    format!(
        "{} {} {:?} {} {} {:?} {} {:?} {} {} {} {:?} {} {} {:?} {} {:?} {} {:?} {:?}",
        info.requested().as_secs(),
        info.key_identifier(),
        owner.entity().map(EntityType::as_str),
        owner.identifier_type(),
        owner.identifier(),
        owner.first_names(),
        owner.name(),
        owner.application_id(),
        info.certificate_status(),
        info.etk_status(),
        info.automatically_validated(),
        details,
        info.revocable(),
        info.replaceable(),
        info.replacement_start().map(|start| start.as_secs()),
        contact.email(),
        contact.general_email(),
        contact.phone(),
        contact.general_phone(),
        info.base_services(),
    )
}

#[test]
fn get_certificate_info_for_citizen() {
    let call = signed(GetCertificateInfoForCitizen);
    run("GetCertificateInfoForCitizen", CERTRA, &call, citizen, |got| {
        format!("{:?}", got.iter().map(describe_info).collect::<Vec<_>>())
    });
}

#[test]
fn get_certificate_info_for_authentication_certificate() {
    let call = signed(GetCertificateInfoForAuthenticationCertificate);
    run("GetCertificateInfoForAuthenticationCertificate", CERTRA, &call, one_info, |got| describe_info(&got));
}

#[test]
fn generate_revocation_contract() {
    let operation = GenerateRevocationContract::new([7; 20].into(), person(), RevocationReason::Superseded);
    let call = Call::new(operation, header(ID)).unwrap();
    run("GenerateRevocationContract", CERTRA, &call, revocation_contract, |got| {
        format!("{} {} {:?}", got.dn_text(), got.reason(), texts_of(got.text()))
    });
}

#[test]
fn revoke() {
    let operation = GenerateRevocationContract::new([7; 20].into(), person(), RevocationReason::Superseded);
    let call = Call::new(operation, header("_00000018-0000-4000-8000-000000000018")).unwrap();
    let contract =
        call.on_response(common::answer(&common::sample("GenerateRevocationContractResponse.xml"))).unwrap();
    let call = signed(Revoke::new(contract));
    run("Revoke", CERTRA, &call, |maker| nothing(maker, V2_CERTRA, "RevokeResponse"), |()| "done".to_owned());
}

#[test]
fn start_etk_registration() {
    let key = common::sample_key("material/encryption-private-key.throwaway.pem");
    let call = signed(StartETKRegistration::new(&common::spki_of(&key)));
    run("StartETKRegistration", ETKRA, &call, challenge, |got| format!("{:?}", got.ciphertext()));
}

#[test]
fn complete_etk_registration() {
    let spki = common::spki_of(&common::sample_key("material/encryption-private-key.throwaway.pem"));
    let authentication = common::certificate("ehealth.pem");
    let serial = ehealth_pki::SerialNumber::from_bytes(&[0x9F; 16]);
    let prepared =
        ehealth_client::etk::EncryptionCertificate::prepare(&authentication, &spki, &serial).unwrap();
    let call = signed(CompleteETKRegistration::new(prepared.sign_with(&EhealthKey::load()).unwrap()));
    run("CompleteETKRegistration", ETKRA, &call, token, |got| {
        format!("{:?} {} {:?}", got.etk().as_bytes(), got.to_be_activated(), got.certificate_matches())
    });
}

#[test]
fn activate_etk() {
    let call = signed(ActivateETK);
    run(
        "ActivateETK",
        ETKRA,
        &call,
        |maker| nothing(maker, V2_ETKRA, "ActivateETKResponse"),
        |()| "done".to_owned(),
    );
}

#[test]
fn get_etk() {
    let call = Call::new(GetEtk::new(TokenOwner::new("SSIN", "00010100173")), header(ID)).unwrap();
    run("GetEtk", "ehealth-etkdepot-schema-protocol-1_0.xsd", &call, depot, |got| match got {
        DepotAnswer::Token(etk) => format!("{:?}", etk.as_bytes()),
        DepotAnswer::Several(owners) => {
            let owners = owners.iter().map(|o| (o.identifier_type(), o.value(), o.application_id()));
            format!("{:?}", owners.collect::<Vec<_>>())
        }
        _ => "absent".to_owned(),
    });
}

/// Faults, in the body of an answer to anything.
#[test]
fn fault() {
    let call = Call::new(GetCertificate::new([7; 20].into()), header(ID)).unwrap();
    run("fault detail", "ehealth-errors-schema-soa-1_1.xsd", &call, soap_fault, |_| unreachable!());
}

fn texts_of(text: &LocalizedText) -> Vec<(String, String)> {
    text.iter().map(|(language, text)| (language.to_owned(), text.to_owned())).collect()
}
