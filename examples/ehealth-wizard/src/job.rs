//! Errands: what the person wants done, each a procedure of the libraries on a thread of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ehealth_enrollment::doctor;
use ehealth_enrollment::flow::Revocation;
use ehealth_enrollment::{Error, Flow, Foreigner, Level, Outcome, Record, Settings, Step, driver};
use ehealth_examples_common::World;
use ehealth_examples_common::failure::{Details, printable, says_all, tries_of};
use ehealth_keystore::files::{Lock, publish_new};
use ehealth_keystore::{Keystore, Password};
use rustls_pki_types::UnixTime;
use zeroize::Zeroizing;

use crate::app::App;
use crate::desk::Desk;
use crate::state::{End, Failed, Screen, Seen};

/// What is done.
#[derive(Clone)]
pub(crate) enum Errand {
    /// The first half.
    Request,
    /// The first half for somebody without Belgian card.
    Foreigner(Foreigner),
    /// The first half from a key that is stored.
    Resume(PathBuf),
    /// A request file that was made.
    Send(PathBuf),
    /// The second half.
    Complete(PathBuf),
    /// A new certificate before the old one ends.
    Renew(PathBuf),
    /// Senders use the new encryption key.
    Activate(PathBuf),
    /// The end of a certificate; of this keystore's, or of one that is chosen.
    Revoke(Option<PathBuf>),
    /// Does it work.
    Check(PathBuf),
    /// Another password: keystore, old, new.
    ChangePassword(PathBuf, Arc<Zeroizing<String>>, Arc<Zeroizing<String>>),
    /// A copy elsewhere: keystore, folder.
    Copy(PathBuf, PathBuf),
    /// Everything that can be wrong before one starts.
    Doctor,
}

impl core::fmt::Debug for Errand {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.key())
    }
}

impl Errand {
    /// A stable key for words and forms.
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Foreigner(_) => "foreigner",
            Self::Resume(_) => "resume",
            Self::Send(_) => "send",
            Self::Complete(_) => "complete",
            Self::Renew(_) => "renew",
            Self::Activate(_) => "activate",
            Self::Revoke(_) => "revoke",
            Self::Check(_) => "check",
            Self::ChangePassword(..) => "passwd",
            Self::Copy(..) => "copy",
            Self::Doctor => "doctor",
        }
    }

    /// Whether it makes a request, so that what goes wrong can be gone on with.
    const fn requests(&self) -> bool {
        matches!(self, Self::Request | Self::Foreigner(_) | Self::Resume(_) | Self::Renew(_))
    }
}

/// Begins an errand, unless one is under way.
pub(crate) fn begin(app: &Arc<App>, errand: Errand) {
    let begun = app.shared.change(|state| {
        let free = state.errand.is_none();
        if free {
            state.begin(errand.clone());
        }
        free
    });
    if !begun {
        return;
    }
    let thread_app = Arc::clone(app);
    let spawned = std::thread::Builder::new().name("procedure".to_owned()).spawn(move || {
        let run = std::panic::AssertUnwindSafe(|| run(&thread_app, &errand));
        let end = std::panic::catch_unwind(run)
            .unwrap_or_else(|_| End::Failed(Box::new(Failed::new("internal", String::new()))));
        finish(&thread_app, end);
    });
    if let Err(error) = spawned {
        finish(app, End::Failed(Box::new(Failed::new("internal", error.to_string()))));
    }
}

fn finish(app: &App, end: End) {
    app.shared.change(|state| match &end {
        // Who stops wants to be back at the beginning; what can be gone on with stands there.
        End::Failed(failed) if failed.code == "interrupted" => {
            state.end(End::Failed(Box::new(Failed::new("interrupted", String::new()))));
            state.turn(Screen::Start, None);
        }
        _ => state.end(end),
    });
}

