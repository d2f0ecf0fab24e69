//! The pages: HTML from the current screen, in the person's language. Nothing is decided here.

mod card;
mod choose;
mod ended;
mod parts;
mod questions;
mod start;

use ehealth_enrollment::{Listed, Organisation, Progress};
use ehealth_examples_common::failure::Details;
use ehealth_examples_common::{Language, Words};
use ehealth_pki::Environment;
use maud::{DOCTYPE, Markup, html};

use crate::app::App;
use crate::state::{CardScreen, Notice, Screen};
use crate::words::{self, SHOWN};

/// Seconds after which a page without script looks again whether something has changed.
const REFRESH: &str = "2";

/// What a page is made of: the state at one moment.
pub(crate) struct View<'a> {
    app: &'a App,
    words: &'a Words,
    number: u64,
    revision: u64,
    language: Language,
    notice: Option<Notice>,
    drafts: std::collections::BTreeMap<String, String>,
    progress: Progress,
    errand: Option<&'static str>,
}

/// The changing part of a page.
pub(crate) struct Body {
    /// The heading, and the title of the window.
    title: String,
    /// The page changes by itself.
    live: bool,
    /// What the Enter key does.
    enter: Option<&'static str>,
    main: Markup,
}

impl Body {
    fn new(title: impl Into<String>, enter: Option<&'static str>, main: Markup) -> Self {
        Self { title: title.into(), live: false, enter, main }
    }

    fn live(title: impl Into<String>, main: Markup) -> Self {
        Self { title: title.into(), live: true, enter: None, main }
    }
}

impl View<'_> {
    /// A text.
    fn t(&self, key: &str) -> String {
        self.words.plain(key)
    }

    /// A text with one value.
    fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.words.text(key, &[(name, value.into())])
    }

    /// What can be done: in the wizard's own words where the shared ones name flags of other programs.
    fn remedy(&self, code: &'static str, details: &Details) -> String {
        let own = self.words.find(&format!("wizard-remedy-{}", code.replace('.', "-")));
        own.unwrap_or_else(|| self.words.remedy(code, details))
    }

    /// What was typed into a field the last time.
    fn draft(&self, name: &str) -> &str {
        self.drafts.get(name).map_or("", String::as_str)
    }
}

/// The current screen.
pub(crate) fn screen(app: &App) -> String {
    let state = app.shared.lock();
    let language = state.language;
    let (screen, number, revision) = (state.screen.clone(), state.number, state.revision);
    let (notice, drafts) = (state.notice.clone(), state.drafts.clone());
    let (progress, errand) = (state.progress, state.errand.as_ref().map(crate::job::Errand::key));
    drop(state);
    words::with(language, |words| {
        let view = View { app, words, number, revision, language, notice, drafts, progress, errand };
        let body = match &screen {
            Screen::Start => start::start(&view),
            Screen::Choose(what) => choose::keystore(&view, *what),
            Screen::Foreigner => choose::foreigner(&view),
            Screen::ActivateConfirm(keystore) => choose::activate(&view, keystore),
            Screen::ChangePassword(keystore) => choose::change_password(&view, keystore),
            Screen::Card(CardScreen::Read(card)) => card::read(&view, card),
            Screen::Card(CardScreen::Reading) => card::reading(&view),
            Screen::Card(CardScreen::Missing(code)) => card::missing(&view, code),
            Screen::Pin(pin) => card::pin(&view, pin),
            Screen::Ask(question) => questions::ask(&view, question),
            Screen::Working => card::working(&view),
            Screen::Waiting(when) => card::waiting(&view, *when),
            Screen::Ended(end) => ended::ended(&view, end),
        };
        layout(&view, &body).into_string()
    })
}

fn layout(view: &View<'_>, body: &Body) -> Markup {
    let environment = view.app.world.environment;
    let place = view.app.home();
    html! {
        (DOCTYPE)
        html lang=(view.language.tag()) {
            head {
                (head(&format!("{} – {}", body.title, view.t("wizard-name"))))
                script src="/assets/wizard.js" defer {}
                @if body.live {
                    noscript { meta http-equiv="refresh" content=(REFRESH); }
                }
            }
            body data-place=(place) data-screen=(view.number) data-revision=(view.revision) data-live[body.live] {
                form id="form" method="post" action=(format!("{place}act")) autocomplete="off" novalidate {
                    input type="hidden" name="csrf" value=(view.app.csrf.expose());
                    input type="hidden" name="screen" value=(view.number);
                    @if let Some(enter) = body.enter {
                        // What Enter does in a field: the first button of a form, wherever the others stand.
                        button class="enter" name="do" value=(enter) tabindex="-1" aria-hidden="true" {}
                    }
                    header {
                        a class="skip" href="#main" { (view.t("wizard-skip")) }
                        p class="brand" { (view.t("wizard-name")) }
                        (languages(view))
                        @if environment != Environment::Production {
                            p class={ "banner " (environment.as_str()) } {
                                (view.t(&format!("world-{}", environment.as_str())))
                            }
                        }
                    }
                    main id="main" tabindex="-1" {
                        (progress(view))
                        h1 { (body.title) }
                        (notice(view))
                        (body.main)
                    }
                    footer {
                        p { (view.t("wizard-local")) }
                    }
                }
            }
        }
    }
}

