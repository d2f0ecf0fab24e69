//! PKCS#12 (RFC 7292): reading what others write, writing what they read. Bytes only, no files.
//!
//! **Read**: PBES1 of PKCS#12, PBES2, MACs with SHA-1 and SHA-2, PBMAC1 (RFC 9579), BER and DER, several and
//! nested safe contents (domain.md 4.3). **Written**: two profiles, DER, the layout of domain.md 4.1.
//! The cost of a hostile file is bounded by [`Limits`] before anything is derived from the password.

pub(crate) mod ber;
pub(crate) mod kdf;
pub(crate) mod mac;
pub(crate) mod pbe;
pub(crate) mod read;
pub(crate) mod write;

use crate::error::{Error, LimitKind};

/// How a keystore is protected when it is written (domain.md 4.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// 3DES and SHA-1, which every reader in the field knows: old Java, Java with another provider in front,
    /// old Windows, macOS. Never RC2.
    #[default]
    Compatible,
    /// PBES2 with AES-256 and HMAC-SHA256. Programs that do not know it say "wrong password".
    Modern,
}

impl Profile {
    /// `compatible` or `modern`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Modern => "modern",
        }
    }
}

/// What a file may cost. The defaults are those of domain.md 4.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the file.
    pub file_len: usize,
    /// Iterations of one derivation.
    pub iterations: u32,
    /// Iterations of all derivations together, those of further encodings of the password included.
    pub iterations_in_all: u64,
    /// Private keys.
    pub keys: usize,
    /// Bags of any kind.
    pub bags: usize,
}

/// 4 MiB: an ordinary store has 10 kB, one with 200 keys half a megabyte.
pub(crate) const MAX_FILE_LEN: usize = 4 * 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_len: MAX_FILE_LEN,
            iterations: 2_000_000,
            iterations_in_all: 4_000_000,
            keys: 200,
            bags: 1000,
        }
    }
}

/// How a file is read. Without anything: within [`Limits::default`], and nothing unprotected.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions {
    pub(crate) limits: Limits,
    pub(crate) allow_no_mac: bool,
    pub(crate) allow_plain_keys: bool,
}

impl ReadOptions {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Other limits.
    #[must_use]
    pub const fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Reads files without MAC too: anybody may have changed them.
    #[must_use]
    pub const fn allow_no_mac(self) -> Self {
        Self { allow_no_mac: true, ..self }
    }

    /// Reads private keys that stand there in clear.
    #[must_use]
    pub const fn allow_plain_keys(self) -> Self {
        Self { allow_plain_keys: true, ..self }
    }
}

/// How a file that was read is protected, for people and for the choice of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    mac: Option<String>,
    keys: Vec<String>,
    certificates: Vec<String>,
    pbes2: bool,
    old_form: bool,
}

impl Protection {
    /// The MAC: hash, derivation, iterations; `None` when there is none.
    #[must_use]
    pub fn mac(&self) -> Option<&str> {
        self.mac.as_deref()
    }

    /// Each way in which private keys are encrypted, once.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Each way in which contents (the certificates) are encrypted, once.
    #[must_use]
    pub fn certificates(&self) -> &[String] {
        &self.certificates
    }

    /// The profile that keeps the file readable for whoever reads it now: `modern` when anything in it is
    /// PBES2.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        if self.pbes2 { Profile::Modern } else { Profile::Compatible }
    }

    /// Whether something is encrypted with RC2, RC4 or two-key 3DES, which newer programs no longer read.
    #[must_use]
    pub const fn is_old_form(&self) -> bool {
        self.old_form
    }

    fn add(list: &mut Vec<String>, entry: String) {
        if !list.contains(&entry) {
            list.push(entry);
        }
    }
}

/// What is left of the iterations that a file may cost.
pub(crate) struct Budget {
    each: u32,
    left: u64,
}

impl Budget {
    pub(crate) const fn new(limits: &Limits) -> Self {
        Self { each: limits.iterations, left: limits.iterations_in_all }
    }

    /// Before a derivation.
    pub(crate) fn spend(&mut self, iterations: u32) -> Result<(), Error> {
        let left = self.left.checked_sub(u64::from(iterations));
        self.left = left.filter(|_| iterations <= self.each).ok_or(Error::Limit(LimitKind::Iterations))?;
        Ok(())
    }
}

/// Object identifiers of RFC 7292, RFC 2985 and the JDK.
pub(crate) mod oid {
    use der::asn1::ObjectIdentifier;

    const fn new(text: &str) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(text)
    }

    pub(crate) const DATA: ObjectIdentifier = new("1.2.840.113549.1.7.1");
    pub(crate) const SIGNED_DATA: ObjectIdentifier = new("1.2.840.113549.1.7.2");
    pub(crate) const ENVELOPED_DATA: ObjectIdentifier = new("1.2.840.113549.1.7.3");
    pub(crate) const ENCRYPTED_DATA: ObjectIdentifier = new("1.2.840.113549.1.7.6");

    pub(crate) const KEY_BAG: ObjectIdentifier = new("1.2.840.113549.1.12.10.1.1");
    pub(crate) const SHROUDED_KEY_BAG: ObjectIdentifier = new("1.2.840.113549.1.12.10.1.2");
    pub(crate) const CERT_BAG: ObjectIdentifier = new("1.2.840.113549.1.12.10.1.3");
    pub(crate) const CRL_BAG: ObjectIdentifier = new("1.2.840.113549.1.12.10.1.4");
    pub(crate) const SECRET_BAG: ObjectIdentifier = new("1.2.840.113549.1.12.10.1.5");
    pub(crate) const SAFE_CONTENTS_BAG: ObjectIdentifier = new("1.2.840.113549.1.12.10.1.6");
    pub(crate) const X509_CERTIFICATE: ObjectIdentifier = new("1.2.840.113549.1.9.22.1");

    pub(crate) const FRIENDLY_NAME: ObjectIdentifier = new("1.2.840.113549.1.9.20");
    pub(crate) const LOCAL_KEY_ID: ObjectIdentifier = new("1.2.840.113549.1.9.21");
    /// The JDK's: without it the JDK does not show a certificate that belongs to no key.
    pub(crate) const TRUSTED_KEY_USAGE: ObjectIdentifier = new("2.16.840.1.113894.746875.1.1");
    pub(crate) const TRIPLE_DES: ObjectIdentifier = new("1.2.840.113549.1.12.1.3");
    pub(crate) const PBES2: ObjectIdentifier = new("1.2.840.113549.1.5.13");
    pub(crate) const PBKDF2: ObjectIdentifier = new("1.2.840.113549.1.5.12");
    pub(crate) const HMAC_SHA256: ObjectIdentifier = new("1.2.840.113549.2.9");
    pub(crate) const AES256_CBC: ObjectIdentifier = new("2.16.840.1.101.3.4.1.42");
    pub(crate) const ANY_EXTENDED_KEY_USAGE: ObjectIdentifier = new("2.5.29.37.0");
}
