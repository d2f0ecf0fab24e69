//! Where a request stands. Nothing is changed, and no password is needed where the files tell the key.

use core::time::Duration;
use std::path::{Path, PathBuf};

use ehealth_client::certra::CertificateReply;
use ehealth_keystore::{Stage, name};
use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use super::route::Route;
use super::{Outcome, State, StatusReport, Step, steps, store};
use crate::error::Error;
use crate::exchange::Io;
use crate::files::request_of;
use crate::record::Record;
use crate::settings::Settings;

pub(super) async fn status(io: Io, keystore: PathBuf, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::STATUS);
    let (record, request) = look(&io, &keystore).await?;
    let from_request = request.as_ref().map(|(_, identifier)| *identifier);
    let from_record = record.as_ref().and_then(|record| record.key_identifier.parse().ok());
    let (identifier, stage) = match from_request.or(from_record) {
        Some(identifier) => (identifier, None),
        None => {
            let (opened, _password) = store::open(&io, &settings, &keystore).await?;
            (opened.key_identifier(), Some(opened.stage(io.now())))
        }
    };
    let record = record.unwrap_or_default();
    let (state, since) = match local(stage, &record) {
        Some(local) => local,
        None => {
            io.step(Step::Fetch);
            let route = Route::of(&io, &settings, &keystore).await?;
            match route.fetch(&io, &mut settings, identifier).await.map(|(reply, _)| reply) {
                Ok(CertificateReply::Pending) => (State::InProgress, record.sent_at),
                Ok(_) => (State::Delivered, record.asked_at),
                Err(Error::Client(ehealth_client::Error::Refused(_)) | Error::AnswerMissing(_)) => {
                    unknown(request.is_some(), &record)
                }
                Err(error) => return Err(error),
            }
        }
    };
    Ok(Outcome::Status(StatusReport {
        keystore,
        request: request.map(|(path, _)| path),
        key_identifier: identifier,
        state,
        since: since.map(|seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds))),
    }))
}

type Request = Option<(PathBuf, KeyIdentifier)>;

async fn look(io: &Io, keystore: &Path) -> Result<(Option<Record>, Request), Error> {
    let path = keystore.to_path_buf();
    io.files("look at the files", move || {
        if !path.exists() {
            return Err(ehealth_keystore::Error::NotFound(path).into());
        }
        let known = request_of(&path)?.map(|csr| (name::request_beside(&path), csr.key_identifier()));
        Ok((Record::load(&path), known))
    })
    .await
}

/// What needs no question: the certificate is there already.
fn local(stage: Option<Stage>, record: &Record) -> Option<(State, Option<u64>)> {
    match stage {
        Some(Stage::KeyOnly) => None,
        Some(Stage::Issued) => Some((State::Issued, record.installed_at)),
        Some(_) => Some((State::Complete, record.registered_at)),
        None if record.waits_for_activation => Some((State::WaitsForActivation, record.registered_at)),
        None if record.registered_at.is_some() => Some((State::Complete, record.registered_at)),
        None if record.installed_at.is_some() => Some((State::Issued, record.installed_at)),
        None => None,
    }
}

/// The authority does not name this key as one of a request; without a card nothing surer is to be had.
fn unknown(signed: bool, record: &Record) -> (State, Option<u64>) {
    match (signed, record.sent_at) {
        (_, Some(sent)) => (State::Unclear, Some(sent)),
        (true, None) => (State::Signed, record.signed_at),
        (false, None) => (State::Prepared, record.requested_at),
    }
}
