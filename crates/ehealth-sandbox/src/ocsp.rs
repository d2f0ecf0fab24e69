//! Status of certificates over HTTP: OCSP (RFC 6960) and revocation lists (RFC 5280 section 5). Read and written by
//! its own hand: the reader of the other side is what is tested with it, and OpenSSL stands between.

use der::asn1::{AnyRef, IntRef, OctetStringRef};
use der::{Decode, Encode, Sequence};
use ehealth_pki::{BoxError, Certificate, HashAlgorithm};
use rustls_pki_types::UnixTime;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::asn1;
use crate::ca::{Authorities, Hierarchy, Identity};
use crate::certificate;
use crate::state::{Revocation, State};

const BASIC_RESPONSE: &str = "1.3.6.1.5.5.7.48.1.1";
const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
const SHA1: &str = "1.3.14.3.2.26";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";

/// Seconds that an answer is good for.
const GOOD_FOR: u64 = 3600;

/// Most certificates in one request.
const MAX_REQUESTS: usize = 16;

/// `OCSPRequest`; a signature is not looked at.
#[derive(Sequence)]
struct OcspRequest<'a> {
    tbs: TbsRequest<'a>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    signature: Option<AnyRef<'a>>,
}

#[derive(Sequence)]
struct TbsRequest<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<u8>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    requestor: Option<AnyRef<'a>>,
    requests: Vec<SingleRequest<'a>>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension<'a>>>,
}

#[derive(Sequence)]
struct SingleRequest<'a> {
    certificate: CertId<'a>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension<'a>>>,
}

#[derive(Sequence)]
struct CertId<'a> {
    hash: AlgorithmIdentifierRef<'a>,
    issuer_name: &'a OctetStringRef,
    issuer_key: &'a OctetStringRef,
    serial: IntRef<'a>,
}

#[derive(Sequence)]
struct Extension<'a> {
    oid: der::asn1::ObjectIdentifier,
    #[asn1(default = "Default::default")]
    critical: bool,
    value: &'a OctetStringRef,
}

/// What is known of a certificate.
enum Known {
    Good,
    Revoked(Revocation),
    Unknown,
}

/// Answers an `OCSPRequest` in DER.
pub(crate) fn answer(request: &[u8], authorities: &Authorities, state: &State, now: UnixTime) -> Vec<u8> {
    const MALFORMED: &[u8] = &[0x30, 0x03, 0x0A, 0x01, 0x01];
    const INTERNAL: &[u8] = &[0x30, 0x03, 0x0A, 0x01, 0x02];
    const UNAUTHORIZED: &[u8] = &[0x30, 0x03, 0x0A, 0x01, 0x06];
    let Ok(request) = OcspRequest::from_der(request) else { return MALFORMED.to_vec() };
    let requests = &request.tbs.requests;
    let Some(first) = requests.first().filter(|_| requests.len() <= MAX_REQUESTS) else {
        return MALFORMED.to_vec();
    };
    let identities = authorities.hierarchies().flat_map(|hierarchy| [&hierarchy.issuing, &hierarchy.root]);
    let Some(responder) = identities.into_iter().find(|identity| is_issuer(&first.certificate, identity))
    else {
        return UNAUTHORIZED.to_vec();
    };
    respond(&request, responder, authorities, state, now).unwrap_or_else(|_| INTERNAL.to_vec())
}

/// The request's issuer is this one, by name and key.
fn is_issuer(id: &CertId<'_>, identity: &Identity) -> bool {
    let hash = match id.hash.oid.to_string().as_str() {
        SHA1 => HashAlgorithm::Sha1,
        SHA256 => HashAlgorithm::Sha256,
        _ => return false,
    };
    let Ok(spki) = identity.key.spki() else { return false };
    let Ok(info) = SubjectPublicKeyInfoRef::from_der(&spki) else { return false };
    let Some(key) = info.subject_public_key.as_bytes() else { return false };
    hash.digest(&identity.name) == id.issuer_name.as_bytes() && hash.digest(key) == id.issuer_key.as_bytes()
}

fn respond(
    request: &OcspRequest<'_>,
    responder: &Identity,
    authorities: &Authorities,
    state: &State,
    now: UnixTime,
) -> Result<Vec<u8>, BoxError> {
    let mut responses = Vec::new();
    for single in &request.tbs.requests {
        let known = if is_issuer(&single.certificate, responder) {
            known(single.certificate.serial.as_bytes(), responder, authorities, state)
        } else {
            Known::Unknown
        };
        responses.extend(single_response(&single.certificate.to_der()?, &known, now));
    }
    let nonce = request.tbs.extensions.iter().flatten().find(|extension| extension.oid.to_string() == NONCE);
    let nonce = nonce.map(|nonce| {
        let extension = asn1::sequence(&[&asn1::oid(NONCE), &asn1::octets(nonce.value.as_bytes())]);
        asn1::tlv(asn1::context(1), &asn1::sequence(&[&extension]))
    });
    let data = asn1::sequence(&[
        &asn1::tlv(asn1::context(2), &asn1::octets(responder.key_identifier.as_bytes())),
        &asn1::generalized(now),
        &asn1::tlv(0x30, &responses),
        &nonce.unwrap_or_default(),
    ]);
    let signature = responder.key.sign(&data)?;
    let algorithm = certificate::algorithm_identifier(&responder.key);
    let basic = asn1::sequence(&[&data, &algorithm, &asn1::bits(&signature)]);
    let bytes = asn1::sequence(&[&asn1::oid(BASIC_RESPONSE), &asn1::octets(&basic)]);
    Ok(asn1::sequence(&[&[0x0A, 0x01, 0x00], &asn1::tlv(asn1::context(0), &bytes)]))
}

