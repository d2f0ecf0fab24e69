//! `inspect`: what a file is, without changing it and without judging whom to trust.

mod request;

use std::path::Path;

use ehealth_csr::CertificationRequest;
use ehealth_keystore::listing::ListedKey;
use ehealth_keystore::{Listing, Password, ReadOptions};
use ehealth_pki::{Certificate, KeyUsage};
use rustls_pki_types::UnixTime;
use rustls_pki_types::pem::{PemObject as _, SectionKind};
use serde_json::{Value, json};

use crate::cli::InspectArgs;
use crate::context::Context;
use crate::failure::{Failure, printable};
use crate::output::{Output, table};
use crate::passwords;
use crate::texts::validity;
use crate::times::rfc3339;
use crate::words::Words;
use crate::world::certificates_in;

/// Largest file, in bytes: that of keystores (domain.md 4.3).
const MAX_FILE: u64 = 4 * 1024 * 1024;

/// Runs it.
///
/// # Errors
/// `keystore.*`, `file.*`.
pub(super) fn run(args: &InspectArgs, context: &mut Context) -> Result<Output, Failure> {
    let path = std::path::absolute(&args.file).map_err(|error| Failure::reading(&args.file, &error))?;
    let bytes = read(&path)?;
    let mut output = match Kind::of(&bytes) {
        Kind::Request => request::inspect(&bytes, &context.words)?,
        Kind::Csr(der) => csr(&der, &context.words)?,
        Kind::Certificates => certificates(&bytes, &context.words)?,
        Kind::Keystore => keystore(&path, &bytes, context)?,
    };
    if let Some(document) = output.json.as_object_mut() {
        document.insert("file".to_owned(), json!(path));
        document.insert("size".to_owned(), json!(bytes.len()));
    }
    Ok(output)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let metadata = std::fs::metadata(path).map_err(|error| Failure::reading(path, &error))?;
    if !metadata.is_file() {
        return Err(
            Failure::new("keystore.not_pkcs12").with_detail(format!("{}: not a file", path.display()))
        );
    }
    if metadata.len() > MAX_FILE {
        return Err(Failure::new("keystore.limits").with_detail(format!("{}: too large", path.display())));
    }
    std::fs::read(path).map_err(|error| Failure::reading(path, &error))
}

/// What a file seems to be.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Request,
    Csr(Vec<u8>),
    Certificates,
    /// A keystore, or anything that the keystore's reader can name better.
    Keystore,
}

impl Kind {
    fn of(bytes: &[u8]) -> Self {
        let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        if start.starts_with(b"<") {
            return Self::Request;
        }
        if start.starts_with(b"-----BEGIN") {
            return Self::of_pem(bytes);
        }
        match inner(bytes) {
            // Certificate and CSR both are a SEQUENCE that begins with a SEQUENCE.
            Some([0x30, ..]) if Certificate::from_der(bytes).is_ok() => Self::Certificates,
            Some([0x30, ..]) if CertificationRequest::from_der(bytes).is_ok() => Self::Csr(bytes.to_vec()),
            // CMS: a request of version 1.
            Some([0x06, ..]) => Self::Request,
            _ => Self::Keystore,
        }
    }

    fn of_pem(bytes: &[u8]) -> Self {
        for (kind, der) in <(SectionKind, Vec<u8>)>::pem_slice_iter(bytes).flatten() {
            match kind {
                SectionKind::Certificate => return Self::Certificates,
                SectionKind::Csr => return Self::Csr(der),
                _ => {}
            }
        }
        Self::Keystore
    }
}

/// The content of an outer SEQUENCE, definite or not.
fn inner(bytes: &[u8]) -> Option<&[u8]> {
    let (&0x30, rest) = bytes.split_first()? else { return None };
    let (&length, rest) = rest.split_first()?;
    rest.get(if length > 0x80 { usize::from(length & 0x7F) } else { 0 }..)
}

fn keystore(path: &Path, bytes: &[u8], context: &mut Context) -> Result<Output, Failure> {
    let failed = |error: &ehealth_keystore::Error| Failure::of(error.code(), error);
    // What is no keystore at all is said before anybody is asked for a password.
    if inner(bytes).is_none_or(|inner| !inner.starts_with(&[0x02, 0x01, 0x03])) {
        let error = Listing::from_bytes(bytes, &Password::new(String::new()), &ReadOptions::new()).map(drop);
        return Err(error.map_or_else(|error| failed(&error), |()| Failure::new("keystore.damaged")));
    }
    let mut refused = false;
    // Private keys stay closed: whoever looks does not need them, and opening them is most of the time.
    let listing = loop {
        let password = Password::new(passwords::existing(context, path, refused)?);
        match Listing::from_bytes(bytes, &password, &ReadOptions::new()) {
            Ok(listing) => break listing,
            Err(ehealth_keystore::Error::WrongPassword) => refused = true,
            Err(error) => return Err(failed(&error)),
        }
    };
    let stage = listing.stage(UnixTime::now()).map(super::check::stage);
    let words = &context.words;
    let protection = listing.protection();
    let json = json!({
        "ok": true,
        "kind": "keystore",
        "stage": stage,
        "profile": protection.profile().as_str(),
        "old_form": protection.is_old_form(),
        "mac": protection.mac(),
        "keys": listing.keys().iter().map(entry_json).collect::<Vec<_>>(),
        "trusted": listing.trusted().iter().map(|trusted| json!({
            "alias": trusted.alias(),
            "certificate": certificate_json(trusted.certificate()),
        })).collect::<Vec<_>>(),
    });
    let mut lines = vec![words.plain("kind-keystore")];
    let mut rows = Vec::new();
    rows.extend(stage.map(|stage| (words.plain("label-stage"), words.plain(&format!("stage-{stage}")))));
    rows.push((words.plain("label-size"), words.text("bytes", &[("count", bytes.len().into())])));
    lines.extend(table(&rows));
    for entry in listing.keys() {
        lines.push(words.labelled("label-entry", &printable(entry.alias())));
        for certificate in entry.chain() {
            lines.extend(table(&certificate_rows(words, certificate)));
        }
    }
    for trusted in listing.trusted() {
        lines.push(words.labelled("label-trusted", &printable(trusted.alias())));
    }
    Ok(Output { json, lines })
}

