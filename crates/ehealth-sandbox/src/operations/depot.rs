//! The depot: which token senders use (ra.md 5.7).

use rustls_pki_types::UnixTime;

use crate::dn::fold;
use crate::state::{Record, State, Status};
use crate::wire::depot::Found;
use crate::wire::request::Criterion;

/// Tokens in force that fit one of the criteria. An application id that is given, even empty, must fit;
/// without one all of the owner's tokens do.
pub(crate) fn find(state: &State, criteria: &[Criterion], now: UnixTime) -> Found {
    let in_force = |record: &&Record| record.status(now) == Status::ValidActive && record.has_active_token();
    let fitting: Vec<&Record> = state
        .records
        .iter()
        .filter(in_force)
        .filter(|record| criteria.iter().any(|criterion| fits(record, criterion)))
        .collect();
    match fitting.as_slice() {
        [] => Found::Nothing,
        [record] => record.token.as_ref().map_or(Found::Nothing, |token| Found::Token(token.etk.clone())),
        several => Found::Several(several.iter().map(|record| criterion(record)).collect()),
    }
}

fn fits(record: &Record, criterion: &Criterion) -> bool {
    let id = &record.identifier.actor.id;
    let number = criterion.value.trim();
    let padded =
        number.len() <= id.value.len() && format!("{number:0>width$}", width = id.value.len()) == id.value;
    let application = match criterion.application_id.as_deref() {
        None => true,
        Some(wanted) => {
            fold(wanted) == record.identifier.application_id.as_deref().map(fold).unwrap_or_default()
        }
    };
    id.id_type.eq_ignore_ascii_case(criterion.id_type.trim()) && padded && application
}

fn criterion(record: &Record) -> Criterion {
    Criterion {
        id_type: record.identifier.actor.id.id_type.clone(),
        value: record.identifier.actor.id.value.clone(),
        application_id: record.identifier.application_id.clone(),
    }
}
