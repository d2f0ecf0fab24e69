//! From a file's bytes to its keys and certificates, in the file's order.

use ehealth_pki::certificate::Certificate;
use zeroize::Zeroizing;

use crate::error::{Damage, Error, FileKind, LimitKind, Unprotected};
use crate::password::{Encoding, Password};
use crate::pfx::ber::{Element, MAX_DEPTH, Position, Reader, tag};
use crate::pfx::mac::MacData;
use crate::pfx::pbe::Encryption;
use crate::pfx::{Budget, Protection, ReadOptions, oid};

/// What a file holds.
pub(crate) struct Contents {
    pub(crate) keys: Vec<KeyBag>,
    pub(crate) certificates: Vec<CertificateBag>,
    /// Symmetric keys, passwords: nothing of ours, and not to be lost by writing the file anew.
    pub(crate) secrets: usize,
    pub(crate) protection: Protection,
}

/// A private key, PKCS#8.
pub(crate) struct KeyBag {
    pub(crate) pkcs8: Zeroizing<Vec<u8>>,
    pub(crate) attributes: Attributes,
    /// Of the bag, for errors.
    pub(crate) at: usize,
}

pub(crate) struct CertificateBag {
    pub(crate) certificate: Certificate,
    pub(crate) attributes: Attributes,
}

/// What stands beside a key or certificate.
#[derive(Clone, Default)]
pub(crate) struct Attributes {
    pub(crate) friendly_name: Option<String>,
    pub(crate) local_key_id: Option<Vec<u8>>,
    /// The JDK's mark of an entry of its own.
    pub(crate) trusted: bool,
}

/// Reads a whole file.
pub(crate) fn read(file: &[u8], password: &Password, options: &ReadOptions) -> Result<Contents, Error> {
    read_as(file, password, options, Keys::Opened)
}

/// Reads a whole file but for its private keys, whose derivations are most of the time: their bags are left empty.
pub(crate) fn read_closed(
    file: &[u8],
    password: &Password,
    options: &ReadOptions,
) -> Result<Contents, Error> {
    read_as(file, password, options, Keys::Closed)
}

/// What becomes of encrypted private keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    Opened,
    Closed,
}

fn read_as(
    file: &[u8],
    password: &Password,
    options: &ReadOptions,
    private: Keys,
) -> Result<Contents, Error> {
    if file.len() > options.limits.file_len {
        return Err(Error::Limit(LimitKind::Size));
    }
    if file.is_empty() {
        return Err(Error::Damaged { damage: Damage::Empty, at: 0 });
    }
    if file.first() != Some(&tag::SEQUENCE) {
        return Err(Error::NotPkcs12(sniff(file)));
    }
    let mut outer = Reader::new(file, Position::Exact(0));
    let pfx = outer.any()?;
    if !outer.is_empty() {
        return Err(Error::Damaged { damage: Damage::TrailingData, at: outer.at() });
    }
    let (auth_safe, mac) = read_pfx(&pfx)?;
    let content = auth_safe.octets()?;
    let mut budget = Budget::new(&options.limits);
    let encodings = match &mac {
        Some(mac) => vec![matching_encoding(mac, password, &content, &mut budget)?],
        None if options.allow_no_mac => password.encodings(),
        None => return Err(Error::Unprotected(Unprotected::NoMac)),
    };
    let protection = Protection {
        mac: mac.as_ref().map(MacData::describe),
        keys: Vec::new(),
        certificates: Vec::new(),
        pbes2: mac.as_ref().is_some_and(MacData::is_pbmac1),
        old_form: false,
    };
    let contents = Contents { keys: Vec::new(), certificates: Vec::new(), secrets: 0, protection };
    let mut walk = Walk { options, private, budget, encodings, bags: 0, contents };
    walk.authenticated_safe(Reader::new(&content, auth_safe.octets_position()))?;
    Ok(walk.contents)
}