fn entry_json(entry: &ListedKey) -> Value {
    json!({
        "alias": entry.alias(),
        "public_key_identifier": entry.chain().first().map(|leaf| leaf.key_identifier().to_string()),
        "chain": entry.chain().iter().map(certificate_json).collect::<Vec<_>>(),
    })
}

fn certificates(bytes: &[u8], words: &Words) -> Result<Output, Failure> {
    let found = certificates_in(bytes).map_err(|why| Failure::new("keystore.damaged").with_detail(why))?;
    let all: Vec<_> = found.iter().map(certificate_json).collect();
    let mut json = all.first().cloned().unwrap_or_default();
    if let Some(document) = json.as_object_mut() {
        document.insert("ok".to_owned(), true.into());
        document.insert("kind".to_owned(), "certificate".into());
        if all.len() > 1 {
            document.insert("certificates".to_owned(), all.into());
        }
    }
    let mut lines = Vec::new();
    for certificate in &found {
        lines.push(words.plain("kind-certificate"));
        lines.extend(table(&certificate_rows(words, certificate)));
    }
    Ok(Output { json, lines })
}

fn certificate_json(certificate: &Certificate) -> Value {
    json!({
        "subject": certificate.subject().rfc2253(),
        "issuer": certificate.issuer().rfc2253(),
        "serial": certificate.serial().to_string(),
        "not_before": rfc3339(certificate.not_before()),
        "not_after": rfc3339(certificate.not_after()),
        "public_key_identifier": certificate.key_identifier().to_string(),
        "is_ca": certificate.is_ca(),
        "key_usage": certificate.key_usage().map(usages),
    })
}

fn certificate_rows(words: &Words, certificate: &Certificate) -> Vec<(String, String)> {
    let mut rows = vec![
        ("label-subject", printable(&certificate.subject().rfc2253())),
        ("label-issuer", printable(&certificate.issuer().rfc2253())),
        ("label-serial", certificate.serial().to_string()),
        ("label-valid", validity(words, certificate.not_before(), certificate.not_after())),
        ("label-key", certificate.key_identifier().to_string()),
    ];
    rows.extend(certificate.key_usage().map(|usage| ("label-usage", usages(usage).join(", "))));
    rows.into_iter().map(|(key, value)| (words.plain(key), value)).collect()
}

/// The names of RFC 5280 4.2.1.3.
fn usages(usage: KeyUsage) -> Vec<&'static str> {
    let named = [
        (usage.digital_signature(), "digitalSignature"),
        (usage.non_repudiation(), "nonRepudiation"),
        (usage.key_encipherment(), "keyEncipherment"),
        (usage.data_encipherment(), "dataEncipherment"),
        (usage.cert_sign(), "keyCertSign"),
        (usage.crl_sign(), "cRLSign"),
    ];
    named.into_iter().filter(|(set, _)| *set).map(|(_, name)| name).collect()
}

fn csr(der: &[u8], words: &Words) -> Result<Output, Failure> {
    let csr = CertificationRequest::from_der(der).map_err(|error| Failure::of(error.code(), &error))?;
    let valid = csr.verify().is_ok();
    let json = json!({
        "ok": true,
        "kind": "csr",
        "subject": csr.subject().rfc2253(),
        "public_key_identifier": csr.key_identifier().to_string(),
        "signature_valid": valid,
    });
    let rows = [
        ("label-subject", printable(&csr.subject().rfc2253())),
        ("label-key", csr.key_identifier().to_string()),
        ("label-signature", words.plain(if valid { "signature-good" } else { "signature-bad" })),
    ];
    let mut lines = vec![words.plain("kind-csr")];
    lines.extend(table(&rows.map(|(key, value)| (words.plain(key), value))));
    Ok(Output { json, lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        assert_eq!(Kind::of(b"<a/>"), Kind::Request);
        assert_eq!(Kind::of(b"\xEF\xBB\xBF \n<?xml version='1.0'?>"), Kind::Request);
        assert_eq!(Kind::of(b"\x30\x80\x06\x09"), Kind::Request, "CMS");
        for other in
            [&b""[..], b"\x30", b"\x30\x82", b"\xFE\xED\xFE\xED", b"hello", b"\x30\x82\x09\x00\x02\x01\x03"]
        {
            assert_eq!(Kind::of(other), Kind::Keystore, "{other:?}");
        }
        let root = &beid_simulator::test_roots(beid_simulator::DEFAULT_SEED)[0];
        assert_eq!(Kind::of(root), Kind::Certificates);
    }

    #[test]
    fn outer_sequences() {
        assert_eq!(inner(b"\x30\x03\x02\x01\x03"), Some(&b"\x02\x01\x03"[..]));
        assert_eq!(inner(b"\x30\x82\x00\x03\x02\x01\x03"), Some(&b"\x02\x01\x03"[..]));
        assert_eq!(inner(b"\x30\x80\x02\x01\x03\x00\x00"), Some(&b"\x02\x01\x03\x00\x00"[..]));
        assert_eq!(inner(b"\x30\xFF"), None);
    }
}
