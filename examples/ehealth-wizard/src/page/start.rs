//! The first screen: what is there, and what can be done (S1, S5).

use ehealth_enrollment::survey::{Item, Next};
use ehealth_examples_common::failure::{Details, printable};
use maud::{Markup, html};

use super::parts::{facts, holder};
use super::{Body, View};
use crate::folder;

/// Both entrances, the others, and what the folder tells already.
pub(super) fn start(view: &View<'_>) -> Body {
    let items = folder::items(&view.app.world, view.app.now());
    Body::new(
        view.t("wizard-welcome"),
        None,
        html! {
            p { (view.t("wizard-intent")) }
            (card(view))
            @if !items.is_empty() {
                section aria-labelledby="there" {
                    h2 id="there" { (view.t("there-already")) }
                    ul class="items" {
                        @for item in &items { li { (self::item(view, item)) } }
                    }
                }
            }
            section aria-labelledby="entrances" {
                h2 id="entrances" { (view.t("wizard-what")) }
                @let waits = items.iter().any(|item| matches!(item.next, Next::Complete | Next::Resume));
                @if waits { p class="notice" { (view.t("wizard-waits")) } }
                ul class="choices" {
                    (choice(view, "request", !waits))
                    (choice(view, "complete", waits))
                    (choice(view, "renew", false))
                    (choice(view, "activate", false))
                    (choice(view, "check", false))
                    (choice(view, "password", false))
                    (choice(view, "revoke", false))
                    (choice(view, "foreigner", false))
                    (choice(view, "doctor", false))
                    (choice(view, "folder", false))
                }
            }
            (facts(&[(view.t("wizard-folder-is"), view.path(&view.app.world.folders.keystores))]))
        },
    )
}

fn choice(view: &View<'_>, key: &str, first: bool) -> Markup {
    html! {
        li {
            button name="do" value=(key) class=[first.then_some("primary")] aria-describedby={ "about-" (key) } {
                (view.t(&format!("wizard-do-{key}")))
            }
            span class="hint" id={ "about-" (key) } { (view.t(&format!("wizard-about-{key}"))) }
        }
    }
}

/// Whether a card could be read now.
fn card(view: &View<'_>) -> Markup {
    let probed = view.app.cards.lock().unwrap_or_else(std::sync::PoisonError::into_inner).probe();
    html! {
        @match probed {
            Ok(()) => { p class="good" { (view.t("wizard-card-there")) } }
            // A card is put in when it is asked for.
            Err(error) if error.code() == "card.absent" => { p class="good" { (view.t("wizard-reader-there")) } }
            Err(error) => {
                div class="notice" {
                    p { strong { (view.words.error(error.code(), &Details::default())) } }
                    p { (view.remedy(error.code(), &Details::default())) }
                }
            }
        }
    }
}

/// One keystore, and what to do with it.
fn item(view: &View<'_>, item: &Item) -> Markup {
    let file = folder::file_name(&item.path);
    let subject = item.record.as_ref().map(|record| record.subject.as_str()).filter(|text| !text.is_empty());
    let stage = item.stage.map_or("unknown", stage);
    let moment = |at| view.language.moment(at);
    let deeds: &[&str] = match item.next {
        Next::Resume => &["resume"],
        Next::Complete => &["complete"],
        Next::Activate => &["activate"],
        Next::Renew => &["renew"],
        // Its record is not there, perhaps not yet: a request that was interrupted early, or a file from elsewhere.
        Next::Unknown => &["resume", "check"],
        _ => &[],
    };
    html! {
        strong { (subject.and_then(holder).unwrap_or_else(|| printable(&file))) }
        span class="hint" {
            (printable(&file)) " – " (view.t(&format!("stage-{stage}")))
            @if let Some(at) = item.not_after { "; " (view.with("list-until", "moment", &moment(at))) }
            @if let Some(at) = item.renewable_since { "; " (view.with("list-renewable", "moment", &moment(at))) }
        }
        @if !deeds.is_empty() {
            span class="buttons" {
                @for deed in deeds {
                    button name="do" value={ (deed) " " (file) } { (view.t(&format!("wizard-item-{deed}"))) }
                }
            }
        }
    }
}

/// The stage as the catalogues have it.
pub(super) fn stage(stage: ehealth_keystore::Stage) -> &'static str {
    match stage {
        ehealth_keystore::Stage::KeyOnly => "requested",
        ehealth_keystore::Stage::Issued => "issued",
        _ => "complete",
    }
}
