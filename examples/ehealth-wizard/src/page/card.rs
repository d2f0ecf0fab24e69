//! The card, the PIN, and the pages that change by themselves (S1, S7, S9, S12).

use beid_card::Tries;
use ehealth_enrollment::Purpose;
use ehealth_examples_common::failure::{Details, printable};
use maud::html;
use rustls_pki_types::UnixTime;

use super::parts::{day, facts, text};
use super::{Body, View};
use crate::state::{CardView, PinScreen};

/// What is missing, and the one next step.
pub(super) fn missing(view: &View<'_>, code: &'static str) -> Body {
    let absent = matches!(code, "card.absent");
    let title = view.t(if absent { "card-insert" } else { "wizard-card-title" });
    Body::live(
        title,
        html! {
            div role="status" {
                @if !absent {
                    div class="notice" {
                        p { strong { (view.words.error(code, &Details::default())) } }
                        p { (view.remedy(code, &Details::default())) }
                    }
                }
                p class="busy" { (view.t("wizard-card-waiting")) }
            }
            div class="buttons" {
                button class="primary" disabled { (view.t("wizard-next")) }
                button name="do" value="cancel" { (view.t("wizard-cancel")) }
            }
        },
    )
}

pub(super) fn reading(view: &View<'_>) -> Body {
    Body::live(
        view.t("card-reading"),
        html! {
            p class="busy" role="status" { (view.t("wizard-card-stay")) }
            div class="buttons" {
                button class="primary" disabled { (view.t("wizard-next")) }
                button name="do" value="cancel" { (view.t("wizard-cancel")) }
            }
        },
    )
}

/// Whose card it is.
pub(super) fn read(view: &View<'_>, card: &CardView) -> Body {
    let name = printable(&card.name);
    Body::new(
        view.with("card-hello", "name", &name),
        Some("next"),
        html! {
            div class="card" {
                @if card.photo.is_some() {
                    img src="photo" alt=(view.with("wizard-photo", "name", &name)) width="105" height="150";
                }
                (facts(&[
                    (view.t("card-name"), text(&name)),
                    (view.t("card-national"), text(&card.national_number)),
                    (view.t("card-number"), text(format!("… {}", card.card_number))),
                    (view.t("wizard-card-until"), text(day(&card.valid_until, view.language))),
                ]))
            }
            p class="good" { (view.t("card-verified")) }
            (view.next_cancel())
        },
    )
}

/// The PIN, after its meaning. Signing in and signing are two pages that cannot be confused.
pub(super) fn pin(view: &View<'_>, pin: &PinScreen) -> Body {
    let (title, legal) = match &pin.purpose {
        Purpose::Contract { subject } => (view.t("pin-sign-title"), Some(("pin-sign-document", subject))),
        Purpose::Revocation { subject } => (view.t("pin-sign-title"), Some(("pin-revoke-document", subject))),
        _ => (view.t("wizard-pin-auth"), None),
    };
    let main = html! {
        @if let Some((key, subject)) = legal {
            div class="notice legal" {
                p { strong { (view.with("pin-sign-meaning", "document", &view.with(key, "subject", &printable(subject)))) } }
                p { (view.t("pin-sign-warning")) "." }
            }
        } @else {
            p { (view.t("wizard-pin-auth-why")) }
        }
        @match pin.tries {
            Tries::Left(1) => { p class="notice problem" { (view.t("pin-last")) } }
            Tries::Left(left @ 2) => { p { (view.words.text("pin-left", &[("tries", left.into())])) } }
            _ => {}
        }
        @if pin.pad {
            p class="busy" role="status" { (view.t("pin-on-reader")) }
        } @else {
            (view.secret("pin", &view.t("wizard-pin"), Some(&view.t("wizard-pin-hint")), true))
            @let label = view.t(if legal.is_some() { "wizard-sign" } else { "wizard-sign-in" });
            (view.buttons(Some(("next", label)), &[("cancel", view.t("wizard-cancel"))]))
        }
    };
    if pin.pad { Body::live(title, main) } else { Body::new(title, Some("next"), main) }
}

/// Something is being done.
pub(super) fn working(view: &View<'_>) -> Body {
    let step = view.progress.step.map(|step| view.t(&format!("step-{}", step.key())));
    Body::live(
        view.t("wizard-working"),
        html! {
            p class="busy" role="status" { (step.unwrap_or_else(|| view.t("wizard-moment"))) " …" }
            (view.buttons(None, &[("cancel", view.t("wizard-cancel"))]))
        },
    )
}

/// The certificate is not there yet (S20).
pub(super) fn waiting(view: &View<'_>, when: UnixTime) -> Body {
    Body::live(
        view.t("wizard-waiting"),
        html! {
            p role="status" { (view.with("waiting-until", "moment", &view.language.moment(when))) "." }
            p { (view.t("wizard-waiting-why")) }
            (view.buttons(None, &[("cancel", view.t("wizard-waiting-stop"))]))
        },
    )
}
