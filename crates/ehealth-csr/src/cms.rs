//! CMS `SignedData` (RFC 5652) as version 1 of the services has it: one signer, the content inside or beside
//! (ra.md 9.2).
//!
//! Read: BER and DER, signers named by issuer and serial number or by key identifier, RSA (PKCS#1 v1.5 and
//! PSS) and ECDSA. Written: DER, issuer and serial number, the attributes contentType, signingTime and
//! messageDigest. A signature without signed attributes is refused: what was signed could be attributes
//! passed off as content (RFC 5652 section 11). Whether the signer's chain is trusted is the caller's.

mod attributes;
mod ber;
mod fields;
mod read;
mod write;

pub use read::{SignedData, SignerIdentifier, VerifiedContent};
pub use write::prepare;

/// Bytes of the largest message read.
pub const MAX_LEN: usize = 4 * 1024 * 1024;

pub(crate) mod oid {
    use der::asn1::ObjectIdentifier as Oid;

    pub(crate) const DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.1");
    pub(crate) const SIGNED_DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.2");
    pub(crate) const CONTENT_TYPE: Oid = Oid::new_unwrap("1.2.840.113549.1.9.3");
    pub(crate) const MESSAGE_DIGEST: Oid = Oid::new_unwrap("1.2.840.113549.1.9.4");
    pub(crate) const SIGNING_TIME: Oid = Oid::new_unwrap("1.2.840.113549.1.9.5");
    /// RFC 6211.
    pub(crate) const ALGORITHM_PROTECTION: Oid = Oid::new_unwrap("1.2.840.113549.1.9.52");
    /// RFC 5035.
    pub(crate) const SIGNING_CERTIFICATE_V2: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.2.47");
    pub(crate) const RSA: Oid = Oid::new_unwrap("1.2.840.113549.1.1.1");
    pub(crate) const RSA_PSS: Oid = Oid::new_unwrap("1.2.840.113549.1.1.10");
    pub(crate) const MGF1: Oid = Oid::new_unwrap("1.2.840.113549.1.1.8");
    pub(crate) const SHA1: Oid = Oid::new_unwrap("1.3.14.3.2.26");
    pub(crate) const MD5: Oid = Oid::new_unwrap("1.2.840.113549.2.5");
    pub(crate) const SHA256: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.1");
    pub(crate) const SHA384: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.2");
    pub(crate) const SHA512: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.3");
}

/// Why a message is not read, not made, or its signature not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CmsError {
    /// More than [`MAX_LEN`] bytes.
    #[error("a CMS message of more than {MAX_LEN} bytes")]
    TooLarge,
    /// Values nested deeper than in any message.
    #[error("a CMS message nested too deeply")]
    TooDeep,
    /// Neither BER nor DER, cut off, or of another structure.
    #[error("not a CMS message")]
    Der,
    /// Bytes follow the message.
    #[error("bytes after the CMS message")]
    Trailing,
    /// CMS, but not signed: enveloped, for example.
    #[error("a CMS message that is not signed data")]
    NotSignedData,
    /// Certificates without a signature.
    #[error("a CMS message without signer")]
    NoSigner,
    /// More than one signer, where one is expected.
    #[error("a CMS message with several signers")]
    SeveralSigners,
    /// The signed content is neither in the message nor given.
    #[error("a CMS message without its content")]
    NoContent,
    /// The signer's certificate is neither in the message nor given, or does not parse.
    #[error("no certificate of the signer")]
    NoCertificate,
    /// A signed attribute that has to be there is absent: its name.
    #[error("signed attribute {0} is missing")]
    AttributeMissing(&'static str),
    /// A signed attribute stands twice or has several values.
    #[error("a signed attribute stands twice")]
    AttributeDuplicate,
    /// The signed content type is not the content's.
    #[error("the signed content type is another one")]
    ContentType,
    /// SHA-1 or MD5.
    #[error("a CMS message signed with a weak algorithm")]
    WeakAlgorithm,
    /// An algorithm that is not known here, or two that contradict each other.
    #[error("unsupported or contradictory algorithms")]
    Algorithm,
    /// The signer's key is not for signing.
    #[error("the signer's key is not for signatures")]
    KeyUsage,
    /// The signed attributes name another certificate as the signer's.
    #[error("the signature belongs to another certificate")]
    SigningCertificate,
    /// The content was changed after it was signed.
    #[error("the digest does not fit the content")]
    Digest,
    /// The signature value is wrong for the signer's key.
    #[error("the signature does not verify")]
    Signature,
}
