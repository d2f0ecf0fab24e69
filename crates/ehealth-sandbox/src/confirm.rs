//! The page where a person without identity card confirms his request (ra.md 4.7). The real one asks for a
//! login with the platform's identity provider; this one for a click.

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Bytes;

use crate::authority::Authority;
use crate::mail::Notice;
use crate::state::Record;

/// Answers `/confirm/TOKEN`.
pub(crate) fn answer(authority: &Authority, request: &Request<Bytes>, token: &str) -> Response<Vec<u8>> {
    let now = authority.now().as_secs();
    let due = now.saturating_add(authority.options.approve_after.as_secs());
    let mut memory = authority.memory();
    let waits = |record: &Record| {
        record
            .foreigner
            .as_ref()
            .is_some_and(|confirmation| confirmation.token == token && confirmation.expires >= now)
    };
    let Some(at) = memory.state.records.iter().position(waits) else {
        return page(StatusCode::NOT_FOUND, "<p>There is no request to confirm here, or no longer.</p>");
    };
    let confirmed = memory.state.records.get(at).is_some_and(|record| !record.awaits_confirmation());
    if *request.method() == Method::POST && !confirmed {
        let kept = authority.commit(&mut memory, |memory| {
            let Some(record) = memory.state.records.get_mut(at) else { return Ok(()) };
            if let Some(confirmation) = &mut record.foreigner {
                confirmation.confirmed = true;
            }
            if record.automatic {
                record.due = Some(due);
                let key = record.key;
                memory.state.notify(key, Notice::Accepted);
            }
            Ok(())
        });
        return match kept {
            Ok(()) => page(StatusCode::OK, "<p>Your request is confirmed.</p>"),
            Err(_) => page(StatusCode::INTERNAL_SERVER_ERROR, "<p>The confirmation could not be kept.</p>"),
        };
    }
    if confirmed {
        return page(StatusCode::OK, "<p>Your request is confirmed.</p>");
    }
    let form = "<p>Test authority: a click stands for the login.</p><form method=\"post\"><button>Confirm my request</button></form>";
    page(StatusCode::OK, form)
}

fn page(status: StatusCode, body: &str) -> Response<Vec<u8>> {
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"UTF-8\"><title>TEST eHealth sandbox</title></head><body><h1>TEST eHealth sandbox</h1>{body}</body></html>\n"
    );
    let mut response = Response::new(html.into_bytes());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
