//! The questions of the procedures (S6, S8, S10, S11, S13, S20, S25).

use ehealth_csr::{ContactData, Email, Phone};
use ehealth_enrollment::{Applicants, Overview, Question, Revocable};
use ehealth_examples_common::failure::printable;
use maud::{Markup, html};

use super::parts::{Field, facts, holder, long_text, text};
use super::{Body, View, language_of, name_of};

/// The page of a question.
pub(super) fn ask(view: &View<'_>, question: &Question) -> Body {
    match question {
        Question::Terms => {
            let tag = view.language.tag();
            consent(view, &view.t("terms-title"), tag, &view.t("terms-text"), "wizard-terms-accept")
        }
        Question::Contract(contract) => {
            let tag = language_of(contract.texts(), view.language);
            let title = view.t("wizard-contract");
            consent(view, &title, &tag, &contract.plain_text(&tag), "wizard-contract-accept")
        }
        Question::RevocationContract(contract) => {
            let tag = language_of(&contract.texts, view.language);
            let title = view.t("wizard-contract");
            consent(view, &title, &tag, &contract.plain_text(&tag), "wizard-contract-accept")
        }
        Question::Applicant(applicants) => applicant(view, applicants),
        Question::ApplicationId { taken } => application(view, taken),
        Question::ContactData { suggestion } => contact(view, suggestion.as_ref()),
        Question::NewPassword { may_keep } => new_password(view, *may_keep),
        Question::Password { keystore, refused } => password(view, keystore, *refused),
        Question::Overview(overview) => self::overview(view, overview),
        Question::Certificate(certificates) => certificate(view, certificates),
        Question::Reason => reason(view),
        _ => Body::new(
            view.t("unknown-remedy"),
            None,
            view.buttons(None, &[("cancel", view.t("wizard-cancel"))]),
        ),
    }
}

/// A text that is read and accepted, or not.
fn consent(view: &View<'_>, title: &str, tag: &str, body: &str, label: &str) -> Body {
    Body::new(
        title,
        Some("next"),
        html! {
            @if tag != view.language.tag() {
                p { (view.with("wizard-other-language", "language", tag)) }
            }
            (long_text(title, tag, body, label == "wizard-terms-accept"))
            input type="hidden" name="text-language" value=(tag);
            (view.consent(&view.t(label)))
            (view.buttons(Some(("next", view.t("wizard-next"))), &[("decline", view.t("wizard-decline"))]))
            (print(view))
        },
    )
}

/// A button that only a page with script has.
pub(super) fn print(view: &View<'_>) -> Markup {
    html! { p { button type="button" data-print hidden { (view.t("wizard-print")) } } }
}

fn applicant(view: &View<'_>, applicants: &Applicants) -> Body {
    let name = printable(&applicants.name);
    let first = match view.draft("who") {
        "" if applicants.person => "person",
        "" if applicants.organisations.is_empty() => "other",
        "" => "listed-0",
        chosen => chosen,
    };
    let choice = |value: &str, label: Markup| {
        html! {
            p class="check" {
                input type="radio" name="who" id={ "who-" (value) } value=(value) checked[value == first];
                label for={ "who-" (value) } { (label) }
            }
        }
    };
    Body::new(
        view.t("wizard-applicant"),
        Some("next"),
        html! {
            p { (view.t("who-note")) }
            fieldset {
                legend { (view.t("wizard-applicant-who")) }
                @if applicants.person { (choice("person", html! { (view.with("who-me", "name", &name)) })) }
                @for (index, listed) in applicants.organisations.iter().enumerate() {
                    (choice(&format!("listed-{index}"), html! {
                        (printable(name_of(listed, view.language))) " " span class="hint" { "(" (listed.kind) " " (listed.id) ")" }
                    }))
                }
                (choice("other", html! { (view.t("who-other")) }))
            }
            fieldset class="other" data-when="who-other" {
                legend { (view.t("wizard-organisation")) }
                p { (view.t("who-manual")) }
                (kinds(view))
                (view.field(&Field { name: "number", label: view.t("wizard-number"), hint: None, value: "", kind: "text", required: false }))
                (view.field(&Field { name: "organisation-name", label: view.t("ask-organisation-name"), hint: None, value: "", kind: "text", required: false }))
            }
            p class="hint" { (view.with("who-name-note", "result", &name)) }
            (view.next_cancel())
        },
    )
}

