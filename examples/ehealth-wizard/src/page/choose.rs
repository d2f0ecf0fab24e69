//! What is asked before a procedure begins: which keystore, who, whether it is time (S19, S23, S24).

use std::path::Path;

use ehealth_enrollment::{Find, find_keystore};
use ehealth_examples_common::failure::printable;
use maud::{Markup, html};

use super::parts::{Field, facts, holder};
use super::{Body, View, questions, start};
use crate::folder;
use crate::state::What;

/// The keystore that is probably meant is chosen already; another can be (S19).
pub(super) fn keystore(view: &View<'_>, what: What) -> Body {
    let world = &view.app.world;
    let purpose = if what == What::Complete { Find::Complete } else { Find::Use };
    let found = find_keystore(&world.folders.keystores, world.environment, purpose).ok();
    let items = folder::items(world, view.app.now());
    let drafted = view.draft("file");
    let is_chosen = |path: &Path| match drafted {
        "" | "other" => found.as_deref() == Some(path) && drafted.is_empty(),
        name => folder::file_name(path) == name,
    };
    let other = drafted == "other" || (items.is_empty() && drafted.is_empty());
    Body::new(
        view.t(&format!("wizard-do-{}", what.key())),
        Some("next"),
        html! {
            @match &found {
                Some(path) => { p { (view.t("found")) ": " strong { (printable(&folder::file_name(path))) } } }
                None => { p { (view.t("wizard-not-found")) } }
            }
            fieldset {
                legend { (view.t("wizard-which")) }
                @for (index, item) in items.iter().enumerate() {
                    @let name = folder::file_name(&item.path);
                    p class="check" {
                        input type="radio" name="file" id={ "file-" (index) } value=(name) checked[is_chosen(&item.path)];
                        label for={ "file-" (index) } {
                            (printable(&name))
                            span class="hint" {
                                @if let Some(holder) = item.record.as_ref().and_then(|record| holder(&record.subject)) { " " (holder) ";" }
                                " " (view.t(&format!("stage-{}", item.stage.map_or("unknown", start::stage))))
                                @if let Some(at) = item.not_after { "; " (view.with("list-until", "moment", &view.language.moment(at))) }
                            }
                        }
                    }
                }
                p class="check" {
                    input type="radio" name="file" id="file-other" value="other" checked[other];
                    label for="file-other" { (view.t("wizard-other-file")) }
                }
            }
            div class="other" data-when="file-other" {
                (view.field(&Field { name: "path", label: view.t("wizard-path"), hint: Some(view.t("wizard-path-hint")), value: "", kind: "text", required: false }))
            }
            (view.next_cancel())
        },
    )
}

/// A care provider without Belgian card.
pub(super) fn foreigner(view: &View<'_>) -> Body {
    let field = |name, key: &str| {
        view.field(&Field { name, label: view.t(key), hint: None, value: "", kind: "text", required: true })
    };
    Body::new(
        view.t("wizard-do-foreigner"),
        Some("next"),
        html! {
            p { (view.t("wizard-foreigner-how")) }
            (field("bis", "ask-bis"))
            (field("name", "ask-name"))
            (field("first-name", "ask-first-name"))
            (view.next_cancel())
        },
    )
}

/// The person's word that every program has the new file (S24).
pub(super) fn activate(view: &View<'_>, keystore: &Path) -> Body {
    Body::new(
        view.t("wizard-do-activate"),
        Some("next"),
        html! {
            (tell(view, "tell-renewed", keystore))
            (view.consent(&view.t("wizard-activate-sure")))
            (view.next_cancel())
        },
    )
}

/// Old and new password (S23).
pub(super) fn change_password(view: &View<'_>, keystore: &Path) -> Body {
    let file = printable(&folder::file_name(keystore));
    Body::new(
        view.t("wizard-do-password"),
        Some("next"),
        html! {
            (facts(&[(view.t("label-keystore"), view.path(keystore))]))
            (view.secret("password", &view.with("wizard-password-of", "file", &file), None, false))
            (questions::password_fields(view))
            (view.next_cancel())
        },
    )
}

/// Whom to tell what, to be ticked off on paper.
pub(super) fn tell(view: &View<'_>, key: &str, keystore: &Path) -> Markup {
    let file = printable(&keystore.display().to_string());
    html! {
        p { (view.with(key, "file", &file)) }
        ul class="tell" {
            @for step in ["practice", "other", "fallback", "copy"] {
                @if let Some(text) = view.words.find(&format!("{key}-{step}")) { li { (text) } }
            }
        }
    }
}
