//! Base64, PEM and hexadecimal.

use base64ct::{Base64, Encoding};
use ehealth_pki::BoxError;

/// Base64 without line breaks.
pub(crate) fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Reads `xs:base64Binary`: white space anywhere, padding obligatory.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).collect();
    Base64::decode_vec(&text).ok()
}

/// Upper-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// RFC 7468.
pub(crate) fn pem(label: &'static str, der: &[u8]) -> String {
    use core::fmt::Write;
    let body = base64(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at_checked(64).unwrap_or((rest, ""));
        let _ = writeln!(out, "{line}");
        rest = more;
    }
    let _ = writeln!(out, "-----END {label}-----");
    out
}

/// The only block of a PEM file.
pub(crate) fn from_pem(label: &str, text: &str) -> Result<Vec<u8>, BoxError> {
    let body = text
        .trim()
        .strip_prefix(&format!("-----BEGIN {label}-----"))
        .and_then(|text| text.strip_suffix(&format!("-----END {label}-----")))
        .ok_or("not PEM")?;
    from_base64(body).ok_or_else(|| "not base64".into())
}