/// ```text
/// PFX ::= SEQUENCE { version INTEGER {v3(3)}, authSafe ContentInfo, macData MacData OPTIONAL }
/// ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY OPTIONAL }
/// ```
fn read_pfx<'a>(pfx: &Element<'a>) -> Result<(Element<'a>, Option<MacData<'a>>), Error> {
    let mut reader = pfx.reader();
    let version = reader.any()?;
    if version.tag != tag::INTEGER {
        return Err(Error::NotPkcs12(sniff_sequence(&version)));
    }
    match version.unsigned()? {
        3 => {}
        // PKCS#1 and PKCS#8 begin with a version 0 too.
        0 => return Err(Error::NotPkcs12(FileKind::PrivateKey)),
        other => return Err(Error::unsupported("version", other)),
    }
    let mut info = reader.expect(tag::SEQUENCE)?.reader();
    let content_type = info.any()?.oid()?;
    if content_type == oid::SIGNED_DATA {
        return Err(Error::unsupported("integrity", "public key"));
    }
    if content_type != oid::DATA {
        return Err(Error::unsupported("content", content_type));
    }
    let mut explicit = info.expect(tag::CONTEXT_0)?.reader();
    let content = explicit.any()?;
    explicit.finish()?;
    info.finish()?;
    let mac = reader.optional(tag::SEQUENCE)?.map(|mac| MacData::read(&mac)).transpose()?;
    reader.finish()?;
    Ok((content, mac))
}

/// The encoding of the password that the MAC confirms.
fn matching_encoding(
    mac: &MacData<'_>,
    password: &Password,
    content: &[u8],
    budget: &mut Budget,
) -> Result<Encoding, Error> {
    for encoding in password.encodings() {
        if mac.verify(&encoding, content, budget)? {
            return Ok(encoding);
        }
    }
    Err(Error::WrongPassword)
}

struct Walk<'o> {
    options: &'o ReadOptions,
    private: Keys,
    budget: Budget,
    /// One, when a MAC has confirmed it; else those that are possible.
    encodings: Vec<Encoding>,
    bags: usize,
    contents: Contents,
}