fn run(app: &App, errand: &Errand) -> End {
    let settings = || settings(&app.world, None);
    let mut flow = match errand {
        Errand::Request => Flow::request(settings()),
        Errand::Foreigner(who) => {
            // Nobody signs here: the overview is the summary, and what follows it is the sending.
            let mut settings = settings();
            settings.send = true;
            Flow::request_foreigner(who.clone(), settings)
        }
        Errand::Resume(keystore) => Flow::resume(keystore.clone(), settings()),
        Errand::Send(request) => Flow::send(request.clone(), settings()),
        Errand::Complete(keystore) => Flow::complete(keystore.clone(), settings()),
        Errand::Renew(keystore) => {
            Flow::renew(keystore.clone(), self::settings(&app.world, keystore.parent()))
        }
        Errand::Activate(keystore) => Flow::activate(keystore.clone(), settings()),
        Errand::Check(keystore) => Flow::check(keystore.clone(), settings()),
        Errand::Revoke(keystore) => {
            let what = Revocation { keystore: keystore.clone(), ..Revocation::default() };
            Flow::revoke(what, settings())
        }
        Errand::ChangePassword(keystore, old, new) => {
            return change_password(keystore, old, new)
                .unwrap_or_else(|error| failed(&error.into(), errand, None));
        }
        Errand::Doctor => return examine(app),
        Errand::Copy(keystore, folder) => {
            return copy(keystore, folder).unwrap_or_else(|error| failed(&error.into(), errand, None));
        }
    };
    let mut desk = Desk::new(app);
    loop {
        let error = match driver::run(&mut flow, &mut desk) {
            Ok(outcome) => return ended(app, outcome, &mut desk),
            Err(error) => error,
        };
        // "Change something" in the overview: the same key, what was typed is still there (S11).
        if matches!(error, Error::TermsNotAccepted)
            && errand.requests()
            && desk.step == Some(Step::Overview)
            && let Some(keystore) = desk.keystore.clone()
        {
            desk.goes_back();
            flow = Flow::resume(keystore, settings());
            continue;
        }
        // Who does not accept ends without trace (S6).
        let declined = matches!(error, Error::TermsNotAccepted) && desk.keystore.is_none();
        let error = if declined { Error::Interrupted } else { error };
        return failed(&error, errand, Some(&desk));
    }
}

/// Looks at everything; nothing is changed and nobody is asked (S1).
fn examine(app: &App) -> End {
    let (world, now) = (&app.world, app.now());
    let mut findings: Vec<Seen> = Vec::new();
    let reader = app.cards.lock().unwrap_or_else(std::sync::PoisonError::into_inner).reader();
    match reader {
        Ok(reader) => findings.extend(doctor::card(reader, &world.citizen, now).iter().map(Seen::from)),
        Err(error) => findings.push(found("reader", error.code())),
    }
    match world.transport() {
        Ok(mut transport) => {
            let found = doctor::authority(&mut transport, &world.endpoints, &mut rand::rng(), now);
            findings.extend(found.iter().map(Seen::from));
        }
        Err(error) => findings.push(found("network", error.code())),
    }
    let folder = &world.folders.keystores;
    findings.extend(doctor::folder(folder).iter().map(Seen::from));
    findings.extend(doctor::keystores(folder, None, world.environment, now).iter().map(Seen::from));
    End::Examined(findings)
}

/// A finding of ours. That no card is in the reader is nothing to put right yet.
fn found(check: &'static str, code: &'static str) -> Seen {
    let level = if code == "card.absent" { Level::Warning } else { Level::Problem };
    Seen { level, check, code: Some(code), detail: String::new() }
}

/// Settings of a procedure in this world. A request is sent on the person's word, after its summary (S15, S16).
fn settings(world: &World, folder: Option<&Path>) -> Settings {
    let mut settings = world.settings();
    if let Some(folder) = folder {
        settings.folder = folder.to_path_buf();
    }
    settings.send = false;
    settings.wait = true;
    settings
}

fn ended(app: &App, outcome: Outcome, desk: &mut Desk) -> End {
    match outcome {
        Outcome::Requested(requested) => End::Requested(requested, false),
        Outcome::AlreadySent(requested) => End::Requested(requested, true),
        Outcome::Confirm { requested, url, expires } => End::Confirm(requested, url, expires),
        Outcome::Completed(completed) => {
            // The reader's own check (S22); that it could not be made does not undo what was reached.
            let mut flow = Flow::check(completed.keystore.clone(), settings(&app.world, None));
            let report = match driver::run(&mut flow, desk) {
                Ok(Outcome::Checked(report)) => Some(report),
                _ => None,
            };
            End::Completed(completed, false, report)
        }
        Outcome::NothingToDo(completed) => End::Completed(completed, true, None),
        Outcome::Activated(completed) => End::Activated(completed),
        Outcome::Revoked { subject, serial } => End::Revoked(subject, serial),
        Outcome::Checked(report) => {
            let waits = Record::load(&report.keystore).is_some_and(|record| record.waits_for_activation);
            End::Checked(report, waits)
        }
        other => End::Failed(Box::new(Failed::new("internal", format!("{other:?}")))),
    }
}