fn head(title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="robots" content="noindex";
        title { (title) }
        link rel="stylesheet" href="/assets/wizard.css";
        link rel="icon" href="/assets/icon.svg";
    }
}

/// The switch of languages: buttons of the same form, so that nothing that was typed is lost.
fn languages(view: &View<'_>) -> Markup {
    html! {
        ul class="languages" aria-label=(view.t("wizard-language")) {
            @for (language, name) in SHOWN {
                li {
                    button name="language" value=(language.tag()) lang=(language.tag())
                        aria-current=[(language == view.language).then_some("true")] { (name) }
                }
            }
        }
    }
}

fn progress(view: &View<'_>) -> Markup {
    let Progress { step, number, of, .. } = view.progress;
    html! {
        @if let (Some(_), Some(step), true) = (view.errand, step, number > 0) {
            div class="steps" {
                p id="step" {
                    (view.words.text("wizard-step", &[
                        ("number", number.into()),
                        ("of", of.into()),
                        ("step", view.t(&format!("step-{}", step.key())).into()),
                    ]))
                }
                progress max=(of) value=(number) aria-labelledby="step" {}
            }
        }
    }
}

/// What is wrong with the answer before, and what can be done.
fn notice(view: &View<'_>) -> Markup {
    html! {
        @if let Some(notice) = &view.notice {
            div class="notice problem" role="alert" id="notice" {
                p { strong { (view.words.error(notice.code, &notice.details)) } }
                p { (view.remedy(notice.code, &notice.details)) }
            }
        }
    }
}

/// The page that takes the token away from the address and moves on.
pub(crate) fn door(app: &App) -> String {
    let language = app.shared.lock().language;
    words::with(language, |words| {
        html! {
            (DOCTYPE)
            html lang=(language.tag()) {
                head {
                    (head(&words.plain("wizard-name")))
                    meta http-equiv="refresh" content=(format!("0; url={}", app.home()));
                    script src="/assets/wizard.js" defer {}
                }
                body data-door=(app.home()) {
                    main { p { a href=(app.home()) { (words.plain("wizard-enter")) } } }
                }
            }
        }
        .into_string()
    })
}

/// The page for whoever has no cookie: in every language, as nothing is known of them.
pub(crate) fn stranger() -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head { (head("eHealth")) }
            body {
                main {
                    h1 { "eHealth" }
                    @for (language, _) in SHOWN {
                        p lang=(language.tag()) { (words::with(language, |words| words.plain("wizard-stranger"))) }
                    }
                }
            }
        }
    }
    .into_string()
}

/// The person's own language where the authority has it, else its first (S3).
pub(crate) fn language_of(texts: &[(String, String)], own: Language) -> String {
    let tags = texts.iter().map(|(tag, _)| tag.as_str());
    tags.clone()
        .find(|tag| *tag == own.tag())
        .or_else(|| tags.into_iter().next())
        .unwrap_or(own.tag())
        .to_owned()
}

/// The name in this language, else any.
pub(crate) fn name_of(listed: &Listed, language: Language) -> &str {
    let own = listed.names.iter().find(|(tag, _)| tag == language.tag());
    own.or(listed.names.first()).map_or("", |(_, name)| name.as_str())
}

/// A listed organisation as an answer.
pub(crate) fn organisation_of(listed: &Listed, language: Language) -> Organisation {
    Organisation {
        kind: listed.kind.clone(),
        id: listed.id.clone(),
        name: name_of(listed, language).to_owned(),
        application_id: None,
    }
}

/// Details that name a moment.
fn details(view: &View<'_>, details: &Details, moment: Option<rustls_pki_types::UnixTime>) -> Details {
    let moment = moment.map(|at| view.language.moment(at));
    Details { moment: moment.or_else(|| details.moment.clone()), ..details.clone() }
}