/// The types of identifiers of organisations (domain.md 3.4).
fn kinds(view: &View<'_>) -> Markup {
    let chosen = view.draft("kind");
    html! {
        div class="field" {
            label for="kind" { (view.t("wizard-kind")) }
            select id="kind" name="kind" {
                @for kind in ehealth_csr::IdentifierType::known().filter(|kind| !["SSIN", "NIHII11"].contains(&kind.as_str())) {
                    option value=(kind.as_str()) selected[kind.as_str() == chosen] { (kind.as_str()) }
                }
            }
        }
    }
}

fn application(view: &View<'_>, taken: &[Option<String>]) -> Body {
    let without = view.t("application-without");
    let list: Vec<_> = taken.iter().map(|id| printable(id.as_deref().unwrap_or(&without))).collect();
    Body::new(
        view.t("wizard-application"),
        Some("next"),
        html! {
            p { (view.with("application-taken", "list", &list.join(", "))) }
            (view.field(&Field { name: "application", label: view.t("ask-application"), hint: Some(view.t("wizard-application-hint")), value: "", kind: "text", required: false }))
            (view.next_cancel())
        },
    )
}

fn contact(view: &View<'_>, earlier: Option<&ContactData>) -> Body {
    let email = |name, label: &str, email: Option<&Email>, required| {
        let value = email.map_or("", Email::as_str);
        view.field(&Field { name, label: view.t(label), hint: None, value, kind: "email", required })
    };
    let phone = |name, label: &str, phone: Option<&Phone>, required| {
        let value = phone.map_or("", Phone::as_str);
        view.field(&Field { name, label: view.t(label), hint: None, value, kind: "tel", required })
    };
    Body::new(
        view.t("step-contact-data"),
        Some("next"),
        html! {
            p { (view.t("contact-note")) }
            p class="hint" { (view.t("wizard-required")) }
            (email("email", "ask-email", earlier.map(ContactData::email), true))
            (phone("phone", "ask-phone", earlier.map(ContactData::phone), true))
            (email("general-email", "ask-general-email", earlier.and_then(ContactData::general_email), false))
            (phone("general-phone", "ask-general-phone", earlier.and_then(ContactData::general_phone), false))
            (view.next_cancel())
        },
    )
}

/// A new password, typed twice, with its marks (S13).
pub(super) fn password_fields(view: &View<'_>) -> Markup {
    html! {
        div class="notice" { p { strong { (view.t("pw-warn")) } } }
        (view.secret("new", &view.t("pw-new"), Some(&view.t("wizard-password-hint")), false))
        (view.secret("again", &view.t("wizard-again"), None, false))
        (view.reveal())
        ul class="marks" id="new-mark" aria-live="polite" {
            @for key in ["length", "characters", "digit_or_symbol", "letter", "confirmation"] {
                li data-mark=(key) data-met=(view.t("mark-met")) data-unmet=(view.t("wizard-mark-unmet"))
                    data-state="pending" hidden[key == "letter"] {
                    span class="sign" aria-hidden="true" {} (view.t(&format!("pw-{key}"))) span class="state" {}
                }
            }
        }
    }
}

fn new_password(view: &View<'_>, may_keep: bool) -> Body {
    let mut others = Vec::new();
    if may_keep {
        others.push(("keep", view.t("wizard-keep")));
    }
    others.push(("cancel", view.t("wizard-cancel")));
    Body::new(
        view.t("step-password"),
        Some("next"),
        html! {
            (password_fields(view))
            (view.buttons(Some(("next", view.t("wizard-next"))), &others))
        },
    )
}

