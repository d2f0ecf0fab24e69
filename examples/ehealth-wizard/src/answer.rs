//! What a form says, put to the screen that it answers.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use beid_card::Pin;
use ehealth_enrollment::{Acceptance, Answer, Applicant, Question, Reason};
use ehealth_keystore::Password;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::app::App;
use crate::form::Fields;
use crate::job::{self, Errand};
use crate::judge::{self, notice};
use crate::state::{CardScreen, End, Notice, Reply, Screen, What};
use crate::{folder, page, words};

/// How long whoever answered waits for the next screen before the page says that it works.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Fields that are kept for a page that is shown again; no secret is among them.
const DRAFTS: [&str; 17] = [
    "application",
    "bis",
    "certificate",
    "email",
    "file",
    "first-name",
    "folder",
    "general-email",
    "general-phone",
    "kind",
    "name",
    "number",
    "organisation-name",
    "path",
    "phone",
    "reason",
    "who",
];

/// Takes an answer. One to a screen that is past changes nothing; whoever sent it is shown the current one.
pub(crate) fn act(app: &Arc<App>, fields: &Fields) {
    if let Some(language) = words::of_tag(fields.get("language")) {
        app.shared.change(|state| {
            state.language = language;
            keep(&mut state.drafts, fields);
        });
        return;
    }
    let number = fields.get("screen").parse().unwrap_or(0);
    let screen = {
        let mut state = app.shared.lock();
        if state.number != number {
            return;
        }
        keep(&mut state.drafts, fields);
        state.screen.clone()
    };
    match fields.get("do") {
        "cancel" => cancel(app, number),
        "home" => home(app, number),
        deed => match on(app, number, &screen, deed, fields) {
            Ok(()) => {}
            Err(wrong) => app.shared.change(|state| {
                // The same question again: its number stays, so that other tabs can answer it, too.
                if state.number == number {
                    state.notice = Some(wrong);
                }
            }),
        },
    }
    app.shared.settle(PATIENCE);
}

fn keep(drafts: &mut std::collections::BTreeMap<String, String>, fields: &Fields) {
    for name in DRAFTS.iter().filter(|name| fields.has(name)) {
        drafts.insert((*name).to_owned(), fields.get(name).to_owned());
    }
}

fn cancel(app: &App, number: u64) {
    app.shared.change(|state| {
        if state.number != number {
            return;
        }
        if state.errand.is_some() {
            state.turn(Screen::Working, None);
            state.cancel();
        } else {
            state.turn(Screen::Start, None);
        }
    });
}

fn home(app: &App, number: u64) {
    app.shared.change(|state| {
        if state.number == number && state.errand.is_none() {
            state.turn(Screen::Start, None);
        }
    });
}

fn on(app: &Arc<App>, number: u64, screen: &Screen, deed: &str, fields: &Fields) -> Result<(), Notice> {
    match screen {
        Screen::Start => start(app, number, deed),
        Screen::Choose(what) => {
            let keystore = chosen(app, fields)?;
            with_keystore(app, number, *what, keystore);
            Ok(())
        }
        Screen::Foreigner => {
            let who = judge::foreigner(fields)?;
            job::begin(app, Errand::Foreigner(who));
            Ok(())
        }
        Screen::ActivateConfirm(keystore) => {
            if !fields.has("accept") {
                return Err(notice("terms.not_accepted", "accept"));
            }
            job::begin(app, Errand::Activate(keystore.clone()));
            Ok(())
        }
        Screen::ChangePassword(keystore) => {
            let new = judge::new_password(fields)?;
            let old = Zeroizing::new(fields.get("password").to_owned());
            if let Err(error) = ehealth_keystore::Keystore::open(keystore, &Password::new(old.to_string())) {
                return Err(notice(error.code(), "password"));
            }
            job::begin(
                app,
                Errand::ChangePassword(keystore.clone(), Arc::new(old), Arc::new(Zeroizing::new(new))),
            );
            Ok(())
        }
        Screen::Card(CardScreen::Read(_)) if deed == "next" => {
            app.shared.give(number, Reply::Next);
            Ok(())
        }
        Screen::Pin(pin) if !pin.pad && deed == "next" => {
            let entered = Pin::parse(fields.get("pin")).map_err(|error| notice(error.code(), "pin"))?;
            app.shared.give(number, Reply::Pin(entered));
            Ok(())
        }
        Screen::Ask(question) => {
            let answer = answer(app, question, deed, fields)?;
            app.shared.give(number, Reply::Answer(answer));
            Ok(())
        }
        Screen::Ended(end) => ended(app, end, deed, fields),
        Screen::Card(_) | Screen::Pin(_) | Screen::Working | Screen::Waiting(_) => Ok(()),
    }
}

