//! What is signed and how: keys, hashes, algorithm references of each generation (card.md 9.1, 9.2).

use core::fmt;

use ehealth_pki::{HashAlgorithm, SignatureScheme, ToBeSigned};

use crate::applet::AppletVersion;
use crate::error::Error;
use crate::file::File;

/// The two keys a person signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "the applet has these two (card.md 8.7)")]
pub enum CardKey {
    /// Proves who is there.
    Authentication,
    /// Signs with legal effect.
    Signature,
}

impl CardKey {
    /// `authentication` or `signature`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::Signature => "signature",
        }
    }

    /// Reference of the key in MSE SET (card.md 8.7).
    pub(crate) const fn reference(self) -> u8 {
        match self {
            Self::Authentication => 0x82,
            Self::Signature => 0x83,
        }
    }

    /// The file of its certificate.
    #[must_use]
    pub const fn certificate(self) -> File {
        match self {
            Self::Authentication => File::AuthenticationCertificate,
            Self::Signature => File::SignatureCertificate,
        }
    }
}

/// A hash that a card is to sign.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest {
    algorithm: HashAlgorithm,
    value: Vec<u8>,
}

impl Digest {
    /// A hash made elsewhere.
    ///
    /// # Errors
    /// [`Error::UnsupportedDigest`] when the length is not that of `algorithm`.
    pub fn new(algorithm: HashAlgorithm, value: Vec<u8>) -> Result<Self, Error> {
        if value.len() == algorithm.len() {
            Ok(Self { algorithm, value })
        } else {
            Err(Error::UnsupportedDigest)
        }
    }

    /// Hashes `message`.
    #[must_use]
    pub fn of(algorithm: HashAlgorithm, message: &[u8]) -> Self {
        Self { algorithm, value: algorithm.digest(message) }
    }

    /// The hash function.
    #[must_use]
    pub const fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }

    /// The hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.value
    }
}

impl From<&ToBeSigned> for Digest {
    fn from(tbs: &ToBeSigned) -> Self {
        Self::of(tbs.scheme().hash(), tbs.message())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({:?})", self.algorithm)
    }
}

/// In which of the ways that a generation knows a hash is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// PKCS#1 v1.5 with SHA-256, SHA-384 or SHA-512 on RSA cards, ECDSA with the same on 1.8.
    #[default]
    Usual,
    /// RSASSA-PSS with SHA-256 and 32 bytes of salt: applet 1.7 only.
    Pss,
    /// SHA-1, for systems that know nothing else. It can be forged: for a signature that is to prove
    /// anything later, never.
    LegacySha1,
}

/// A signature as the card gives it: RSA as long as the modulus, ECDSA raw `r ‖ s`.
#[derive(Clone, PartialEq, Eq)]
pub struct CardSignature {
    scheme: Option<SignatureScheme>,
    value: Vec<u8>,
}

impl CardSignature {
    pub(crate) const fn new(scheme: Option<SignatureScheme>, value: Vec<u8>) -> Self {
        Self { scheme, value }
    }

    /// How it was made; `None` for [`Mode::Pss`].
    #[must_use]
    pub const fn scheme(&self) -> Option<SignatureScheme> {
        self.scheme
    }

    /// 128 or 256 bytes of RSA, or `r ‖ s` of ECDSA, 96 bytes on P-384: what XML and
    /// [`ehealth_pki::Prepared::finish`] take.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.value
    }

    /// What X.509 and CMS take: ECDSA in DER, RSA as it is.
    #[must_use]
    pub fn to_x509(&self) -> Vec<u8> {
        let converted = self.scheme.and_then(|scheme| scheme.to_x509(&self.value).ok());
        converted.unwrap_or_else(|| self.value.clone())
    }
}

impl fmt::Debug for CardSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardSignature({:?}, {} bytes)", self.scheme, self.value.len())
    }
}

/// How one generation signs one kind of hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Algorithm reference of MSE SET.
    pub(crate) reference: u8,
    /// What stands before the hash.
    pub(crate) prefix: &'static [u8],
    /// `None` for PSS.
    pub(crate) scheme: Option<SignatureScheme>,
}

