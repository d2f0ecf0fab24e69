//! The MAC of a keystore: RFC 7292 section 4 with appendix B, and PBMAC1 (RFC 9579).

use std::borrow::Cow;

use der::asn1::ObjectIdentifier;

use crate::error::Error;
use crate::password::Encoding;
use crate::pfx::Budget;
use crate::pfx::ber::{Element, tag};
use crate::pfx::kdf::{Hash, Purpose};
use crate::pfx::pbe::{Pbkdf2, iterations, salt};

const PBMAC1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.14");

/// A MAC as it stands in the file.
pub(crate) struct MacData<'a> {
    digest: Cow<'a, [u8]>,
    kind: Kind,
    salt: Vec<u8>,
    iterations: u32,
}

enum Kind {
    AppendixB(Hash),
    Pbmac1 { prf: Hash, hmac: Hash, key_len: usize },
}

impl<'a> MacData<'a> {
    /// ```text
    /// MacData ::= SEQUENCE { mac DigestInfo, macSalt OCTET STRING, iterations INTEGER DEFAULT 1 }
    /// ```
    pub(crate) fn read(element: &Element<'a>) -> Result<Self, Error> {
        let mut reader = element.reader();
        let mut info = reader.expect(tag::SEQUENCE)?.reader();
        let algorithm = info.expect(tag::SEQUENCE)?;
        let digest = info.any()?.octets()?;
        info.finish()?;
        let salt = salt(&reader.any()?)?;
        let iterations = reader.optional(tag::INTEGER)?.map(|count| iterations(&count)).transpose()?;
        reader.finish()?;

        let mut parts = algorithm.reader();
        let oid = parts.any()?.oid()?;
        if oid == PBMAC1 {
            return Self::read_pbmac1(&parts.expect(tag::SEQUENCE)?, digest);
        }
        let hash = Hash::of_digest(&oid).ok_or_else(|| Error::unsupported("MAC", oid))?;
        Ok(Self { digest, kind: Kind::AppendixB(hash), salt, iterations: iterations.unwrap_or(1) })
    }

    /// ```text
    /// PBMAC1-params ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, messageAuthScheme AlgorithmIdentifier }
    /// ```
    /// Salt and iterations of `MacData` itself mean nothing here (RFC 9579 section 4).
    fn read_pbmac1(parameters: &Element<'_>, digest: Cow<'a, [u8]>) -> Result<Self, Error> {
        let mut reader = parameters.reader();
        let Pbkdf2 { salt, iterations, key_len, prf } = Pbkdf2::read(&reader.expect(tag::SEQUENCE)?)?;
        let scheme = reader.expect(tag::SEQUENCE)?.reader().any()?.oid()?;
        reader.finish()?;
        let hmac = Hash::of_hmac(&scheme).ok_or_else(|| Error::unsupported("MAC", scheme))?;
        // The length is obligatory there; no hash has a block of more than 128 bytes.
        let key_len = key_len.and_then(|len| usize::try_from(len).ok()).filter(|len| *len <= 128);
        let key_len = key_len.ok_or(parameters.malformed())?;
        Ok(Self { digest, kind: Kind::Pbmac1 { prf, hmac, key_len }, salt, iterations })
    }

    /// Whether `password` and `content` give this MAC.
    pub(crate) fn verify(
        &self,
        password: &Encoding,
        content: &[u8],
        budget: &mut Budget,
    ) -> Result<bool, Error> {
        budget.spend(self.iterations)?;
        Ok(match self.kind {
            Kind::AppendixB(hash) => {
                let key = hash.appendix_b(Purpose::Mac, password, &self.salt, self.iterations, hash.len());
                hash.hmac_is(&key, content, &self.digest)
            }
            Kind::Pbmac1 { prf, hmac, key_len } => {
                let key = prf.pbkdf2(password, &self.salt, self.iterations, key_len);
                hmac.hmac_is(&key, content, &self.digest)
            }
        })
    }

    pub(crate) const fn is_pbmac1(&self) -> bool {
        matches!(self.kind, Kind::Pbmac1 { .. })
    }

    /// For people.
    pub(crate) fn describe(&self) -> String {
        match self.kind {
            Kind::AppendixB(hash) => {
                format!("HMAC {}, PKCS#12 KDF, {} iterations", hash.name(), self.iterations)
            }
            Kind::Pbmac1 { prf, hmac, .. } => {
                format!("HMAC {}, PBKDF2 {}, {} iterations", hmac.name(), prf.name(), self.iterations)
            }
        }
    }
}
