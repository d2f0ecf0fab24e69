//! From keys and certificates to a file's bytes: DER, the layout of domain.md 4.1, the profiles of 4.3.

use ehealth_pki::KeyIdentifier;
use rand::rngs::SysRng;
use rand_core::TryRng;
use zeroize::Zeroizing;

use crate::asn1::{bmp_string, element, explicit, integer, null, octet_string, oid, sequence, set_of};
use crate::assumed;
use crate::error::Error;
use crate::password::{Encoding, Password};
use crate::pfx::ber::tag;
use crate::pfx::kdf::{Hash, Purpose};
use crate::pfx::pbe::Encryption;
use crate::pfx::{Profile, oid as id};
use crate::secret::Secret;

/// Iterations of each derivation, when there are few (domain.md 4.3).
const ITERATIONS: u32 = 100_000;
/// .NET allows one million for keys and contents together.
const ITERATIONS_IN_ALL: u32 = 900_000;
const MIN_ITERATIONS: u32 = 10_000;

/// What to write, in the order in which it is to stand.
pub(crate) struct Plan<'a> {
    /// Alias and key.
    pub(crate) keys: Vec<(&'a str, &'a Secret)>,
    pub(crate) certificates: Vec<CertificateEntry<'a>>,
    /// Bytes that the file must have at least; the first certificate carries the padding.
    pub(crate) min_len: usize,
}

/// One certificate bag.
pub(crate) struct CertificateEntry<'a> {
    pub(crate) der: &'a [u8],
    pub(crate) alias: Option<String>,
    pub(crate) local_key_id: Option<KeyIdentifier>,
    /// An entry of its own, in the JDK's eyes.
    pub(crate) trusted: bool,
}

impl<'a> CertificateEntry<'a> {
    /// The certificate of a key: same alias, same identifier.
    pub(crate) fn of_key(der: &'a [u8], alias: &str, key: KeyIdentifier) -> Self {
        Self { der, alias: Some(alias.to_owned()), local_key_id: Some(key), trusted: false }
    }

    /// A certificate that only completes a chain.
    pub(crate) const fn of_chain(der: &'a [u8]) -> Self {
        Self { der, alias: None, local_key_id: None, trusted: false }
    }

    pub(crate) const fn trusted(der: &'a [u8], alias: String) -> Self {
        Self { der, alias: Some(alias), local_key_id: None, trusted: true }
    }
}

/// The iterations of each derivation: budget rule of domain.md 4.3. One content is encrypted, the
/// certificates'.
pub(crate) fn iterations(keys: usize) -> u32 {
    let derivations = u32::try_from(keys.saturating_add(2)).unwrap_or(u32::MAX);
    ITERATIONS_IN_ALL.checked_div(derivations).unwrap_or(ITERATIONS).clamp(MIN_ITERATIONS, ITERATIONS)
}

/// Makes the file. Each salt is fresh.
pub(crate) fn encode(plan: &Plan<'_>, password: &Password, profile: Profile) -> Result<Vec<u8>, Error> {
    let encoding = password.encoding();
    let writer = |iterations| Writer { encoding: &encoding, profile, iterations };
    // With one iteration the file is nearly as long and costs nothing: that tells the padding.
    let missing = match plan.min_len {
        0 => 0,
        wanted => wanted.saturating_sub(writer(1).pfx(plan, 0)?.len()),
    };
    writer(iterations(plan.keys.len())).pfx(plan, missing)
}

struct Writer<'a> {
    encoding: &'a Encoding,
    profile: Profile,
    iterations: u32,
}

impl Writer<'_> {
    fn pfx(&self, plan: &Plan<'_>, padding: usize) -> Result<Vec<u8>, Error> {
        let keys = plan.keys.iter().map(|(alias, secret)| self.key_bag(alias, secret));
        let keys: Vec<Vec<u8>> = keys.collect::<Result<_, _>>()?;
        let first = |index: usize| if index == 0 { padding } else { 0 };
        let certificates = plan.certificates.iter().enumerate();
        let certificates: Vec<Vec<u8>> =
            certificates.map(|(index, entry)| certificate_bag(entry, first(index))).collect();
        let safe = sequence(&[
            &content_info(id::DATA, &octet_string(&sequence_of(&keys))),
            &content_info(id::ENCRYPTED_DATA, &self.encrypted_data(&sequence_of(&certificates))?),
        ]);
        let mac = self.mac(&safe)?;
        Ok(sequence(&[&integer(3), &content_info(id::DATA, &octet_string(&safe)), &mac]))
    }

    fn key_bag(&self, alias: &str, secret: &Secret) -> Result<Vec<u8>, Error> {
        let (algorithm, ciphertext) = self.seal(secret.pkcs8())?;
        let shrouded = sequence(&[&algorithm, &octet_string(&ciphertext)]);
        let attributes = attributes(Some(alias), Some(secret.key_identifier()), false, 0);
        Ok(bag(id::SHROUDED_KEY_BAG, &shrouded, attributes))
    }

    fn encrypted_data(&self, contents: &[u8]) -> Result<Vec<u8>, Error> {
        let (algorithm, ciphertext) = self.seal(contents)?;
        let content = element(tag::CONTEXT_0_PRIMITIVE, &[&ciphertext]);
        Ok(sequence(&[&integer(0), &sequence(&[&oid(id::DATA), &algorithm, &content])]))
    }

    fn seal(&self, plaintext: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
        seal(self.encoding, self.profile, self.iterations, plaintext)
    }

    fn mac(&self, content: &[u8]) -> Result<Vec<u8>, Error> {
        let (hash, hash_id) = match self.profile {
            Profile::Compatible => (Hash::Sha1, const_oid::db::rfc5912::ID_SHA_1),
            Profile::Modern => (Hash::Sha256, const_oid::db::rfc5912::ID_SHA_256),
        };
        let salt = random(20)?;
        let key = hash.appendix_b(Purpose::Mac, self.encoding, &salt, self.iterations, hash.len());
        let digest = octet_string(&hash.hmac(&key, content));
        let info = sequence(&[&sequence(&[&oid(hash_id), &null()]), &digest]);
        Ok(sequence(&[&info, &octet_string(&salt), &integer(self.iterations)]))
    }
}

