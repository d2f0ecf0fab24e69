//! Verification as ra.md 3.4 demands: structure first, then digest, then the signature value.
//!
//! Who the signer is and whether his chain leads to a trusted root is the caller's
//! ([`ehealth_pki::chain`]), as are the time and the repetition of a request.

use ehealth_pki::chain::{self, ChainReport};
use ehealth_pki::{Certificate, KeyKind, SignatureScheme, TrustAnchor};
use rustls_pki_types::UnixTime;

use super::{DS, ENVELOPED, EXCLUSIVE, METHODS, SOAP_NAMESPACE, SignatureError, digest_of, method_of};
use crate::error::Error;
use crate::xml::{Document, Element, c14n};

/// Most certificates in `X509Data`; an eID has three.
const MAX_CERTIFICATES: usize = 8;
/// Most prefixes in an `InclusiveNamespaces` list, which is gone through for every element.
const MAX_PREFIXES: usize = 32;
/// Bits of the shortest RSA key, that of cards of applet 1.1.
const MIN_RSA_BITS: usize = 1_024;

/// What a verifier allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    schemes: Vec<SignatureScheme>,
    minimum_rsa_bits: usize,
}

impl Default for Policy {
    /// RSA of at least 1024 bits, as old cards have, and ECDSA, with SHA-256, SHA-384 and SHA-512.
    fn default() -> Self {
        Self { schemes: METHODS.iter().map(|(scheme, _)| *scheme).collect(), minimum_rsa_bits: MIN_RSA_BITS }
    }
}

impl Policy {
    /// Only these schemes. SHA-1 is never allowed: XML signatures have no name for it here.
    #[must_use]
    pub fn only(schemes: &[SignatureScheme]) -> Self {
        Self { schemes: schemes.to_vec(), ..Self::default() }
    }

    /// Only RSA keys of at least so many bits; fewer than 1024 are never allowed.
    #[must_use]
    pub fn with_minimum_rsa_bits(self, bits: usize) -> Self {
        Self { minimum_rsa_bits: bits, ..self }
    }

    /// Without one of the schemes allowed so far.
    #[must_use]
    pub fn without(mut self, scheme: SignatureScheme) -> Self {
        self.schemes.retain(|allowed| *allowed != scheme);
        self
    }
}

/// A request whose signature verifies. Nothing outside the signed element can be reached from here.
#[derive(Debug)]
pub struct VerifiedXml<'d> {
    document: Document<'d>,
    in_soap: bool,
    certificates: Vec<Certificate>,
    scheme: SignatureScheme,
}

impl VerifiedXml<'_> {
    /// The signed element. Its last child is the signature.
    #[must_use]
    pub fn root(&self) -> Element<'_> {
        let root = self.document.root();
        if self.in_soap {
            body_of(root).and_then(|body| body.children().next()).unwrap_or(root)
        } else {
            root
        }
    }

    /// The signed element in exclusive canonical form, signature included: what can be kept in a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        c14n::element(self.root(), &c14n::Options::default())
    }

    /// The certificate whose key made the signature. Its chain is not verified.
    #[must_use]
    pub fn signer(&self) -> Option<&Certificate> {
        self.certificates.first()
    }

    /// All certificates that came along: the signer's first, the others in their order.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The chain from the signer over the other certificates to one of `anchors`: without it nobody knows
    /// who signed.
    #[must_use]
    pub fn chain(&self, anchors: &[TrustAnchor], now: UnixTime) -> Option<ChainReport> {
        let (signer, others) = self.certificates.split_first()?;
        Some(chain::verify(signer, others, anchors, now))
    }

    /// How it was signed.
    #[must_use]
    pub const fn scheme(&self) -> SignatureScheme {
        self.scheme
    }
}

/// Verifies the one signature of a request, which is the document's root or stands alone in a SOAP 1.1 body.
///
/// # Errors
/// [`Error::Signature`] with the first rule that is broken.
pub fn verify<'d>(document: &'d [u8], policy: &Policy) -> Result<VerifiedXml<'d>, Error> {
    let document = Document::parse(document).map_err(SignatureError::Xml)?;
    let in_soap = document.root().is(SOAP_NAMESPACE, "Envelope");
    let (certificates, scheme) = {
        let root = request_of(document.root())?;
        let parts = Parts::find(document.root(), root)?;
        parts.check(root, policy)?
    };
    Ok(VerifiedXml { document, in_soap, certificates, scheme })
}

