//! The request for a certificate and its contract (ra.md 4.5, 7.1).

use der::{Decode, Encode};
use ehealth_pki::name::Name;
use ehealth_pki::{HashAlgorithm, SignatureScheme};
use rsa::traits::PublicKeyParts;
use rustls_pki_types::UnixTime;
use spki::DecodePublicKey;
use x509_cert::request::{CertReq, Version};

use crate::assumed::CONTRACT_SECONDS;
use crate::contract;
use crate::dn::Subject;
use crate::identity;
use crate::refusal::{Code, Refusal};
use crate::registry::Registry;
use crate::state::{KnownContract, Record, State, Status};
use crate::wire::types::{Actor, CertificateIdentifier, Contract};

/// Bits of the smallest key.
const MIN_RSA_BITS: u32 = 2048;

/// A PKCS#10 request that was checked by itself.
#[derive(Debug)]
pub(crate) struct Pkcs10 {
    pub(crate) subject: Name,
    /// DER.
    pub(crate) spki: Vec<u8>,
}

fn invalid(what: &str) -> Refusal {
    Refusal::new(Code::CsrInvalid, format!("The certificate request is not valid: {what}"))
}

/// PKCS#10, version 0, no attributes, an RSA key of 2048 bits at least, signed with it (ra.md 7.1).
pub(crate) fn is_valid(der: &[u8]) -> Result<Pkcs10, Refusal> {
    let request = CertReq::from_der(der).map_err(|_| invalid("not PKCS#10"))?;
    if request.info.version != Version::V1 {
        return Err(invalid("its version is not 0"));
    }
    if !request.info.attributes.is_empty() {
        return Err(invalid("it has attributes"));
    }
    let spki = request.info.public_key.to_der().map_err(|_| invalid("its key"))?;
    is_rsa_key(&spki).map_err(invalid)?;
    let scheme = SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256);
    if request.algorithm.oid.to_string() != scheme.oid() {
        return Err(invalid("not signed with sha256WithRSAEncryption"));
    }
    let signed = request.info.to_der().map_err(|_| invalid("not DER"))?;
    let signature = request.signature.as_bytes().ok_or_else(|| invalid("its signature"))?;
    scheme.verify(&spki, &signed, signature).map_err(|_| invalid("its signature does not verify"))?;
    let subject = request.info.subject.to_der().ok().and_then(|subject| Name::from_der(&subject).ok());
    Ok(Pkcs10 { subject: subject.ok_or_else(|| invalid("its subject"))?, spki })
}

/// An RSA key of at least 2048 bits; the reason when it is none.
pub(crate) fn is_rsa_key(spki: &[u8]) -> Result<(), &'static str> {
    let key = rsa::PublicKey::from_public_key_der(spki).map_err(|_| "its key is not RSA")?;
    if key.n().bit_width() < MIN_RSA_BITS { Err("its key is shorter than 2048 bits") } else { Ok(()) }
}

/// The contract is one that was handed out here, not long ago, and comes back as it was (ra.md 6.1).
pub(crate) fn contract_is_known<'a>(
    contract: &Contract,
    known: &'a [KnownContract],
    now: UnixTime,
) -> Result<&'a KnownContract, Refusal> {
    let digest = contract::digest(&contract.signer, &contract.texts);
    let known = known
        .iter()
        .find(|known| known.digest == digest)
        .ok_or_else(|| Refusal::new(Code::ContractUnknown, "This is not a contract of this authority"))?;
    if now.as_secs().saturating_sub(known.issued) > CONTRACT_SECONDS {
        return Err(Refusal::new(Code::ContractUnknown, "The contract is too old"));
    }
    let same = Subject::from_text(&contract.dn) == Subject::from_text(&known.dn);
    if same { Ok(known) } else { Err(Refusal::new(Code::ContractUnknown, "The contract's DN was changed")) }
}

/// The request is for the name in the contract (ra.md 4.5).
pub(crate) fn subject_is_contracts(request: &Pkcs10, contract: &KnownContract) -> Result<(), Refusal> {
    subject_is(request, &Subject::of(&contract.identifier))
}

/// The request is for this name.
pub(crate) fn subject_is(request: &Pkcs10, expected: &Subject) -> Result<(), Refusal> {
    if expected.is(&request.subject) {
        return Ok(());
    }
    Err(Refusal::new(Code::CsrDnMismatch, "The request's subject is not the one it has to be")
        .with("expected", expected.to_text())
        .with("request", request.subject.rfc2253()))
}