impl Walk<'_> {
    /// `AuthenticatedSafe ::= SEQUENCE OF ContentInfo`
    fn authenticated_safe(&mut self, mut reader: Reader<'_>) -> Result<(), Error> {
        let sequence = reader.expect(tag::SEQUENCE)?;
        reader.finish()?;
        let mut infos = sequence.reader();
        while let Some(info) = infos.next()? {
            let mut info = info.reader();
            let content_type = info.any()?.oid()?;
            if content_type == oid::ENVELOPED_DATA {
                return Err(Error::unsupported("privacy", "public key"));
            }
            let content = info.expect(tag::CONTEXT_0)?.reader().any()?;
            if content_type == oid::DATA {
                let bytes = content.octets()?;
                self.safe_contents(&bytes, content.octets_position())?;
            } else if content_type == oid::ENCRYPTED_DATA {
                let plain = self.encrypted_data(&content)?;
                self.safe_contents(&plain, Position::Within(content.at()))?;
            } else {
                return Err(Error::unsupported("content", content_type));
            }
        }
        Ok(())
    }

    /// ```text
    /// EncryptedData ::= SEQUENCE { version INTEGER, SEQUENCE { contentType OBJECT IDENTIFIER,
    ///     contentEncryptionAlgorithm AlgorithmIdentifier, encryptedContent [0] IMPLICIT OCTET STRING } }
    /// ```
    fn encrypted_data(&mut self, content: &Element<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut reader = content.reader();
        reader.expect(tag::INTEGER)?.unsigned()?;
        let mut info = reader.expect(tag::SEQUENCE)?.reader();
        info.any()?.oid()?;
        let encryption = Encryption::read(&info.expect(tag::SEQUENCE)?)?;
        let encrypted = info.any()?;
        let ciphertext = encrypted.octets_as(tag::CONTEXT_0_PRIMITIVE)?;
        self.contents.protection.note(&encryption, false);
        self.decrypt(&encryption, &ciphertext)
    }

    /// With the password's one encoding, or each that is possible when no MAC has decided.
    fn decrypt(&mut self, encryption: &Encryption, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        for encoding in &self.encodings {
            match encryption.decrypt(encoding, ciphertext, &mut self.budget) {
                // The padding fits one time in 256 with a wrong password, so the content decides too.
                Ok(plain) if self.encodings.len() == 1 || is_one_element(&plain) => return Ok(plain),
                Ok(_) | Err(Error::WrongPassword) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Error::WrongPassword)
    }

    fn safe_contents(&mut self, bytes: &[u8], position: Position) -> Result<(), Error> {
        let mut reader = Reader::new(bytes, position);
        let contents = reader.expect(tag::SEQUENCE)?;
        reader.finish()?;
        self.bags(&contents, 1)
    }

    /// ```text
    /// SafeBag ::= SEQUENCE { bagId OBJECT IDENTIFIER, bagValue [0] EXPLICIT ANY, bagAttributes SET OPTIONAL }
    /// ```
    fn bags(&mut self, contents: &Element<'_>, depth: usize) -> Result<(), Error> {
        if depth > MAX_DEPTH {
            return Err(Error::Limit(LimitKind::Depth));
        }
        let mut bags = contents.reader();
        while let Some(bag) = bags.next()? {
            self.bags = self.bags.saturating_add(1);
            if self.bags > self.options.limits.bags {
                return Err(Error::Limit(LimitKind::Bags));
            }
            let mut reader = bag.reader();
            let kind = reader.any()?.oid()?;
            let mut explicit = reader.expect(tag::CONTEXT_0)?.reader();
            let value = explicit.any()?;
            explicit.finish()?;
            let attributes = match reader.optional(tag::SET)? {
                Some(attributes) => Attributes::read(&attributes)?,
                None => Attributes::default(),
            };
            reader.finish()?;
            match kind {
                oid::KEY_BAG if !self.options.allow_plain_keys => {
                    return Err(Error::Unprotected(Unprotected::PlainKey));
                }
                oid::KEY_BAG => self.key(Zeroizing::new(value.whole.to_vec()), attributes, bag.at())?,
                oid::SHROUDED_KEY_BAG => {
                    let pkcs8 = self.shrouded_key(&value)?;
                    self.key(pkcs8, attributes, bag.at())?;
                }
                oid::CERT_BAG => self.certificate(&value, attributes)?,
                oid::SAFE_CONTENTS_BAG => self.bags(&value, depth.saturating_add(1))?,
                oid::SECRET_BAG => self.contents.secrets = self.contents.secrets.saturating_add(1),
                oid::CRL_BAG => {}
                other => return Err(Error::unsupported("bag", other)),
            }
        }
        Ok(())
    }

    fn key(&mut self, pkcs8: Zeroizing<Vec<u8>>, attributes: Attributes, at: usize) -> Result<(), Error> {
        if self.contents.keys.len() >= self.options.limits.keys {
            return Err(Error::Limit(LimitKind::Keys));
        }
        self.contents.keys.push(KeyBag { pkcs8, attributes, at });
        Ok(())
    }

    /// `EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm AlgorithmIdentifier, encryptedData OCTET STRING }`
    fn shrouded_key(&mut self, value: &Element<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut reader = value.reader();
        let encryption = Encryption::read(&reader.expect(tag::SEQUENCE)?)?;
        let ciphertext = reader.any()?.octets()?;
        reader.finish()?;
        self.contents.protection.note(&encryption, true);
        if self.private == Keys::Closed {
            return Ok(Zeroizing::new(Vec::new()));
        }
        self.decrypt(&encryption, &ciphertext)
    }

    /// `CertBag ::= SEQUENCE { certId OBJECT IDENTIFIER, certValue [0] EXPLICIT OCTET STRING }`
    fn certificate(&mut self, value: &Element<'_>, attributes: Attributes) -> Result<(), Error> {
        let mut reader = value.reader();
        let kind = reader.any()?.oid()?;
        if kind != oid::X509_CERTIFICATE {
            return Ok(()); // an SDSI certificate: of no use to anybody
        }
        let der = reader.expect(tag::CONTEXT_0)?.reader().any()?.octets()?;
        let certificate = Certificate::from_der(&der).map_err(|_| value.malformed())?;
        self.contents.certificates.push(CertificateBag { certificate, attributes });
        Ok(())
    }
}

