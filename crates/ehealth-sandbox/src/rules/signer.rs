//! Who signed (ra.md 3.2, 3.4).

use ehealth_csr::xmldsig::{self, Policy};
use ehealth_pki::chain::{self, ChainDefect, Severity};
use ehealth_pki::{Certificate, TrustAnchor};
use rustls_pki_types::UnixTime;

use crate::dn::fold;
use crate::refusal::{Code, Refusal};
use crate::state::{Record, State, Status};
use crate::wire::types::Actor;

/// The attribute types of a card's names.
const SURNAME: &str = "2.5.4.4";
const GIVEN_NAME: &str = "2.5.4.42";

/// The signer's certificate and those that came with it.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) leaf: Certificate,
    pub(crate) others: Vec<Certificate>,
}

/// Structure, digest and value of the signature (ra.md 3.4, 1 to 4). `document` is the envelope as it came.
pub(crate) fn signature_holds(document: &[u8], policy: &Policy) -> Result<Signed, Refusal> {
    let verified = xmldsig::verify(document, policy)
        .map_err(|error| Refusal::new(Code::SignatureInvalid, error.to_string()))?;
    let (leaf, others) = verified
        .certificates()
        .split_first()
        .ok_or_else(|| Refusal::new(Code::SignatureInvalid, "no certificate of the signer"))?;
    Ok(Signed { leaf: leaf.clone(), others: others.to_vec() })
}

/// The chain ends at a root that is pinned here, now (ra.md 3.4, 5). An old root, or SHA-1 below it, is the
/// state of real cards and no refusal (trust-anchors.md).
pub(crate) fn is_trusted(signed: &Signed, anchors: &[TrustAnchor], now: UnixTime) -> Result<(), Refusal> {
    let report = chain::verify(&signed.leaf, &signed.others, anchors, now);
    let defect = report.defects().iter().find(|defect| {
        defect.severity() != Severity::Weak && !matches!(defect, ChainDefect::RootExpired { .. })
    });
    match defect {
        Some(defect) => Err(Refusal::new(Code::SignerNotTrusted, "The signer's certificate is not trusted")
            .with("reason", format!("{defect:?}"))
            .with("subject", signed.leaf.subject().rfc2253())),
        None => Ok(()),
    }
}

/// Which of a card's two keys an operation wants (ra.md 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CardKey {
    Authentication,
    Signature,
}

/// The certificate is that of the key which the operation wants: digitalSignature for questions,
/// nonRepudiation alone for what binds the person (ra.md 3.4, 6).
pub(crate) fn has_usage(leaf: &Certificate, key: CardKey) -> Result<(), Refusal> {
    let usage = leaf.key_usage();
    let (wanted, fits) = match key {
        CardKey::Authentication => (
            "the authentication certificate",
            usage.is_some_and(|usage| usage.digital_signature() && !usage.non_repudiation()),
        ),
        CardKey::Signature => (
            "the signature certificate",
            usage.is_some_and(|usage| usage.non_repudiation() && !usage.digital_signature()),
        ),
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::new(Code::SignerNotTrusted, "The certificate's key usage does not allow this signature")
        .with("expected", wanted))
}

/// The number of the person whose card signed (ra.md 3.4, 7).
pub(crate) fn person(leaf: &Certificate) -> Result<String, Refusal> {
    let mut numbers = leaf.subject().values(crate::certificate::SERIAL_NUMBER);
    match (numbers.next(), numbers.next()) {
        (Some(number), None) if number.len() == 11 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(number.to_owned())
        }
        _ => Err(Refusal::new(Code::SignerMismatch, "The certificate names no person")),
    }
}

/// The person who signed is the one the request speaks of.
pub(crate) fn is_who_asks(ssin: &str, claimed: &crate::wire::types::Id) -> Result<(), Refusal> {
    if claimed.is_ssin() && claimed.value == ssin {
        return Ok(());
    }
    Err(Refusal::new(Code::SignerMismatch, "The request was signed by somebody else than it speaks of"))
}

/// A person's certificate is made out to the name under which the person signs.
pub(crate) fn bears_own_name(signer: &Actor, owner: &Actor) -> Result<(), Refusal> {
    if !owner.id.is_ssin() || (owner.name == signer.name && owner.first_names == signer.first_names) {
        return Ok(());
    }
    Err(Refusal::new(Code::SignerMismatch, "A person can only ask for a certificate in his own name"))
}

/// The contract names the signer as his card does (ra.md 4, "Names must match the eID exactly"). The
/// certificate may hold fewer given names than the identity file, so these are compared from the start.
pub(crate) fn is_named(leaf: &Certificate, signer: &Actor) -> Result<(), Refusal> {
    let surname_fits = leaf.subject().values(SURNAME).all(|surname| fold(surname) == fold(&signer.name));
    let claimed = fold(&signer.first_names.join(" "));
    let given_fits = leaf.subject().values(GIVEN_NAME).all(|given| {
        let given = fold(given);
        claimed.split_whitespace().zip(given.split_whitespace()).all(|(claimed, given)| claimed == given)
    });
    if surname_fits && given_fits {
        return Ok(());
    }
    Err(Refusal::new(
        Code::SignerMismatch,
        "The contract names its signer otherwise than the identity card does",
    ))
}

/// A name in one piece, given names first, is the signer's: it ends with his surname and has his given names
/// in front as far as both go (ra.md 7.2).
pub(crate) fn names_in(leaf: &Certificate, name: &str) -> Result<(), Refusal> {
    let name = fold(name);
    let surname_fits = leaf.subject().values(SURNAME).all(|surname| name.ends_with(&fold(surname)));
    let given_fits = leaf.subject().values(GIVEN_NAME).all(|given| {
        let given = fold(given);
        given.split_whitespace().next().is_none_or(|first| name.split_whitespace().next() == Some(first))
    });
    if surname_fits && given_fits {
        return Ok(());
    }
    Err(Refusal::new(
        Code::SignerMismatch,
        "The request names its owner otherwise than the identity card does",
    ))
}

/// The certificate is one that was issued here, and it is in force (ra.md 3.2, third row).
pub(crate) fn is_issued_here<'a>(
    signed: &Signed,
    state: &'a State,
    now: UnixTime,
) -> Result<&'a Record, Refusal> {
    let record = state
        .record(signed.leaf.key_identifier())
        .filter(|record| {
            record.issued.as_ref().is_some_and(|issued| issued.certificate == signed.leaf.der().as_ref())
        })
        .ok_or_else(|| {
            Refusal::new(Code::SignerNotTrusted, "The signer's certificate was not issued by this authority")
                .with("subject", signed.leaf.subject().rfc2253())
        })?;
    match record.status(now) {
        Status::ValidActive => Ok(record),
        Status::Revoked => Err(Refusal::new(Code::CertRevoked, "The certificate was revoked")),
        Status::Expired => Err(Refusal::new(Code::CertExpired, "The certificate has expired")),
        Status::InProgress | Status::Refused => {
            Err(Refusal::new(Code::SignerNotTrusted, "The certificate was not delivered"))
        }
    }
}