/// Whom a certificate can be made out to at all.
pub(crate) fn identifier_is_valid(identifier: &CertificateIdentifier) -> Result<(), Refusal> {
    let id = &identifier.actor.id;
    if id.is_ssin() {
        if identifier.application_id.is_some() {
            return Err(Refusal::new(Code::ApplicationIdInvalid, "Only organisations have application ids"));
        }
        return is_person(&id.value);
    }
    identity::organisation_number(id)?;
    identifier.application_id.as_deref().map_or(Ok(()), identity::application_id)
}

/// The signer of a contract is a person.
pub(crate) fn is_signer(signer: &Actor) -> Result<(), Refusal> {
    if !signer.id.is_ssin() {
        return Err(Refusal::new(Code::NotAuthorized, "The signer is a person, identified by an SSIN"));
    }
    is_person(&signer.id.value)
}

/// A person without identity card has a BIS number (ra.md 4.7).
pub(crate) fn is_foreigner(person: &Actor) -> Result<(), Refusal> {
    if person.id.is_ssin() && identity::is_bis(&person.id.value) {
        return Ok(());
    }
    Err(Refusal::new(Code::BisNumberRequired, "Only persons with a BIS number can ask without identity card"))
}

/// The number may be one of a person.
pub(crate) fn is_person(ssin: &str) -> Result<(), Refusal> {
    if identity::is_ssin(ssin) {
        return Ok(());
    }
    Err(Refusal::new(Code::NotAuthorized, "Nobody has this number").with("SSIN", ssin))
}

/// The signer may ask for this certificate; `true`: without a manual check.
pub(crate) fn is_authorised(
    identifier: &CertificateIdentifier,
    signer: &str,
    registry: &Registry,
) -> Result<bool, Refusal> {
    let id = &identifier.actor.id;
    if !id.is_ssin() {
        return Ok(registry
            .organisations_of(signer)
            .any(|listed| listed.id_type.eq_ignore_ascii_case(&id.id_type) && listed.id == id.value));
    }
    if id.value != signer {
        return Err(Refusal::new(Code::SignerMismatch, "Nobody can ask for another person's certificate"));
    }
    if !registry.has_quality(signer) {
        return Err(Refusal::new(Code::NotAuthorized, "This person has no quality of health care"));
    }
    Ok(true)
}

/// The base services are among those of the type of organisation.
pub(crate) fn services_are_allowed(
    identifier: &CertificateIdentifier,
    services: &[String],
) -> Result<(), Refusal> {
    let id = &identifier.actor.id;
    let allowed = if id.is_ssin() { &[] } else { identity::organisation_type_of(&id.id_type)?.base_services };
    match services.iter().find(|service| !allowed.contains(&service.as_str())) {
        Some(service) => {
            Err(Refusal::new(Code::BaseServiceNotAllowed, "This base service cannot be asked for")
                .with("service", service))
        }
        None => Ok(()),
    }
}

/// No other certificate for the same owner is asked for or in force, or it may be replaced now: then its
/// record (ra.md 4.5, 10).
pub(crate) fn is_only_one<'a>(
    identifier: &CertificateIdentifier,
    state: &'a State,
    now: UnixTime,
) -> Result<Option<&'a Record>, Refusal> {
    let in_the_way = |record: &&Record| {
        record.is_for(identifier) && matches!(record.status(now), Status::InProgress | Status::ValidActive)
    };
    let mut others = state.records.iter().filter(in_the_way);
    match (others.next(), others.next()) {
        (None, _) => Ok(None),
        (Some(other), None) if other.in_replacement_period(now) => Ok(Some(other)),
        (Some(other), _) => {
            let refusal =
                Refusal::new(Code::ActiveCertificateExists, "There is a certificate for this name already")
                    .with("PublicKeyIdentifier", other.key.to_string());
            Err(match other.replacement_start() {
                Some(start) => refusal
                    .with("ReplacementPeriodStartDate", crate::time::xs_date_time(crate::time::unix(start))),
                None => refusal,
            })
        }
    }
}

/// The key was never seen before.
pub(crate) fn key_is_new(key: ehealth_pki::KeyIdentifier, state: &State) -> Result<(), Refusal> {
    if state.record(key).is_none() {
        return Ok(());
    }
    Err(Refusal::new(Code::PublicKeyAlreadyKnown, "A certificate was requested with this key before")
        .with("PublicKeyIdentifier", key.to_string()))
}
