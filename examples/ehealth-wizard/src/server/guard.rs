//! Who may ask for what: decided from the head of a request alone, before its body is read.

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};

use crate::app::App;

/// Name of the cookie.
pub(crate) const COOKIE: &str = "ehealth_wizard";

/// Nothing but our own files, forms to ourselves, no frame around us.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The address that was opened, with its token.
    Door,
    /// Another start of the program asks for a token.
    Again,
    /// A file without secrets.
    Asset(&'static str),
    /// The current screen.
    Screen,
    /// An answer.
    Act,
    /// What is typed, judged.
    Judge,
    /// The stream of changes.
    Events,
    /// The photo of the card.
    Photo,
    /// The calendar.
    Calendar,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It was meant for another host (DNS rebinding).
    Host,
    /// It comes from another page.
    Origin,
    /// No cookie, another one, or a token that was used.
    Stranger,
    /// The form's own token is missing or another one, or it is no form.
    Form,
    /// Too long.
    TooLarge,
    /// Not in time.
    Slow,
    /// Not with this method.
    Method,
    /// No such page.
    Unknown,
    /// Too many at once.
    Busy,
    /// A defect of ours.
    Failed,
}

impl Refusal {
    /// The status of the answer.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Origin | Self::Stranger => StatusCode::FORBIDDEN,
            Self::Form => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Looks at the head.
///
/// # Errors
/// Why it goes no further.
pub(super) fn check(parts: &Parts, app: &App) -> Result<Place, Refusal> {
    if only(&parts.headers, &header::HOST) != Some(app.host.as_str()) || parts.uri.authority().is_some() {
        return Err(Refusal::Host);
    }
    let place = place(parts.uri.path(), app).ok_or(Refusal::Unknown)?;
    let posts = matches!(place, Place::Again | Place::Act | Place::Judge);
    match parts.method {
        Method::POST if posts => {}
        Method::GET if !posts => {}
        _ => return Err(Refusal::Method),
    }
    if matches!(place, Place::Again | Place::Asset(_)) {
        return Ok(place);
    }
    if place == Place::Door {
        // A browser that only looks ahead must not use the token up.
        let ahead = ["sec-purpose", "purpose"].iter().any(|name| parts.headers.contains_key(*name));
        return if ahead { Err(Refusal::Stranger) } else { Ok(place) };
    }
    // Browsers say where a request comes from; a page of another port is another site's as far as we care.
    let site = parts.headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !matches!(site, None | Some(b"same-origin" | b"none")) {
        return Err(Refusal::Origin);
    }
    if posts {
        let origin = only(&parts.headers, &header::ORIGIN);
        if origin != Some(app.origin().as_str()) {
            return Err(Refusal::Origin);
        }
        let kind = only(&parts.headers, &header::CONTENT_TYPE).unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
            return Err(Refusal::Form);
        }
    }
    if !has_cookie(&parts.headers, app) {
        return Err(Refusal::Stranger);
    }
    Ok(place)
}

/// What stands at a path; nothing else is there, so that no path leads to a file.
fn place(path: &str, app: &App) -> Option<Place> {
    match path {
        "/" => return Some(Place::Door),
        "/again" => return Some(Place::Again),
        "/assets/wizard.css" => return Some(Place::Asset("wizard.css")),
        "/assets/wizard.js" => return Some(Place::Asset("wizard.js")),
        "/assets/icon.svg" => return Some(Place::Asset("icon.svg")),
        _ => {}
    }
    let rest = path.strip_prefix('/')?.strip_prefix(app.place.expose())?;
    match rest {
        "/" => Some(Place::Screen),
        "/act" => Some(Place::Act),
        "/judge" => Some(Place::Judge),
        "/events" => Some(Place::Events),
        "/photo" => Some(Place::Photo),
        "/certificate.ics" => Some(Place::Calendar),
        _ => None,
    }
}

fn has_cookie(headers: &HeaderMap, app: &App) -> bool {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .any(|(name, value)| name == COOKIE && app.cookie.is(value))
}

/// The one value of a header; of two, neither counts.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut all = headers.get_all(name).iter();
    match (all.next(), all.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// The headers that every answer has.
pub(super) fn sealed<B>(mut response: Response<B>, close: bool) -> Response<B> {
    let headers = response.headers_mut();
    let fixed = [
        ("cache-control", "no-store"),
        ("content-security-policy", POLICY),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
        // `no-referrer` would make browsers say `Origin: null` in our own forms.
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if close {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