impl Protection {
    fn note(&mut self, encryption: &Encryption, key: bool) {
        self.pbes2 |= encryption.is_pbes2();
        self.old_form |= encryption.cipher.is_old();
        let list = if key { &mut self.keys } else { &mut self.certificates };
        Self::add(list, encryption.describe());
    }
}

impl Attributes {
    /// `SET OF SEQUENCE { attrId OBJECT IDENTIFIER, attrValues SET OF ANY }`; of an attribute that stands there
    /// twice, and of several values, the first counts.
    fn read(set: &Element<'_>) -> Result<Self, Error> {
        let mut all = Self::default();
        let mut attributes = set.reader();
        while let Some(attribute) = attributes.next()? {
            let mut reader = attribute.reader();
            let kind = reader.any()?.oid()?;
            let Some(value) = reader.expect(tag::SET)?.reader().next()? else { continue };
            match kind {
                oid::FRIENDLY_NAME if all.friendly_name.is_none() => {
                    all.friendly_name = Some(text(&value)?);
                }
                oid::LOCAL_KEY_ID if all.local_key_id.is_none() => {
                    all.local_key_id = Some(value.octets()?.into_owned());
                }
                oid::TRUSTED_KEY_USAGE => all.trusted = true,
                _ => {}
            }
        }
        Ok(all)
    }
}

/// A BMPString, which may hold surrogate pairs; some writers use UTF8String.
fn text(value: &Element<'_>) -> Result<String, Error> {
    match value.tag {
        tag::UTF8_STRING => String::from_utf8(value.content.to_vec()).map_err(|_| value.malformed()),
        tag::BMP_STRING if value.content.len().is_multiple_of(2) => {
            let units = value.content.chunks_exact(2).filter_map(|pair| pair.try_into().ok());
            Ok(char::decode_utf16(units.map(u16::from_be_bytes))
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect())
        }
        _ => Err(value.malformed()),
    }
}

fn is_one_element(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes, Position::Exact(0));
    matches!(reader.next(), Ok(Some(element)) if element.tag == tag::SEQUENCE) && reader.is_empty()
}

/// What a file is that does not begin with a SEQUENCE.
fn sniff(file: &[u8]) -> FileKind {
    let text = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file).trim_ascii_start();
    if file.starts_with(&[0xFE, 0xED, 0xFE, 0xED]) {
        FileKind::Jks
    } else if file.starts_with(&[0xCE, 0xCE, 0xCE, 0xCE]) {
        FileKind::Jceks
    } else if text.starts_with(b"-----BEGIN ") {
        FileKind::Pem
    } else if text.starts_with(b"<") {
        FileKind::Xml
    } else if !text.is_empty()
        && file.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
    {
        FileKind::Text
    } else {
        FileKind::Other
    }
}

/// What a SEQUENCE is that begins with another one: certificates and encrypted private keys do.
fn sniff_sequence(first: &Element<'_>) -> FileKind {
    if first.tag != tag::SEQUENCE {
        return FileKind::Other;
    }
    match first.reader().next() {
        Ok(Some(inner)) if inner.tag == tag::OID => FileKind::PrivateKey,
        Ok(Some(inner)) if inner.tag == tag::CONTEXT_0 || inner.tag == tag::INTEGER => FileKind::Certificate,
        _ => FileKind::Other,
    }
}
