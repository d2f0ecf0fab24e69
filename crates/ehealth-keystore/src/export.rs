//! For people who must: a chain as PEM, a private key as encrypted PKCS#8. Nothing in this crate needs it.

use ehealth_pki::certificate::Certificate;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use crate::asn1::{octet_string, sequence};
use crate::entries::Entry;
use crate::error::Error;
use crate::key::StoredKey;
use crate::password::Password;
use crate::pfx::Profile;
use crate::pfx::write::seal;

/// Iterations of an exported key's protection.
const ITERATIONS: u32 = 600_000;

/// What TLS clients present: the chain, leaf first, and the private key, whose bytes stay where they are.
///
/// rustls and reqwest keep a key for as long as a connection may need it: give them
/// `PrivateKeyDer::from(identity.key().clone_key())` and they own that copy.
pub struct ClientIdentity<'a> {
    chain: &'a [Certificate],
    key: PrivatePkcs8KeyDer<'a>,
}

impl<'a> ClientIdentity<'a> {
    /// The certificates, leaf first.
    #[must_use]
    pub fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.chain.iter().map(|certificate| certificate.der().clone()).collect()
    }

    /// The private key, PKCS#8, borrowed.
    #[must_use]
    pub const fn key(&self) -> &PrivatePkcs8KeyDer<'a> {
        &self.key
    }
}

/// No key, no person.
impl core::fmt::Debug for ClientIdentity<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ClientIdentity({} certificates)", self.chain.len())
    }
}

impl Entry {
    /// Chain and key for a TLS client, as plain DER without another crate's types.
    #[must_use]
    pub fn client_identity(&self) -> ClientIdentity<'_> {
        ClientIdentity { chain: self.chain(), key: PrivatePkcs8KeyDer::from(self.key().secret().pkcs8()) }
    }

    /// The chain, leaf first, as text (RFC 7468). Nothing in it is secret.
    #[must_use]
    pub fn chain_pem(&self) -> String {
        self.chain().iter().map(|certificate| pem("CERTIFICATE", certificate.der())).collect()
    }
}

impl StoredKey {
    /// The private key as `EncryptedPrivateKeyInfo` (RFC 5958), DER: PBES2 with PBKDF2-HMAC-SHA256, 600,000
    /// iterations, and AES-256-CBC. An exported key can be copied by whoever knows `password`: the keystore
    /// itself is the better thing to hand over.
    ///
    /// # Errors
    /// `keystore.key_failed` when the system gives no random numbers.
    pub fn to_encrypted_pkcs8(&self, password: &Password) -> Result<Vec<u8>, Error> {
        let (algorithm, ciphertext) =
            seal(&password.encoding(), Profile::Modern, ITERATIONS, self.secret().pkcs8())?;
        Ok(sequence(&[&algorithm, &octet_string(&ciphertext)]))
    }

    /// The same as text, `-----BEGIN ENCRYPTED PRIVATE KEY-----` (RFC 7468).
    ///
    /// # Errors
    /// As [`to_encrypted_pkcs8`](Self::to_encrypted_pkcs8).
    pub fn to_encrypted_pem(&self, password: &Password) -> Result<String, Error> {
        Ok(pem("ENCRYPTED PRIVATE KEY", &self.to_encrypted_pkcs8(password)?))
    }
}

/// Lines of 64 characters between the two marks.
fn pem(label: &str, der: &[u8]) -> String {
    const BYTES: usize = 48;
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in der.chunks(BYTES) {
        text.push_str(&base64(line));
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

fn base64(bytes: &[u8]) -> String {
    use base64ct::{Base64, Encoding as _};
    Base64::encode_string(bytes)
}