fn password(view: &View<'_>, keystore: &std::path::Path, refused: bool) -> Body {
    let file = printable(&crate::folder::file_name(keystore));
    Body::new(
        view.t("step-password"),
        Some("next"),
        html! {
            @if refused {
                div class="notice problem" role="alert" id="refused" {
                    p { strong { (view.words.error("keystore.wrong_password", &Default::default())) } }
                    p { (view.remedy("keystore.wrong_password", &Default::default())) }
                }
            }
            (facts(&[(view.t("label-keystore"), view.path(keystore))]))
            (view.secret("password", &view.with("wizard-password-of", "file", &file), Some(&view.t("wizard-password-which")), false))
            (view.reveal())
            (view.next_cancel())
        },
    )
}

fn overview(view: &View<'_>, overview: &Overview) -> Body {
    // Without a card nobody signs here.
    let signed = view.errand != Some("foreigner");
    let contact = &overview.contact;
    let mut reached = vec![contact.email().as_str(), contact.phone().as_str()];
    reached.extend(contact.general_email().map(Email::as_str));
    reached.extend(contact.general_phone().map(Phone::as_str));
    Body::new(
        view.t("step-overview"),
        Some("next"),
        html! {
            @if signed { p { (view.t("overview-title")) } }
            (facts(&[
                (view.t("overview-name"), text(&overview.name)),
                (view.t("overview-subject"), text(&overview.subject)),
                (view.t("overview-environment"), text(view.t(&format!("environment-{}", overview.environment)))),
                (view.t("overview-contact"), text(reached.join(", "))),
                (view.t("overview-keystore"), view.path(&overview.keystore)),
                (view.t("overview-request"), view.path(&overview.request)),
            ]))
            p { (view.t(if signed { "wizard-overview-next" } else { "wizard-only-request" })) }
            (view.buttons(
                Some(("next", view.t(if signed { "wizard-overview-right" } else { "wizard-send" }))),
                &[("decline", view.t("wizard-overview-change")), ("cancel", view.t("wizard-cancel"))],
            ))
        },
    )
}

fn certificate(view: &View<'_>, certificates: &[Revocable]) -> Body {
    Body::new(
        view.t("wizard-revoke"),
        Some("next"),
        html! {
            div class="notice legal" { p { (view.t("revoke-effect")) } }
            fieldset {
                legend { (view.t("wizard-revoke-which")) }
                @for (index, certificate) in certificates.iter().enumerate() {
                    p class="check" {
                        input type="radio" name="certificate" id={ "certificate-" (index) } value=(index)
                            checked[certificates.len() == 1 || view.draft("certificate") == index.to_string()];
                        label for={ "certificate-" (index) } {
                            (holder(&certificate.subject).unwrap_or_else(|| printable(&certificate.subject)))
                            span class="hint" {
                                " " (view.t("label-serial")) " " (printable(&certificate.serial))
                                @if let Some(at) = certificate.not_after { ", " (view.with("list-until", "moment", &view.language.moment(at))) }
                            }
                        }
                    }
                }
            }
            (view.next_cancel())
        },
    )
}

fn reason(view: &View<'_>) -> Body {
    Body::new(
        view.t("wizard-reason"),
        Some("next"),
        html! {
            fieldset {
                legend { (view.t("wizard-reason-why")) }
                @for key in ["compromised", "forgotten", "affiliation", "ended"] {
                    p class="check" {
                        input type="radio" name="reason" id={ "reason-" (key) } value=(key) checked[view.draft("reason") == key];
                        label for={ "reason-" (key) } { (view.t(&format!("reason-{key}"))) }
                    }
                }
            }
            p class="hint" { (view.t("revoke-forgotten")) }
            (view.next_cancel())
        },
    )
}
