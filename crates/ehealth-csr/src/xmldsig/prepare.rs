//! Signing: the request's bytes are canonical already, so no document tree is needed.

use base64ct::{Base64, Encoding};
use ehealth_pki::{Certificate, Prepared, SignatureScheme, ToBeSigned};
use rustls_pki_types::CertificateDer;

use super::{DS, ENVELOPED, EXCLUSIVE, SignatureError, digest_uri, method_uri};
use crate::assumed::REFERENCE_DIGEST;
use crate::error::Error;
use crate::xml::{Document, Writer, c14n};

/// Prepares the enveloped signature of a request.
///
/// `unsigned` is the request's root element in exclusive canonical form, as [`Writer`] makes it, with an
/// `Id` and without signature. `chain` goes into `X509Data`, the signer's certificate first (ra.md 3.2).
/// `scheme` must be one of the first certificate's key. Out come the bytes of the signed element: they may
/// be put into an envelope as they are, and never be reformatted.
///
/// # Errors
/// [`Error::Signature`] with [`SignatureError::NotCanonical`], [`SignatureError::DuplicateId`], [`SignatureError::Several`] when it is
/// signed already, [`SignatureError::Certificate`] for an empty or unreadable chain,
/// [`SignatureError::Algorithm`] for a scheme that XML signatures have no name for,
/// [`SignatureError::Xml`].
pub fn prepare(
    unsigned: Vec<u8>,
    chain: &[CertificateDer<'_>],
    scheme: SignatureScheme,
) -> Result<Prepared<Vec<u8>>, Error> {
    let method = method_uri(scheme).ok_or_else(|| SignatureError::Algorithm(format!("{scheme:?}")))?;
    let leaf = chain.first().ok_or(SignatureError::Certificate)?;
    let leaf = Certificate::from_der(leaf).map_err(|_| SignatureError::Certificate)?;
    let id = id_of_canonical(&unsigned)?;
    let digest = REFERENCE_DIGEST.digest(&unsigned);
    let info = signed_info(&id, method, &digest)?;
    let tail = key_info(chain)?;

    // In the document the prefix is declared by the Signature; canonicalised alone, by SignedInfo itself.
    let declaration = format!(" xmlns:ds=\"{}\"", DS.uri());
    let inner = info.replacen(&declaration, "", 1);
    let tail = tail.replacen(&declaration, "", 1);
    let end = unsigned.windows(2).rposition(|pair| pair == b"</");
    let end = end.ok_or(SignatureError::NotCanonical)?;
    let signature_id = format!("xmldsig-{}", id.trim_start_matches('_'));

    let assemble = move |value: &[u8]| {
        let value = Base64::encode_string(value);
        let signature = format!(
            "<ds:Signature{declaration} Id=\"{signature_id}\">{inner}<ds:SignatureValue>{value}</ds:SignatureValue>{tail}</ds:Signature>"
        );
        let (head, close) = unsigned.split_at_checked(end).unwrap_or((&unsigned, &[]));
        [head, signature.as_bytes(), close].concat()
    };
    Ok(Prepared::new(ToBeSigned::new(scheme, info.into_bytes()), leaf.spki().clone(), assemble))
}

/// The root's `Id`, which is safe to stand in an attribute as it is.
fn id_of_canonical(unsigned: &[u8]) -> Result<String, SignatureError> {
    let document = Document::parse(unsigned)?;
    let root = document.root();
    if c14n::document(&document, &c14n::Options::default()) != unsigned {
        return Err(SignatureError::NotCanonical);
    }
    let id = root.attribute("Id").ok_or(SignatureError::NotCanonical)?;
    let safe = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.');
    if id.is_empty() || !id.chars().all(safe) {
        return Err(SignatureError::NotCanonical);
    }
    let mut below = root.descendants().skip(1);
    if below.any(|element| element.is(DS.uri(), "Signature")) {
        return Err(SignatureError::Several);
    }
    if root.descendants().skip(1).any(|element| element.attribute("Id") == Some(id)) {
        return Err(SignatureError::DuplicateId);
    }
    Ok(id.to_owned())
}

fn signed_info(id: &str, method: &str, digest: &[u8]) -> Result<String, SignatureError> {
    let digest_method = digest_uri(REFERENCE_DIGEST).ok_or(SignatureError::Malformed)?;
    let mut writer = Writer::new();
    writer.start(DS, "SignedInfo");
    writer.start(DS, "CanonicalizationMethod").attribute("Algorithm", EXCLUSIVE).end();
    writer.start(DS, "SignatureMethod").attribute("Algorithm", method).end();
    writer.start(DS, "Reference").attribute("URI", &format!("#{id}"));
    writer.start(DS, "Transforms");
    writer.start(DS, "Transform").attribute("Algorithm", ENVELOPED).end();
    writer.start(DS, "Transform").attribute("Algorithm", EXCLUSIVE).end();
    writer.end();
    writer.start(DS, "DigestMethod").attribute("Algorithm", digest_method).end();
    writer.element(DS, "DigestValue", &Base64::encode_string(digest));
    writer.end().end();
    text(writer)
}

fn key_info(chain: &[CertificateDer<'_>]) -> Result<String, SignatureError> {
    let mut writer = Writer::new();
    writer.start(DS, "KeyInfo").start(DS, "X509Data");
    for certificate in chain {
        writer.element(DS, "X509Certificate", &Base64::encode_string(certificate));
    }
    writer.end().end();
    text(writer)
}

fn text(writer: Writer) -> Result<String, SignatureError> {
    String::from_utf8(writer.finish()?).map_err(|_| SignatureError::Malformed)
}