/// A choice of the first screen: a word, or a word and a file of the folder.
fn start(app: &Arc<App>, number: u64, deed: &str) -> Result<(), Notice> {
    let (word, file) = deed.split_once(' ').unwrap_or((deed, ""));
    let keystore = match file {
        "" => None,
        file => Some(folder::named(&app.world, file).ok_or_else(|| notice("keystore.not_found", "file"))?),
    };
    let go = |screen: Screen| {
        app.shared.change(|state| {
            if state.number == number {
                state.turn(screen, None);
            }
        });
    };
    let what = match word {
        "complete" => What::Complete,
        "renew" => What::Renew,
        "activate" => What::Activate,
        "check" => What::Check,
        "password" => What::Password,
        _ => {
            match (word, keystore) {
                ("request", _) => job::begin(app, Errand::Request),
                ("resume", Some(keystore)) => job::begin(app, Errand::Resume(keystore)),
                ("revoke", keystore) => job::begin(app, Errand::Revoke(keystore)),
                ("foreigner", _) => go(Screen::Foreigner),
                ("doctor", _) => job::begin(app, Errand::Doctor),
                ("folder", _) => folder::open(&app.world.folders.keystores),
                _ => {}
            }
            return Ok(());
        }
    };
    match keystore {
        Some(keystore) => with_keystore(app, number, what, keystore),
        None => go(Screen::Choose(what)),
    }
    Ok(())
}

fn with_keystore(app: &Arc<App>, number: u64, what: What, keystore: PathBuf) {
    let show = |screen: Screen| {
        app.shared.change(|state| {
            if state.number == number {
                state.turn(screen, None);
            }
        });
    };
    match what {
        What::Complete => job::begin(app, Errand::Complete(keystore)),
        What::Renew => job::begin(app, Errand::Renew(keystore)),
        What::Check => job::begin(app, Errand::Check(keystore)),
        What::Activate => show(Screen::ActivateConfirm(keystore)),
        What::Password => show(Screen::ChangePassword(keystore)),
    }
}

/// The keystore that was chosen from the list, or whose place was typed (S19).
fn chosen(app: &App, fields: &Fields) -> Result<PathBuf, Notice> {
    match fields.get("file") {
        "" | "other" => {
            let typed = fields.trimmed("path");
            if typed.is_empty() {
                return Err(notice("keystore.not_found", "path"));
            }
            let admitted = app.world.folders.admit(Path::new(typed));
            let keystore = admitted.map_err(|failure| notice(failure.code(), "path"))?;
            if keystore.is_file() { Ok(keystore) } else { Err(notice("keystore.not_found", "path")) }
        }
        file => folder::named(&app.world, file).ok_or_else(|| notice("keystore.not_found", "file")),
    }
}