/// The `AlgorithmIdentifier` and the ciphertext.
pub(crate) fn seal(
    encoding: &Encoding,
    profile: Profile,
    iterations: u32,
    plaintext: &[u8],
) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let count = integer(iterations);
    let (encryption, algorithm) = match profile {
        Profile::Compatible => {
            let salt = random(20)?;
            let parameters = sequence(&[&octet_string(&salt), &count]);
            let algorithm = sequence(&[&oid(id::TRIPLE_DES), &parameters]);
            (Encryption::triple_des(salt, iterations), algorithm)
        }
        Profile::Modern => {
            let salt = random(16)?;
            let mut iv = [0; 16];
            fill(&mut iv)?;
            let prf = sequence(&[&oid(id::HMAC_SHA256), &null()]);
            let kdf = sequence(&[&oid(id::PBKDF2), &sequence(&[&octet_string(&salt), &count, &prf])]);
            let cipher = sequence(&[&oid(id::AES256_CBC), &octet_string(&iv)]);
            let algorithm = sequence(&[&oid(id::PBES2), &sequence(&[&kdf, &cipher])]);
            (Encryption::aes256(salt, iv, iterations), algorithm)
        }
    };
    let ciphertext = encryption.encrypt(encoding, plaintext);
    Ok((algorithm, ciphertext.ok_or(Error::VerifyFailed(None))?))
}

fn content_info(kind: der::asn1::ObjectIdentifier, content: &[u8]) -> Vec<u8> {
    sequence(&[&oid(kind), &explicit(0, content)])
}

fn certificate_bag(entry: &CertificateEntry<'_>, padding: usize) -> Vec<u8> {
    let value = sequence(&[&oid(id::X509_CERTIFICATE), &explicit(0, &octet_string(entry.der))]);
    let attributes = attributes(entry.alias.as_deref(), entry.local_key_id, entry.trusted, padding);
    bag(id::CERT_BAG, &value, attributes)
}

fn bag(kind: der::asn1::ObjectIdentifier, value: &[u8], attributes: Vec<Vec<u8>>) -> Vec<u8> {
    let value = explicit(0, value);
    if attributes.is_empty() {
        return sequence(&[&oid(kind), &value]);
    }
    sequence(&[&oid(kind), &value, &set_of(attributes)])
}

/// One name and one identifier at most: some readers throw on more (domain.md 4.1).
fn attributes(
    alias: Option<&str>,
    key: Option<KeyIdentifier>,
    trusted: bool,
    padding: usize,
) -> Vec<Vec<u8>> {
    let attribute = |kind, value: Vec<u8>| sequence(&[&oid(kind), &element(tag::SET, &[&value])]);
    let mut all = Vec::new();
    if let Some(alias) = alias.filter(|alias| !alias.is_empty()) {
        all.push(attribute(id::FRIENDLY_NAME, bmp_string(alias)));
    }
    if let Some(key) = key {
        all.push(attribute(id::LOCAL_KEY_ID, octet_string(key.as_bytes())));
    }
    if trusted {
        all.push(attribute(id::TRUSTED_KEY_USAGE, oid(id::ANY_EXTENDED_KEY_USAGE)));
    }
    if padding > 0 {
        // In a SEQUENCE, so that OpenSSL prints one line about it and not its bytes.
        let filling = sequence(&[&octet_string(&vec![0; padding])]);
        all.push(attribute(assumed::PADDING_ATTRIBUTE, filling));
    }
    all
}

fn sequence_of(members: &[Vec<u8>]) -> Zeroizing<Vec<u8>> {
    let members: Vec<&[u8]> = members.iter().map(Vec::as_slice).collect();
    Zeroizing::new(sequence(&members))
}

fn random(len: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![0; len];
    fill(&mut bytes)?;
    Ok(bytes)
}

fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    SysRng.try_fill_bytes(bytes).map_err(|error| Error::Key(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// domain.md 4.3: n = min(100,000, ⌊900,000 ÷ (keys + encrypted contents + 1)⌋), at least 10,000.
    #[test]
    fn budget_rule() {
        let cases = [
            (1, 100_000),
            (2, 100_000),
            (7, 100_000),
            (8, 90_000),
            (10, 75_000),
            (88, 10_000),
            (500, 10_000),
        ];
        for (keys, expected) in cases {
            assert_eq!(iterations(keys), expected, "{keys} keys");
        }
    }
}