fn body_of(envelope: Element<'_>) -> Option<Element<'_>> {
    envelope.one(SOAP_NAMESPACE, "Body").ok()
}

fn request_of(root: Element<'_>) -> Result<Element<'_>, SignatureError> {
    if !root.is(SOAP_NAMESPACE, "Envelope") {
        return Ok(root);
    }
    let body = body_of(root).ok_or(SignatureError::NotOneRequest)?;
    let mut requests = body.children();
    match (requests.next(), requests.next()) {
        (Some(request), None) => Ok(request),
        _ => Err(SignatureError::NotOneRequest),
    }
}

struct Parts<'a> {
    signature: Element<'a>,
    signed_info: Element<'a>,
    reference: Element<'a>,
    value: Element<'a>,
    key_info: Option<Element<'a>>,
}

impl<'a> Parts<'a> {
    /// The signature and its parts, each where it belongs and nowhere else.
    fn find(document: Element<'a>, root: Element<'a>) -> Result<Self, SignatureError> {
        let mut own = root.all(DS.uri(), "Signature");
        let total = document.descendants().filter(|element| element.is(DS.uri(), "Signature")).count();
        let Some(signature) = own.next() else {
            let below = root.descendants().any(|element| element.is(DS.uri(), "Signature"));
            return Err(if below { SignatureError::Position } else { SignatureError::Absent });
        };
        if total != 1 {
            return Err(SignatureError::Several);
        }
        if root.children().next_back() != Some(signature) {
            return Err(SignatureError::Position);
        }
        unique_ids(document)?;
        let mut parts = signature.children();
        let mut take = |name| {
            let part = parts.next().filter(|part| part.is(DS.uri(), name));
            part.ok_or(SignatureError::Malformed)
        };
        let signed_info = take("SignedInfo")?;
        let value = take("SignatureValue")?;
        let key_info = parts.next();
        if key_info.is_some_and(|info| !info.is(DS.uri(), "KeyInfo")) || parts.next().is_some() {
            // An Object could hide the request that was signed first (XSW 6).
            return Err(wrapped_or(root, signed_info, SignatureError::Malformed));
        }
        let mut references = signed_info.all(DS.uri(), "Reference");
        let reference = references.next().ok_or(SignatureError::Malformed)?;
        if references.next().is_some() {
            return Err(SignatureError::SeveralReferences);
        }
        Ok(Self { signature, signed_info, reference, value, key_info })
    }

    fn check(
        &self,
        root: Element<'a>,
        policy: &Policy,
    ) -> Result<(Vec<Certificate>, SignatureScheme), SignatureError> {
        if !refers_to(self.reference, root) {
            return Err(SignatureError::NotWhole);
        }
        let parts = ["Transforms", "DigestMethod", "DigestValue"];
        if self.reference.children().any(|part| !parts.iter().any(|name| part.is(DS.uri(), name))) {
            return Err(SignatureError::Malformed);
        }
        let (scheme, info_options) = self.methods(policy)?;
        let root_options = transforms(self.reference)?;
        let certificates = certificates(self.key_info)?;
        let signer = certificates.first().ok_or(SignatureError::Certificate)?;

        let hash = algorithm(self.reference.one(DS.uri(), "DigestMethod").map_err(malformed)?);
        let hash = digest_of(hash).ok_or_else(|| not_allowed(hash))?;
        let expected =
            self.reference.one(DS.uri(), "DigestValue").and_then(Element::base64).map_err(malformed)?;
        let signed = c14n::without(root, Some(self.signature), &root_options);
        if hash.digest(&signed) != expected {
            return Err(SignatureError::Digest);
        }
        let bits = KeyKind::of(signer.spki());
        if matches!(bits, Ok(KeyKind::Rsa { bits, .. }) if bits < policy.minimum_rsa_bits) {
            return Err(SignatureError::WeakKey);
        }
        let value = self.value.base64().map_err(malformed)?;
        let info = c14n::element(self.signed_info, &info_options);
        scheme.verify(signer.spki(), &info, &value).map_err(|_| SignatureError::Signature)?;
        Ok((certificates, scheme))
    }

    /// `SignedInfo` is exactly a canonicalisation method, a signature method and the reference.
    fn methods(&self, policy: &Policy) -> Result<(SignatureScheme, c14n::Options), SignatureError> {
        let mut parts = self.signed_info.children();
        let mut take =
            |name| parts.next().filter(|part| part.is(DS.uri(), name)).ok_or(SignatureError::Malformed);
        let canonicalization = take("CanonicalizationMethod")?;
        let method = take("SignatureMethod")?;
        take("Reference")?;
        if algorithm(canonicalization) != EXCLUSIVE {
            return Err(not_allowed(algorithm(canonicalization)));
        }
        let options = inclusive_prefixes(canonicalization).ok_or(SignatureError::Malformed)?;
        let scheme = method_of(algorithm(method))
            .filter(|scheme| policy.schemes.contains(scheme))
            .ok_or_else(|| not_allowed(algorithm(method)))?;
        if method.children().next().is_some() {
            return Err(not_allowed("parameters of the signature method"));
        }
        Ok((scheme, options))
    }
}

/// Exactly `enveloped-signature`, then exclusive canonicalisation.
fn transforms(reference: Element<'_>) -> Result<c14n::Options, SignatureError> {
    let list = reference.one(DS.uri(), "Transforms").map_err(|_| SignatureError::Transforms)?;
    let list: Vec<Element<'_>> = list.children().take(3).collect();
    match list.as_slice() {
        [enveloped, exclusive]
            if algorithm(*enveloped) == ENVELOPED
                && algorithm(*exclusive) == EXCLUSIVE
                && enveloped.children().next().is_none() =>
        {
            inclusive_prefixes(*exclusive).ok_or(SignatureError::Transforms)
        }
        _ => Err(SignatureError::Transforms),
    }
}

/// The prefix list of exclusive canonicalisation, which may be the only child.
fn inclusive_prefixes(method: Element<'_>) -> Option<c14n::Options> {
    let mut options = c14n::Options::default();
    let mut children = method.children();
    if let Some(list) = children.next() {
        if !list.is(EXCLUSIVE, "InclusiveNamespaces") {
            return None;
        }
        let prefixes = list.attribute("PrefixList")?;
        if prefixes.split_ascii_whitespace().count() > MAX_PREFIXES {
            return None;
        }
        options.inclusive_prefixes = prefixes.split_ascii_whitespace().map(str::to_owned).collect();
    }
    children.next().is_none().then_some(options)
}

/// The signer's first: the one that issued none of the others, whatever the order.
fn certificates(key_info: Option<Element<'_>>) -> Result<Vec<Certificate>, SignatureError> {
    let mut all: Vec<Certificate> = Vec::new();
    let data =
        key_info.into_iter().flat_map(Element::children).filter(|child| child.is(DS.uri(), "X509Data"));
    for element in data.flat_map(Element::children).filter(|child| child.is(DS.uri(), "X509Certificate")) {
        let der = element.base64().map_err(|_| SignatureError::Certificate)?;
        let certificate = Certificate::from_der(&der).map_err(|_| SignatureError::Certificate)?;
        if all.len() >= MAX_CERTIFICATES {
            return Err(SignatureError::Certificate);
        }
        if !all.contains(&certificate) {
            all.push(certificate);
        }
    }
    let issued_another = |one: &Certificate| {
        all.iter().any(|other| {
            other != one
                && other.issuer().matches(one.subject())
                && other.verify_signature(one.spki()).is_ok()
        })
    };
    let leaves: Vec<usize> =
        all.iter().enumerate().filter(|(_, one)| !issued_another(one)).map(|(index, _)| index).collect();
    match leaves.as_slice() {
        [] => Err(SignatureError::Certificate),
        [leaf] => {
            let leaf = all.remove(*leaf);
            all.insert(0, leaf);
            Ok(all)
        }
        _ => Err(SignatureError::AmbiguousSigner),
    }
}

fn unique_ids(document: Element<'_>) -> Result<(), SignatureError> {
    // whatever some program takes for an ID although no schema is read: Id, ID, xml:id, wsu:Id
    let mut ids: Vec<&str> = document.descendants().flat_map(Element::ids).collect();
    ids.sort_unstable();
    let doubled = ids.iter().zip(ids.iter().skip(1)).any(|(one, next)| one == next);
    if doubled { Err(SignatureError::DuplicateId) } else { Ok(()) }
}

fn refers_to(reference: Element<'_>, root: Element<'_>) -> bool {
    let target = reference.attribute("URI").and_then(|uri| uri.strip_prefix('#'));
    target.is_some() && target == root.attribute("Id") && target != Some("")
}

fn wrapped_or(root: Element<'_>, signed_info: Element<'_>, otherwise: SignatureError) -> SignatureError {
    match signed_info.one(DS.uri(), "Reference") {
        Ok(reference) if !refers_to(reference, root) => SignatureError::NotWhole,
        _ => otherwise,
    }
}

fn algorithm(method: Element<'_>) -> &str {
    method.attribute("Algorithm").unwrap_or_default()
}

fn not_allowed(uri: &str) -> SignatureError {
    const SHOWN: usize = 100;
    SignatureError::Algorithm(uri.chars().filter(char::is_ascii_graphic).take(SHOWN).collect())
}

fn malformed(_: crate::xml::XmlError) -> SignatureError {
    SignatureError::Malformed
}
