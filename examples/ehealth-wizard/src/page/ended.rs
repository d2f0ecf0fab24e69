//! How it ended: summary, confirmation, done, or what went wrong and how to go on (S15–S17, S22–S25).

use ehealth_enrollment::{CheckReport, Completed, Level, Requested};
use ehealth_examples_common::exit::of_domain;
use ehealth_examples_common::failure::{Details, printable};
use maud::{Markup, html};

use super::parts::{Field, facts, text};
use super::{Body, View, choose, questions};
use crate::state::{End, Failed, Seen};

/// The page of an end.
pub(super) fn ended(view: &View<'_>, end: &End) -> Body {
    match end {
        End::Requested(requested, false) if !requested.sent => summary(view, requested),
        End::Requested(requested, already) => sent(view, requested, *already),
        End::Confirm(requested, url, expires) => {
            let moment = view.language.moment(*expires);
            Body::new(
                view.t("wizard-confirm"),
                None,
                html! {
                    p { (view.with("confirm-there", "moment", &moment)) }
                    // Only an https address becomes a link; the authority's words are never more than text else.
                    p { @if url.starts_with("https://") { a href=(url) rel="noopener noreferrer" target="_blank" { (printable(url)) } } @else { (printable(url)) } }
                    (files(view, requested))
                    (home(view, &[("folder", view.t("wizard-open-folder"))]))
                },
            )
        }
        End::Completed(completed, nothing, report) => done(view, completed, *nothing, report.as_ref()),
        End::Activated(completed) => Body::new(
            view.t("wizard-activated"),
            None,
            html! { p class="good" { (view.t("activated")) } (certificate(view, completed)) (home(view, &[])) },
        ),
        End::Revoked(subject, serial) => Body::new(
            view.t("wizard-revoked"),
            None,
            html! {
                p class="good" { (view.t("revoked")) }
                (facts(&[(view.t("label-subject"), text(subject)), (view.t("label-serial"), text(serial))]))
                p { (view.t("revoked-keep")) }
                (home(view, &[]))
            },
        ),
        End::Checked(report, waits) => checked(view, report, *waits),
        End::PasswordChanged(keystore, backup) => Body::new(
            view.t("wizard-password-changed"),
            None,
            html! {
                p class="good" { (view.t("passwd-changed")) }
                (facts(&[(view.t("label-keystore"), view.path(keystore))]))
                p { (view.t("passwd-backup")) } p { (view.path(backup)) }
                (choose::tell(view, "tell-password", keystore))
                (home(view, &[]))
            },
        ),
        End::Copied(copy) => Body::new(
            view.t("wizard-copied"),
            None,
            html! {
                p class="good" { (view.t("wizard-copied-good")) }
                (facts(&[(view.t("wizard-copied-to"), view.path(copy))]))
                (home(view, &[("folder", view.t("wizard-open-folder"))]))
            },
        ),
        End::Examined(findings) => {
            let worst = findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Ok);
            let (class, key) = match worst {
                Level::Ok => ("good", "doctor-end-ok"),
                Level::Warning => ("notice", "doctor-end-warning"),
                _ => ("notice problem", "doctor-end-problem"),
            };
            Body::new(
                view.t("wizard-do-doctor"),
                None,
                html! {
                    p class=(class) { (view.t(key)) }
                    (self::findings(view, findings, "doctor"))
                    (home(view, &[("doctor", view.t("wizard-again-look"))]))
                },
            )
        }
        End::Failed(failed) => self::failed(view, failed),
    }
}

fn home(view: &View<'_>, others: &[(&str, String)]) -> Markup {
    let mut all = others.to_vec();
    all.push(("home", view.t("wizard-home")));
    view.buttons(None, &all)
}

/// Both files and their places (S15).
fn files(view: &View<'_>, requested: &Requested) -> Markup {
    html! {
        section class="file" aria-labelledby="file-keystore" {
            h2 id="file-keystore" { (view.t("file-keystore")) }
            p { (view.path(&requested.keystore)) }
            p class="hint" { (view.t("wizard-about-keystore")) }
        }
        section class="file" aria-labelledby="file-request" {
            h2 id="file-request" { (view.t("file-request")) }
            p { (view.path(&requested.request)) }
            p class="hint" { (view.t("wizard-about-ehcsr")) }
        }
        p { strong { (view.t("wizard-note-place")) } }
    }
}

fn summary(view: &View<'_>, requested: &Requested) -> Body {
    Body::new(
        view.t("wizard-summary"),
        Some("send"),
        html! {
            p class="good" { (view.t("wizard-summary-made")) }
            (facts(&[(view.t("label-subject"), text(&requested.subject))]))
            (files(view, requested))
            p { (view.t("wizard-only-request")) }
            (view.buttons(
                Some(("send", view.t("wizard-send"))),
                &[("folder", view.t("wizard-open-folder")), ("home", view.t("wizard-later"))],
            ))
            (questions::print(view))
        },
    )
}

/// What happens next (S17).
fn sent(view: &View<'_>, requested: &Requested, already: bool) -> Body {
    Body::new(
        view.t("wizard-sent"),
        None,
        html! {
            p class="good" { (view.t(if already { "request-already-sent" } else { "request-sent" })) }
            @if requested.automatically_validated == Some(false) { p class="notice" { (view.t("request-manual")) } }
            (facts(&[(view.t("label-subject"), text(&requested.subject)), (view.t("label-keystore"), view.path(&requested.keystore))]))
            ol {
                li { (view.t("wizard-mail-accepted")) }
                li { (view.t("wizard-mail-delivered")) }
                li { (view.t("wizard-then-complete")) }
            }
            p { (view.t("wait-mail")) ". " (view.t("wizard-leave-folder")) }
            p { a href="certificate.ics" download="ehealth.ics" { (view.t("wizard-calendar")) } }
            (home(view, &[("complete", view.t("wizard-complete-now")), ("folder", view.t("wizard-open-folder"))]))
            (questions::print(view))
        },
    )
}

