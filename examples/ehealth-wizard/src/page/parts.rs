//! Pieces that pages are made of.

use ehealth_examples_common::Language;
use ehealth_examples_common::failure::printable;
use maud::{Markup, html};

use super::View;

/// One line of text.
pub(super) struct Field<'f> {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) value: &'f str,
    pub(super) kind: &'static str,
    pub(super) required: bool,
}

impl View<'_> {
    fn is_wrong(&self, name: &str) -> bool {
        self.notice.as_ref().is_some_and(|notice| notice.field == name)
    }

    /// A field for text that may be seen, with a mark that changes while one types.
    pub(super) fn field(&self, field: &Field<'_>) -> Markup {
        let Field { name, label, hint, value, kind, required } = field;
        let value = if self.drafts.contains_key(*name) { self.draft(name) } else { value };
        let described = self.described(name, hint.is_some());
        html! {
            div class="field" {
                label for=(name) { (label) @if *required { span class="required" { " *" } } }
                @if let Some(hint) = hint { p class="hint" id={ (name) "-hint" } { (hint) } }
                div class="line" {
                    input id=(name) name=(name) type=(kind) value=(value) spellcheck="false" autocapitalize="off"
                        autocomplete="off" required[*required]
                        aria-invalid=[self.is_wrong(name).then_some("true")] aria-describedby=(described);
                    span class="mark" id={ (name) "-mark" } data-mark=(name) data-met=(self.t("mark-met"))
                        data-unmet=(self.t("wizard-mark-unmet")) aria-live="polite" {}
                }
            }
        }
    }

    /// A field for a secret. It is a text field whose characters are hidden by style: what browsers know as a field
    /// for passwords they offer to store and to fill in.
    pub(super) fn secret(&self, name: &'static str, label: &str, hint: Option<&str>, digits: bool) -> Markup {
        html! {
            div class="field" {
                label for=(name) { (label) }
                @if let Some(hint) = hint { p class="hint" id={ (name) "-hint" } { (hint) } }
                input class="secret" id=(name) name=(name) type="text" spellcheck="false" autocapitalize="off"
                    autocorrect="off" autocomplete="off" data-1p-ignore data-lpignore="true" data-form-type="other"
                    inputmode=[digits.then_some("numeric")] maxlength=(if digits { "12" } else { "256" })
                    required autofocus[name != "again"]
                    aria-invalid=[self.is_wrong(name).then_some("true")]
                    aria-describedby=(self.described(name, hint.is_some()));
            }
        }
    }

    fn described(&self, name: &str, hint: bool) -> String {
        let mut ids = Vec::new();
        if self.is_wrong(name) {
            ids.push("notice".to_owned());
        }
        if hint {
            ids.push(format!("{name}-hint"));
        }
        ids.push(format!("{name}-mark"));
        ids.join(" ")
    }

    /// The box that makes secrets of this form visible, without any script.
    pub(super) fn reveal(&self) -> Markup {
        html! {
            p class="check" {
                input type="checkbox" id="reveal" autocomplete="off";
                label for="reveal" { (self.t("wizard-reveal")) }
            }
        }
    }

    /// A box that has to be ticked.
    pub(super) fn consent(&self, label: &str) -> Markup {
        html! {
            p class="check" {
                input type="checkbox" id="accept" name="accept" value="yes" required data-needed
                    aria-invalid=[self.is_wrong("accept").then_some("true")]
                    aria-describedby=[self.is_wrong("accept").then_some("notice")];
                label for="accept" { (label) }
            }
        }
    }

    /// The buttons below a page: the one that goes on, others, and the way out.
    pub(super) fn buttons(&self, next: Option<(&str, String)>, others: &[(&str, String)]) -> Markup {
        html! {
            div class="buttons" {
                @if let Some((value, label)) = next {
                    button class="primary" name="do" value=(value) data-next { (label) }
                }
                @for (value, label) in others {
                    button name="do" value=(value) { (label) }
                }
            }
        }
    }

    /// *Next* and *Cancel*.
    pub(super) fn next_cancel(&self) -> Markup {
        self.buttons(Some(("next", self.t("wizard-next"))), &[("cancel", self.t("wizard-cancel"))])
    }

    /// A file and its place, to be copied.
    pub(super) fn path(&self, path: &std::path::Path) -> Markup {
        let text = path.display().to_string();
        html! {
            span class="path" { code { (text) } button type="button" class="copy" data-copy=(text) hidden { (self.t("wizard-copy")) } }
        }
    }
}

/// Facts, a line each.
pub(super) fn facts(rows: &[(String, Markup)]) -> Markup {
    html! {
        dl class="facts" {
            @for (label, value) in rows {
                div { dt { (label) } dd { (value) } }
            }
        }
    }
}

/// A long text that scrolls, reached by keyboard, printed whole.
/// The lines of prose end where the window does; the authority's text keeps its own.
pub(super) fn long_text(label: &str, language: &str, text: &str, prose: bool) -> Markup {
    html! {
        div class={ "text" @if prose { " prose" } } role="region" aria-label=(label) tabindex="0" lang=(language) {
            @for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
                p { (paragraph.trim()) }
            }
        }
    }
}

/// The holder of a certificate as people call them: name, type and number.
pub(super) fn holder(subject: &str) -> Option<String> {
    let subject = ehealth_csr::SubjectName::from_contract_dn(subject).ok()?;
    let (kind, id) = subject.identifier();
    let id = match kind {
        "SSIN" => {
            ehealth_csr::Ssin::parse(id).map_or_else(|_| id.to_owned(), |ssin| ssin.display().to_string())
        }
        _ => id.to_owned(),
    };
    let application = subject.application_id().map(|id| format!(", {id}")).unwrap_or_default();
    Some(printable(&format!("{} ({kind} {id}{application})", subject.name())))
}

/// A day of a card, `2040-09-01`, as people of this language write it (S3).
pub(super) fn day(text: &str, language: Language) -> String {
    let mut parts = text.splitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day)) if language != Language::English => {
            format!("{day}/{month}/{year}")
        }
        _ => text.to_owned(),
    }
}

/// Plain text as markup.
pub(super) fn text(text: impl AsRef<str>) -> Markup {
    html! { (printable(text.as_ref())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_holders() {
        assert_eq!(day("2040-09-01", Language::Dutch), "01/09/2040");
        assert_eq!(day("2040-09-01", Language::English), "2040-09-01");
        assert_eq!(day("", Language::French), "");
        let subject = "CN=SSIN\\=79090399951,OU=eHealth-platform Belgium,OU=JULIEN MARC EXEMPLE,OU=SSIN\\=79090399951,O=Federal Government,C=BE";
        assert_eq!(holder(subject).as_deref(), Some("JULIEN MARC EXEMPLE (SSIN 79.09.03-999.51)"));
        assert_eq!(holder("C=Dummy"), None);
    }
}