impl Failed {
    fn new(code: &'static str, technical: String) -> Self {
        Self { code, details: Details::default(), moment: None, technical, ways: Vec::new(), keystore: None }
    }
}

/// The moment that an error's words name.
fn moment_of(error: &Error) -> Option<UnixTime> {
    match error {
        Error::NotYet { since, .. } => *since,
        Error::NotYetValid { from, .. } => Some(*from),
        Error::RenewalTooEarly { from, .. } => *from,
        _ => None,
    }
}

/// An error as the end of an errand, with the ways to go on.
fn failed(error: &Error, errand: &Errand, desk: Option<&Desk>) -> End {
    let code = error.code();
    let technical = if says_all(code) { String::new() } else { printable(&doctor::causes(error)) };
    let mut failed = Failed::new(code, technical);
    failed.moment = moment_of(error);
    failed.details.tries = tries_of(error);
    let keystore = desk.and_then(|desk| desk.keystore.clone());
    failed.ways = ways(error, errand, keystore.as_deref(), desk.and_then(|desk| desk.step));
    failed.keystore = keystore.filter(|_| errand.requests());
    End::Failed(Box::new(failed))
}

/// How to go on, the best way first.
fn ways(error: &Error, errand: &Errand, keystore: Option<&Path>, step: Option<Step>) -> Vec<Errand> {
    let definite = matches!(error, Error::Refused | Error::Client(ehealth_client::Error::Refused(_)));
    match (error.code(), errand) {
        // Signed too long ago: signed again where the key is.
        ("ra.outdated_request", Errand::Send(request)) => {
            beside(request).map(Errand::Resume).into_iter().collect()
        }
        ("keystore.not_completed" | "keystore.no_encryption_key" | "etk.absent", _) => {
            keystore.map(|path| Errand::Complete(path.to_path_buf())).into_iter().collect()
        }
        ("ra.renewal_too_late", _) => vec![Errand::Request],
        ("card.person_mismatch" | "internal" | "interrupted", _) => Vec::new(),
        // The authority said no: that request has failed and its key is not used again (ra.md 12).
        _ if definite && (errand.requests() || matches!(errand, Errand::Send(_))) => Vec::new(),
        // Once the key is stored, the same key is gone on with.
        (_, Errand::Request | Errand::Renew(_)) if keystore.is_some() && step != Some(Step::OldKeystore) => {
            keystore.map(|path| Errand::Resume(path.to_path_buf())).into_iter().collect()
        }
        _ => vec![errand.clone()],
    }
}

/// The keystore of the same name as a request file.
pub(crate) fn beside(request: &Path) -> Option<PathBuf> {
    let forms = ["p12", "acc-p12", "p12.pending", "acc-p12.pending"];
    forms.iter().map(|suffix| request.with_extension(suffix)).find(|path| path.exists())
}

/// Changes the password in one step; a copy as it was stays (domain.md S23).
fn change_password(keystore: &Path, old: &str, new: &str) -> Result<End, ehealth_keystore::Error> {
    let _procedure = Lock::procedure(keystore)?;
    let store = Keystore::open(keystore, &Password::new(old.to_owned()))?;
    let change = store.change().set_password(&Password::new(new.to_owned()));
    let replaced = change.draft()?.replace()?;
    Ok(End::PasswordChanged(keystore.to_path_buf(), replaced.backup().to_path_buf()))
}

/// Copies the file as it is, never over another one, and reads the copy back.
fn copy(keystore: &Path, folder: &Path) -> Result<End, ehealth_keystore::Error> {
    let bytes = Zeroizing::new(
        std::fs::read(keystore).map_err(|error| ehealth_keystore::Error::io(keystore, error))?,
    );
    let target = folder.join(keystore.file_name().unwrap_or_default());
    publish_new(&target, &bytes)?;
    Ok(End::Copied(target))
}