fn certificate(view: &View<'_>, completed: &Completed) -> Markup {
    let from_until = [
        ("from", view.language.moment(completed.not_before).into()),
        ("until", view.language.moment(completed.not_after).into()),
    ];
    facts(&[
        (view.t("label-subject"), text(&completed.subject)),
        (view.t("label-issuer"), text(&completed.issuer)),
        (view.t("label-serial"), text(&completed.serial)),
        (view.t("label-valid"), text(view.words.text("from-until", &from_until))),
        (view.t("label-encryption"), text(&completed.encryption_serial)),
    ])
}

/// What to enter where, and the copy (S22).
fn done(view: &View<'_>, completed: &Completed, nothing: bool, report: Option<&CheckReport>) -> Body {
    let mut others = Vec::new();
    if completed.waits_for_activation {
        others.push(("activate", view.t("wizard-item-activate")));
    }
    others.push(("folder", view.t("wizard-open-folder")));
    Body::new(
        view.t("wizard-done"),
        Some("copy"),
        html! {
            p class="good" { (view.t(if nothing { "nothing-to-do" } else { "completed" })) }
            section class="file" aria-labelledby="where" {
                h2 id="where" { (view.t("done-where")) }
                p { (view.path(&completed.keystore)) }
            }
            (choose::tell(view, "tell-completed", &completed.keystore))
            @if completed.waits_for_activation { p class="notice" { (view.t("waits-for-activation")) } }
            (certificate(view, completed))
            @if let Some(report) = report { h2 { (view.t("wizard-checked")) } (findings(view, &report.findings.iter().map(Seen::from).collect::<Vec<_>>(), "check")) }
            section aria-labelledby="copy" {
                h2 id="copy" { (view.t("wizard-copy-now")) }
                p { (view.t("done-copy")) }
                (view.field(&Field { name: "folder", label: view.t("wizard-copy-folder"), hint: Some(view.t("wizard-copy-hint")), value: "", kind: "text", required: false }))
                (view.buttons(None, &[("copy", view.t("wizard-copy-make"))]))
            }
            p { a href="certificate.ics" download="ehealth.ics" { (view.t("wizard-calendar")) } }
            (home(view, &others))
            (questions::print(view))
        },
    )
}

fn findings(view: &View<'_>, findings: &[Seen], family: &str) -> Markup {
    html! {
        ul class="findings" {
            @for finding in findings {
                @let (class, key) = match finding.level {
                    Level::Ok => ("good", "level-ok"),
                    Level::Warning => ("warn", "level-warning"),
                    _ => ("bad", "level-problem"),
                };
                li class=(class) {
                    (view.t(&format!("{family}-{}", finding.check))) ": " strong { (view.t(key)) }
                    @if let Some(code) = finding.code.map(of_domain) {
                        " – " (view.words.error(code, &Details::default())) " "
                        (view.remedy(code, &Details::default()))
                    } @else if family == "doctor" && !finding.detail.is_empty() {
                        " – " (printable(&finding.detail))
                    }
                }
            }
        }
    }
}

fn checked(view: &View<'_>, report: &CheckReport, waits: bool) -> Body {
    let worst = report.worst().map(|finding| finding.level);
    let (class, key) = match worst {
        Some(Level::Problem) => ("notice problem", "doctor-end-problem"),
        Some(Level::Warning) => ("notice", "check-warned"),
        _ if waits => ("notice", "check-warned"),
        _ => ("good", "check-good"),
    };
    let others = if waits { vec![("activate", view.t("wizard-item-activate"))] } else { Vec::new() };
    Body::new(
        view.t("wizard-checked"),
        None,
        html! {
            p class=(class) { (view.t(key)) }
            (facts(&[
                (view.t("label-keystore"), view.path(&report.keystore)),
                (view.t("label-subject"), text(&report.subject)),
                (view.t("label-serial"), text(&report.serial)),
            ]))
            (findings(view, &report.findings.iter().map(Seen::from).collect::<Vec<_>>(), "check"))
            @if waits { p class="notice" { (view.t("waits-for-activation")) } }
            (home(view, &others))
        },
    )
}

/// What went wrong, in one sentence, and the ways on.
fn failed(view: &View<'_>, failed: &Failed) -> Body {
    let details = super::details(view, &failed.details, failed.moment);
    let ways: Vec<(String, String)> = failed
        .ways
        .iter()
        .enumerate()
        .map(|(index, errand)| (format!("way-{index}"), view.t(&format!("wizard-way-{}", errand.key()))))
        .collect();
    let mut buttons: Vec<(&str, String)> =
        ways.iter().map(|(value, label)| (value.as_str(), label.clone())).collect();
    let next = if buttons.is_empty() { None } else { Some(buttons.remove(0)) };
    buttons.push(("home", view.t("wizard-home")));
    Body::new(
        view.t("wizard-failed"),
        None,
        html! {
            div class="notice problem" role="alert" {
                p { strong { (view.words.error(failed.code, &details)) } }
                p { (view.remedy(failed.code, &details)) }
            }
            @if let Some(keystore) = &failed.keystore {
                p { (view.t("wizard-nothing-lost")) }
                (facts(&[(view.t("label-keystore"), view.path(keystore))]))
            }
            (view.buttons(next, &buttons))
            details {
                summary { (view.t("wizard-technical")) }
                p { code { (failed.code) } " " (printable(&failed.technical)) }
            }
        },
    )
}
