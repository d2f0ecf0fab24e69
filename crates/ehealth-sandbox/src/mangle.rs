//! What a fault makes of an answer.

use std::time::Duration;

use http::{HeaderValue, Response, StatusCode, header};
use rustls_pki_types::UnixTime;

use crate::body::Manner;
use crate::faults::FaultKind;
use crate::http_face;
use crate::server::Answer;
use crate::time;

/// `answer` as `kind` leaves it. Faults that concern what is said, not how, leave it as it is.
pub(crate) fn mangle(kind: &FaultKind, mut answer: Answer, now: UnixTime) -> Answer {
    let headers = answer.response.headers_mut();
    match kind {
        FaultKind::Drop => answer.manner = Manner::Cut,
        FaultKind::Truncate => {
            // The length of the whole is promised.
            let length = HeaderValue::from(answer.response.body().len());
            answer.response.headers_mut().insert(header::CONTENT_LENGTH, length);
            answer.manner = Manner::Half;
        }
        FaultKind::SlowBody { milliseconds } => {
            answer.manner = Manner::Slow(Duration::from_millis(*milliseconds));
        }
        FaultKind::HugeBody { bytes } => answer.manner = Manner::Padded(*bytes),
        FaultKind::EmptyBody => answer.response.body_mut().clear(),
        FaultKind::HtmlPage { status } => answer.response = html(*status, now),
        FaultKind::Redirect => {
            answer.response = http_face::empty(StatusCode::FOUND, now);
            let elsewhere = HeaderValue::from_static("https://maintenance.example.org/");
            answer.response.headers_mut().insert(header::LOCATION, elsewhere);
        }
        FaultKind::WrongContentType => {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        }
        FaultKind::Duplicate => {
            let again = answer.response.body().clone();
            answer.response.body_mut().extend(again);
        }
        FaultKind::Utf16 => {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-16"));
            let body = utf16(answer.response.body());
            *answer.response.body_mut() = body;
        }
        FaultKind::EntityBomb => {
            let body = entity_bomb(answer.response.body());
            *answer.response.body_mut() = body;
        }
        FaultKind::DeepNesting { levels } => {
            let levels = usize::try_from(*levels).unwrap_or_default();
            *answer.response.body_mut() = ["<a>".repeat(levels), "</a>".repeat(levels)].concat().into();
        }
        FaultKind::Gzip => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            let body = gzip(answer.response.body());
            *answer.response.body_mut() = body;
        }
        FaultKind::ClockSkew { seconds } => {
            let skewed = time::unix(now.as_secs().saturating_add_signed(*seconds));
            if let Ok(date) = HeaderValue::from_str(&time::http_date(skewed)) {
                headers.insert(header::DATE, date);
            }
        }
        _ => {}
    }
    answer
}

/// With a byte order mark, and an XML declaration that says so.
fn utf16(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body).replacen("UTF-8", "UTF-16", 1);
    core::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// Nine entities, each ten times the one before: a gigabyte for who expands them.
fn entity_bomb(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let (declaration, rest) = text.split_once("?>").unwrap_or(("<?xml version=\"1.0\"", &text));
    let mut document_type = "<!DOCTYPE a [<!ENTITY e0 \"aaaaaaaaaa\">".to_owned();
    for level in 1..9 {
        let before = level - 1;
        let references = format!("&e{before};").repeat(10);
        document_type.push_str(&format!("<!ENTITY e{level} \"{references}\">"));
    }
    let rest = rest.replacen("Body>", "Body>&e8;", 1);
    format!("{declaration}?>{document_type}]>{rest}").into_bytes()
}

fn html(status: u16, now: UnixTime) -> Response<Vec<u8>> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let page = "<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body><h1>Service temporarily \
                unavailable</h1><p>TEST: an invented proxy.</p></body></html>\n";
    let mut response = http_face::response(status, page.into(), now);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// RFC 1952 around stored blocks of RFC 1951: nothing is made smaller, everything has to be unpacked.
fn gzip(body: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];
    for block in body.chunks(0xFFFF) {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(0);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    out.extend_from_slice(&[1, 0, 0, 0xFF, 0xFF]);
    out.extend_from_slice(&crc32(body).to_le_bytes());
    let length = u32::try_from(body.len() % 0x1_0000_0000).unwrap_or_default();
    out.extend_from_slice(&length.to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xEDB8_8320;
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ POLYNOMIAL } else { crc >> 1 },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_crc_32() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
}
