//! XML signatures as the authority's requests carry them (XML-DSig 1.1, ra.md 3): one enveloped signature,
//! last child of the request, over the whole request.

mod prepare;
mod verify;

pub use prepare::prepare;
pub use verify::{Policy, VerifiedXml, verify};

use ehealth_pki::{HashAlgorithm, SignatureScheme};

use crate::xml::{Namespace, XmlError};

/// The namespace of XML signatures.
pub const DS: Namespace = Namespace::new("ds", "http://www.w3.org/2000/09/xmldsig#");
/// The namespace of SOAP 1.1 envelopes.
pub const SOAP_NAMESPACE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

pub(crate) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(crate) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// URIs of signature methods (XML-DSig 1.1 section 6.4, RFC 6931).
const METHODS: [(SignatureScheme, &str); 6] = [
    (
        SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    ),
    (
        SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha384),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    ),
    (
        SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha512),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    ),
    (SignatureScheme::Ecdsa(HashAlgorithm::Sha256), "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
    (SignatureScheme::Ecdsa(HashAlgorithm::Sha384), "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"),
    (SignatureScheme::Ecdsa(HashAlgorithm::Sha512), "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"),
];

/// URIs of digest methods.
const DIGESTS: [(HashAlgorithm, &str); 3] = [
    (HashAlgorithm::Sha256, "http://www.w3.org/2001/04/xmlenc#sha256"),
    (HashAlgorithm::Sha384, "http://www.w3.org/2001/04/xmldsig-more#sha384"),
    (HashAlgorithm::Sha512, "http://www.w3.org/2001/04/xmlenc#sha512"),
];

/// Why a document is not signed, or its signature not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The document does not parse.
    #[error("the signed document does not parse")]
    Xml(#[from] XmlError),
    /// A SOAP envelope whose body does not hold exactly one element.
    #[error("the SOAP body does not hold exactly one request")]
    NotOneRequest,
    /// The request has no signature of its own.
    #[error("no signature")]
    Absent,
    /// More than one signature in the document.
    #[error("more than one signature")]
    Several,
    /// The signature is not the last child of the request.
    #[error("the signature is not the last child of the request")]
    Position,
    /// Its parts are not those of a signature, or stand in another order.
    #[error("the signature is malformed")]
    Malformed,
    /// More than one reference.
    #[error("more than one reference")]
    SeveralReferences,
    /// The reference does not point at the request's own `Id`: something else is signed.
    #[error("the signature is not over the whole request")]
    NotWhole,
    /// An `Id` stands twice in the document.
    #[error("an Id stands twice in the document")]
    DuplicateId,
    /// An algorithm that is not allowed; its URI, shortened.
    #[error("algorithm not allowed: {0}")]
    Algorithm(String),
    /// Other transforms than the two allowed ones.
    #[error("transforms not allowed")]
    Transforms,
    /// No certificate, or one that does not parse.
    #[error("no certificate of the signer")]
    Certificate,
    /// Several certificates might be the signer's.
    #[error("it is not clear which certificate is the signer's")]
    AmbiguousSigner,
    /// The signer's RSA key is shorter than allowed.
    #[error("the signer's key is too short")]
    WeakKey,
    /// The request was changed after it was signed.
    #[error("the digest does not fit the request")]
    Digest,
    /// The signature value is wrong for the signer's key.
    #[error("the signature does not verify")]
    Signature,
    /// What was to be signed is not in canonical form or has no `Id`.
    #[error("what is to be signed is not a canonical element with an Id")]
    NotCanonical,
}

pub(crate) fn method_uri(scheme: SignatureScheme) -> Option<&'static str> {
    METHODS.iter().find(|(known, _)| *known == scheme).map(|(_, uri)| *uri)
}

pub(crate) fn method_of(uri: &str) -> Option<SignatureScheme> {
    METHODS.iter().find(|(_, known)| *known == uri).map(|(scheme, _)| *scheme)
}

pub(crate) fn digest_uri(hash: HashAlgorithm) -> Option<&'static str> {
    DIGESTS.iter().find(|(known, _)| *known == hash).map(|(_, uri)| *uri)
}

pub(crate) fn digest_of(uri: &str) -> Option<HashAlgorithm> {
    DIGESTS.iter().find(|(_, known)| *known == uri).map(|(hash, _)| *hash)
}
