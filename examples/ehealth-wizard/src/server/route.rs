//! What stands at each place.

use std::sync::{Arc, PoisonError};

use http::request::Parts;
use http::{HeaderValue, Response, StatusCode, header};

use super::guard::{COOKIE, Place, Refusal};
use super::page;
use crate::app::App;
use crate::form::Fields;
use crate::state::{CardScreen, Screen};
use crate::{answer, calendar, judge, page as pages};

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// Answers a request whose head is good.
///
/// # Errors
/// Why not.
pub(super) fn answer(
    place: &Place,
    parts: &Parts,
    fields: &Fields,
    app: &Arc<App>,
) -> Result<Response<Vec<u8>>, Refusal> {
    match place {
        Place::Door => door(parts, app),
        Place::Again => again(fields, app),
        Place::Asset(name) => asset(name).ok_or(Refusal::Unknown),
        Place::Screen => Ok(html(StatusCode::OK, pages::screen(app))),
        Place::Photo => photo(app).ok_or(Refusal::Unknown),
        Place::Calendar => calendar::current(app)
            .map(|text| page(StatusCode::OK, "text/calendar; charset=utf-8", text.into_bytes()))
            .ok_or(Refusal::Unknown),
        Place::Act => {
            if !app.csrf.is(fields.get("csrf")) {
                return Err(Refusal::Form);
            }
            answer::act(app, fields);
            Ok(see_other(&app.home()))
        }
        Place::Judge => {
            if !app.csrf.is(fields.get("csrf")) {
                return Err(Refusal::Form);
            }
            let marks = serde_json::to_vec(&judge::marks(fields)).map_err(|_| Refusal::Failed)?;
            Ok(page(StatusCode::OK, "application/json", marks))
        }
        Place::Events => Err(Refusal::Unknown),
    }
}

/// The address that was opened: its token becomes a cookie. The page moves on by itself. A redirect would not do:
/// a strict cookie that is set in a navigation which began elsewhere is not sent on the redirect that follows.
fn door(parts: &Parts, app: &App) -> Result<Response<Vec<u8>>, Refusal> {
    let query = Fields::parse(parts.uri.query().unwrap_or_default().as_bytes()).ok_or(Refusal::Stranger)?;
    let redeemed = app.tokens.lock().unwrap_or_else(PoisonError::into_inner).redeem(query.get("token"));
    if !redeemed {
        return Err(Refusal::Stranger);
    }
    let mut response = html(StatusCode::OK, pages::door(app));
    let cookie = format!("{COOKIE}={}; Path={}; HttpOnly; SameSite=Strict", app.cookie.expose(), app.home());
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Refusal::Failed)?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Another start of the program, of the same user: it proves that it has read the file that only this user can
/// read, and is given a token with a proof that this is the wizard which wrote it.
fn again(fields: &Fields, app: &App) -> Result<Response<Vec<u8>>, Refusal> {
    let nonce = fields.get("nonce");
    if nonce.len() != 64 || !app.again.is_proved(&["again", nonce], fields.get("proof")) {
        return Err(Refusal::Stranger);
    }
    let token = app.issue();
    let proof = app.again.proof(&["token", nonce, token.expose()]);
    Ok(page(StatusCode::OK, TEXT, format!("{}\n{proof}\n", token.expose()).into_bytes()))
}

fn asset(name: &str) -> Option<Response<Vec<u8>>> {
    let (kind, bytes): (_, &[u8]) = match name {
        "wizard.css" => ("text/css; charset=utf-8", include_bytes!("../../assets/wizard.css")),
        "wizard.js" => ("text/javascript; charset=utf-8", include_bytes!("../../assets/wizard.js")),
        "icon.svg" => ("image/svg+xml", include_bytes!("../../assets/icon.svg")),
        _ => return None,
    };
    Some(page(StatusCode::OK, kind, bytes.to_vec()))
}

/// The photo of the card that is on the screen.
fn photo(app: &App) -> Option<Response<Vec<u8>>> {
    let view = match &app.shared.lock().screen {
        Screen::Card(CardScreen::Read(view)) => Arc::clone(view),
        _ => return None,
    };
    Some(page(StatusCode::OK, "image/jpeg", view.photo.clone()?))
}

/// A refusal as a page that says nothing about this run.
pub(super) fn refused(refusal: Refusal) -> Response<Vec<u8>> {
    match refusal {
        Refusal::Stranger => html(refusal.status(), pages::stranger()),
        _ => page(refusal.status(), TEXT, format!("{}\n", refusal.status()).into_bytes()),
    }
}

fn html(status: StatusCode, text: String) -> Response<Vec<u8>> {
    page(status, HTML, text.into_bytes())
}

fn see_other(path: &str) -> Response<Vec<u8>> {
    let mut response = page(StatusCode::SEE_OTHER, TEXT, Vec::new());
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    response
}