fn known(serial: &[u8], responder: &Identity, authorities: &Authorities, state: &State) -> Known {
    let has_serial = |der: &[u8]| {
        let unsigned = |bytes: &[u8]| bytes.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<_>>();
        Certificate::from_der(der).is_ok_and(|found| found.serial().as_bytes() == unsigned(serial))
    };
    let below = authorities.hierarchies().find(|hierarchy| hierarchy.root.name == responder.name);
    if below.is_some_and(|hierarchy| has_serial(&hierarchy.issuing.certificate)) {
        return Known::Good;
    }
    let issued = state.records.iter().find(|record| {
        let by_responder = |issued: &&crate::state::Issued| issued.issuer == responder.certificate;
        record.issued.as_ref().filter(by_responder).is_some_and(|issued| has_serial(&issued.certificate))
    });
    match issued {
        Some(record) => record.revoked.map_or(Known::Good, Known::Revoked),
        None => Known::Unknown,
    }
}

fn single_response(id: &[u8], known: &Known, now: UnixTime) -> Vec<u8> {
    let status = match known {
        Known::Good => asn1::tlv(0x80, &[]),
        Known::Unknown => asn1::tlv(0x82, &[]),
        Known::Revoked(Revocation { at, reason }) => {
            let reason = asn1::tlv(asn1::context(0), &asn1::tlv(0x0A, &[reason.code()]));
            asn1::tlv(asn1::context(1), &[asn1::generalized(crate::time::unix(*at)), reason].concat())
        }
    };
    let next = asn1::tlv(asn1::context(0), &asn1::generalized(later(now)));
    asn1::sequence(&[id, &status, &asn1::generalized(now), &next])
}

fn later(now: UnixTime) -> UnixTime {
    crate::time::unix(now.as_secs().saturating_add(GOOD_FOR))
}

/// The revocation list of an issuing CA, DER.
pub(crate) fn issuing_list(hierarchy: &Hierarchy, state: &State, now: UnixTime) -> Result<Vec<u8>, BoxError> {
    let issuer = &hierarchy.issuing;
    let mut entries = Vec::new();
    for record in &state.records {
        let issued = record.issued.as_ref().filter(|issued| issued.issuer == issuer.certificate);
        let (Some(issued), Some(revoked)) = (issued, record.revoked) else { continue };
        let serial = Certificate::from_der(&issued.certificate)?.serial().as_bytes().to_vec();
        let reason = asn1::tlv(0x0A, &[revoked.reason.code()]);
        let reason = asn1::sequence(&[&asn1::oid("2.5.29.21"), &asn1::octets(&reason)]);
        entries.extend(asn1::sequence(&[
            &asn1::unsigned(&serial),
            &asn1::instant(crate::time::unix(revoked.at)),
            &asn1::sequence(&[&reason]),
        ]));
    }
    list(issuer, &entries, now)
}

/// The list of a root, which is empty.
pub(crate) fn root_list(hierarchy: &Hierarchy, now: UnixTime) -> Result<Vec<u8>, BoxError> {
    list(&hierarchy.root, &[], now)
}

fn list(issuer: &Identity, entries: &[u8], now: UnixTime) -> Result<Vec<u8>, BoxError> {
    let algorithm = certificate::algorithm_identifier(&issuer.key);
    let authority = asn1::sequence(&[&asn1::tlv(0x80, issuer.key_identifier.as_bytes())]);
    let number = asn1::unsigned(&now.as_secs().to_be_bytes());
    let extensions = asn1::sequence(&[
        &asn1::sequence(&[&asn1::oid("2.5.29.35"), &asn1::octets(&authority)]),
        &asn1::sequence(&[&asn1::oid("2.5.29.20"), &asn1::octets(&number)]),
    ]);
    let entries = if entries.is_empty() { Vec::new() } else { asn1::tlv(0x30, entries) };
    let tbs = asn1::sequence(&[
        &asn1::unsigned(&[1]),
        &algorithm,
        &issuer.name,
        &asn1::instant(now),
        &asn1::instant(later(now)),
        &entries,
        &asn1::tlv(asn1::context(0), &extensions),
    ]);
    let signature = issuer.key.sign(&tbs)?;
    Ok(asn1::sequence(&[&tbs, &algorithm, &asn1::bits(&signature)]))
}