fn answer(app: &App, question: &Question, deed: &str, fields: &Fields) -> Result<Answer, Notice> {
    let language = app.shared.lock().language;
    if deed == "decline" {
        return Ok(Answer::Declined);
    }
    let accepted = |text: &str, tag: &str| {
        if !fields.has("accept") {
            return Err(notice("terms.not_accepted", "accept"));
        }
        // The text that was shown, in the language of the page that was answered: another page's is none.
        if fields.get("text-language") != tag {
            return Err(notice("terms.not_accepted", "accept"));
        }
        Ok(Answer::Accepted(Acceptance { language: tag.to_owned(), sha256: Sha256::digest(text).into() }))
    };
    match question {
        Question::Terms => {
            accepted(&words::with(language, |words| words.plain("terms-text")), language.tag())
        }
        Question::Contract(contract) => {
            let tag = page::language_of(contract.texts(), language);
            accepted(&contract.plain_text(&tag), &tag)
        }
        Question::RevocationContract(contract) => {
            let tag = page::language_of(&contract.texts, language);
            accepted(&contract.plain_text(&tag), &tag)
        }
        Question::Applicant(applicants) => match fields.get("who") {
            "person" if applicants.person => Ok(Answer::Applicant(Applicant::Person)),
            "other" => Ok(Answer::Applicant(Applicant::Organisation(judge::organisation(fields)?))),
            listed => {
                let index: Option<usize> = listed.strip_prefix("listed-").and_then(|text| text.parse().ok());
                let listed = index.and_then(|index| applicants.organisations.get(index));
                let listed = listed.ok_or_else(|| notice("answer.missing", "who"))?;
                Ok(Answer::Applicant(Applicant::Organisation(page::organisation_of(listed, language))))
            }
        },
        Question::ApplicationId { .. } => Ok(Answer::ApplicationId(judge::application_id(fields)?)),
        Question::ContactData { .. } => Ok(Answer::ContactData(judge::contact(fields)?)),
        Question::NewPassword { may_keep: true } if deed == "keep" => Ok(Answer::KeepPassword),
        Question::NewPassword { .. } => Ok(Answer::Password(Password::new(judge::new_password(fields)?))),
        Question::Password { .. } => {
            let text = fields.get("password");
            if text.is_empty() {
                return Err(notice("keystore.wrong_password", "password"));
            }
            Ok(Answer::Password(Password::new(text.to_owned())))
        }
        Question::Overview(_) => Ok(Answer::Confirmed),
        Question::Certificate(certificates) => {
            let index: Option<usize> = fields.get("certificate").parse().ok();
            let index = index.filter(|index| *index < certificates.len());
            index.map(Answer::Chosen).ok_or_else(|| notice("answer.missing", "certificate"))
        }
        Question::Reason => {
            let reason = match fields.get("reason") {
                "compromised" => Reason::Compromised,
                "forgotten" => Reason::Forgotten,
                "affiliation" => Reason::Affiliation,
                "ended" => Reason::Ended,
                _ => return Err(notice("answer.missing", "reason")),
            };
            Ok(Answer::Reason(reason))
        }
        _ => Err(notice("internal", "")),
    }
}

/// What an end offers.
fn ended(app: &Arc<App>, end: &End, deed: &str, fields: &Fields) -> Result<(), Notice> {
    match (end, deed) {
        (End::Requested(requested, _), "send") => job::begin(app, Errand::Send(requested.request.clone())),
        (End::Requested(requested, _), "complete") => {
            job::begin(app, Errand::Complete(requested.keystore.clone()));
        }
        (End::Requested(requested, _), "folder") => folder::open_of(&requested.keystore),
        (End::Confirm(requested, ..), "folder") => folder::open_of(&requested.keystore),
        (End::Completed(completed, ..) | End::Activated(completed), "folder") => {
            folder::open_of(&completed.keystore);
        }
        (End::Copied(copy), "folder") => folder::open_of(copy),
        (End::Completed(completed, ..), "copy") => {
            let typed = fields.trimmed("folder");
            let folder = Path::new(typed);
            if !folder.is_absolute() || !folder.is_dir() {
                return Err(notice("file.no_folder", "folder"));
            }
            job::begin(app, Errand::Copy(completed.keystore.clone(), folder.to_path_buf()));
        }
        (End::Completed(completed, ..), "activate") => {
            app.shared.show(Screen::ActivateConfirm(completed.keystore.clone()));
        }
        (End::Checked(report, true), "activate") => {
            app.shared.show(Screen::ActivateConfirm(report.keystore.clone()));
        }
        (End::Examined(_), "doctor") => job::begin(app, Errand::Doctor),
        (End::Failed(failed), way) => {
            let index: Option<usize> = way.strip_prefix("way-").and_then(|text| text.parse().ok());
            if let Some(errand) = index.and_then(|index| failed.ways.get(index)) {
                job::begin(app, errand.clone());
            }
        }
        _ => {}
    }
    Ok(())
}
