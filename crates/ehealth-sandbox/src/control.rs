//! Control of the sandbox from outside its process: the clock, decisions, what there is.
//!
//! | request | body | does |
//! |---|---|---|
//! | `GET /control` | | the time, and all records |
//! | `POST /control/clock` | `{"advance_seconds": 60}` or `{"set": "2030-01-01T00:00:00Z"}` | moves the clock |
//! | `POST /control/approve` | `{"key": "…40 hex…"}` | issues the certificate now |
//! | `POST /control/refuse` | the same | refuses the request |
//! | `POST /control/revoke` | the same | revokes the certificate |
//! | `GET /control/faults` | | the faults that are still to happen |
//! | `POST /control/faults` | a list of [`Fault`]s | adds them |
//! | `DELETE /control/faults` | | forgets them |
//! | `GET /control/mails` | | the notices that were sent |

use ehealth_pki::KeyIdentifier;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::authority::Authority;
use crate::faults::Fault;
use crate::refusal::{Code, Refusal};
use crate::time;

/// What can be decided about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// The certificate is issued at once.
    Approve,
    /// It never is.
    Refuse,
    /// The certificate, and its token, is no longer good; the reason is cessationOfOperation.
    Revoke,
}

/// The body of `/control/clock`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum ClockChange {
    Advance { advance_seconds: u64 },
    Set { set: String },
}

/// The body of a decision.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    key: String,
}

/// Answers a path below `/control`.
pub(crate) fn answer(authority: &Authority, request: &Request<Bytes>, path: &str) -> Response<Vec<u8>> {
    let outcome = match (request.method(), path) {
        (&Method::GET, "") => Ok(overview(authority)),
        (&Method::POST, "/clock") => clock(authority, request.body()),
        (&Method::POST, "/approve") => decide(authority, request.body(), Decision::Approve),
        (&Method::POST, "/refuse") => decide(authority, request.body(), Decision::Refuse),
        (&Method::POST, "/revoke") => decide(authority, request.body(), Decision::Revoke),
        (&Method::GET, "/mails") => Ok(json!(authority.mails())),
        (&Method::GET, "/faults") => Ok(json!(authority.faults.left())),
        (&Method::POST, "/faults") => add_faults(authority, request.body()),
        (&Method::DELETE, "/faults") => {
            authority.faults.clear();
            Ok(json!([]))
        }
        _ => Err((StatusCode::NOT_FOUND, "there is no such control".to_owned())),
    };
    match outcome {
        Ok(value) => document(StatusCode::OK, &value),
        Err((status, error)) => document(status, &json!({ "error": error })),
    }
}

type Outcome = Result<Value, (StatusCode, String)>;

fn bad(error: &impl ToString) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, error.to_string())
}

fn failed(refusal: &Refusal) -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, refusal.message().to_owned())
}

fn document(status: StatusCode, value: &Value) -> Response<Vec<u8>> {
    let mut response = Response::new(format!("{value}\n").into_bytes());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn overview(authority: &Authority) -> Value {
    let now = authority.now();
    let memory = authority.memory();
    let records = memory.state.records.iter().map(|record| {
        json!({
            "key": record.key.to_string(),
            "subject": record.subject().to_text(),
            "signer": record.signer,
            "requested": time::xs_date_time(time::unix(record.requested)),
            "status": record.status(now).as_str(),
            "etk_status": record.etk_status(now),
        })
    });
    json!({ "now": time::xs_date_time(now), "records": records.collect::<Vec<_>>() })
}

fn clock(authority: &Authority, body: &[u8]) -> Outcome {
    let moved = match serde_json::from_slice(body).map_err(|error| bad(&error))? {
        ClockChange::Advance { advance_seconds } => {
            authority.move_clock(|clock| clock.advance(core::time::Duration::from_secs(advance_seconds)))
        }
        ClockChange::Set { set } => {
            let to = time::parse_xs_date_time(&set).ok_or_else(|| bad(&"not a date and time"))?;
            authority.move_clock(|clock| clock.set(to))
        }
    };
    moved.map_err(|refusal| failed(&refusal))?;
    Ok(json!({ "now": time::xs_date_time(authority.now()) }))
}

fn add_faults(authority: &Authority, body: &[u8]) -> Outcome {
    let faults: Vec<Fault> = serde_json::from_slice(body).map_err(|error| bad(&error))?;
    if let Some(name) = faults.iter().find_map(Fault::unknown_operation) {
        return Err(bad(&format!("there is no operation {name}")));
    }
    faults.into_iter().for_each(|fault| authority.faults.add(fault));
    Ok(json!(authority.faults.left()))
}

fn decide(authority: &Authority, body: &[u8], decision: Decision) -> Outcome {
    let Subject { key } = serde_json::from_slice(body).map_err(|error| bad(&error))?;
    let key: KeyIdentifier = key.parse().map_err(|error| bad(&error))?;
    match authority.decide(key, decision) {
        Ok(()) => Ok(json!({ "ok": true })),
        Err(refusal) if refusal.code() == Code::InternalError => Err(failed(&refusal)),
        Err(refusal) => Err((StatusCode::CONFLICT, refusal.message().to_owned())),
    }
}