impl Plan {
    /// RSA cards: algorithm 01, whose padding the card makes around the DigestInfo, on 1.1 and 1.7 alike, as
    /// OpenSC has done it on real cards for years. 1.8: the reference that says how long the hash is
    /// (card.md 9.1, 9.3).
    pub(crate) const fn new(applet: AppletVersion, hash: HashAlgorithm, mode: Mode) -> Result<Self, Error> {
        use HashAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        use SignatureScheme::{Ecdsa, RsaPkcs1v15};
        let (reference, prefix, scheme) = match (applet.is_rsa(), mode, hash) {
            (true, Mode::Usual, Sha256) => (0x01, DIGEST_INFO_SHA256, Some(RsaPkcs1v15(hash))),
            (true, Mode::Usual, Sha384) => (0x01, DIGEST_INFO_SHA384, Some(RsaPkcs1v15(hash))),
            (true, Mode::Usual, Sha512) => (0x01, DIGEST_INFO_SHA512, Some(RsaPkcs1v15(hash))),
            (true, Mode::LegacySha1, Sha1) => (0x01, DIGEST_INFO_SHA1, Some(RsaPkcs1v15(hash))),
            (true, Mode::Pss, Sha256) if matches!(applet, AppletVersion::V1_7) => (0x20, NO_PREFIX, None),
            (false, Mode::Usual, Sha256) => (0x01, NO_PREFIX, Some(Ecdsa(hash))),
            (false, Mode::Usual, Sha384) => (0x02, NO_PREFIX, Some(Ecdsa(hash))),
            (false, Mode::Usual, Sha512) => (0x04, NO_PREFIX, Some(Ecdsa(hash))),
            (false, Mode::LegacySha1, Sha1) => (0x40, NO_PREFIX, Some(Ecdsa(hash))),
            _ => return Err(Error::UnsupportedDigest),
        };
        Ok(Self { reference, prefix, scheme })
    }

    /// Whether a signature has the length of a key of its kind.
    pub(crate) const fn fits(&self, length: usize) -> bool {
        match self.scheme {
            Some(SignatureScheme::Ecdsa(_)) => matches!(length, 64 | 96 | 132),
            _ => matches!(length, 128 | 256),
        }
    }
}

const NO_PREFIX: &[u8] = &[];

/// DER before the hash in a DigestInfo (RFC 8017 section 9.2 note 1).
const DIGEST_INFO_SHA1: &[u8] =
    &[0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14];
const DIGEST_INFO_SHA256: &[u8] = &[
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];
const DIGEST_INFO_SHA384: &[u8] = &[
    0x30, 0x41, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00,
    0x04, 0x30,
];
const DIGEST_INFO_SHA512: &[u8] = &[
    0x30, 0x51, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00,
    0x04, 0x40,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_the_length_of_its_hash() {
        assert!(Digest::new(HashAlgorithm::Sha256, vec![0; 32]).is_ok());
        for bad in [0, 20, 31, 33, 48] {
            let error = Digest::new(HashAlgorithm::Sha256, vec![0; bad]).unwrap_err();
            assert_eq!(error.code(), "card.unsupported_digest");
        }
    }

    /// References of card.md 9.1: the same number means other things on RSA and EC cards.
    #[test]
    fn references() {
        let with = |applet, hash, mode| Plan::new(applet, hash, mode).map(|p| (p.reference, p.prefix.len()));
        let of = |applet, hash| with(applet, hash, Mode::Usual);
        use HashAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        assert!(matches!(of(AppletVersion::V1_7, Sha256), Ok((1, 19))));
        assert!(matches!(of(AppletVersion::V1_1, Sha384), Ok((1, 19))));
        assert!(matches!(of(AppletVersion::V1_8, Sha256), Ok((1, 0))));
        assert!(matches!(of(AppletVersion::V1_8, Sha384), Ok((2, 0))));
        assert!(matches!(of(AppletVersion::V1_8, Sha512), Ok((4, 0))));
        for applet in [AppletVersion::V1_1, AppletVersion::V1_7, AppletVersion::V1_8] {
            assert!(matches!(of(applet, Sha1), Err(Error::UnsupportedDigest)));
            assert!(matches!(with(applet, Sha256, Mode::LegacySha1), Err(Error::UnsupportedDigest)));
            let pss = with(applet, Sha256, Mode::Pss);
            assert_eq!(pss.is_ok(), applet == AppletVersion::V1_7);
        }
        assert!(matches!(with(AppletVersion::V1_7, Sha256, Mode::Pss), Ok((0x20, 0))));
        assert!(matches!(with(AppletVersion::V1_1, Sha1, Mode::LegacySha1), Ok((0x01, 15))));
        assert!(matches!(with(AppletVersion::V1_8, Sha1, Mode::LegacySha1), Ok((0x40, 0))));
    }
}
