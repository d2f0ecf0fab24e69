//! Passwords: typed with live marks, or from where a flag says.

use std::path::Path;

use password_policy::Profile;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::say;
use crate::prompt::{Mark, State, Terminal};

/// The rules for the password of a new keystore.
pub(crate) fn policy() -> Profile {
    Profile::ehealth()
}

/// The password of a new keystore: `--new-password-from`, else `--password-from`, else typed twice.
///
/// # Errors
/// `password.*` by the policy; `answer.missing`; `interrupted`.
pub(crate) fn new(context: &mut Context) -> Result<String, Failure> {
    let secrets = &mut context.secrets;
    let slot =
        if secrets.new_password.is_prompt() { &mut secrets.password } else { &mut secrets.new_password };
    match slot.value()? {
        Some(text) => judged(&text),
        None => typed(context),
    }
}

/// Says early that a password that no person types would be refused, before card and authority are troubled.
///
/// # Errors
/// As [`new`].
pub(crate) fn check_unattended(context: &mut Context) -> Result<(), Failure> {
    if context.secrets.new_password.is_prompt() && context.secrets.password.is_prompt() {
        return Ok(());
    }
    new(context).map(drop)
}

/// The password that replaces another one: `--new-password-from`, else typed twice.
///
/// # Errors
/// As [`new`].
pub(crate) fn replacement(context: &mut Context) -> Result<String, Failure> {
    if let Some(text) = context.secrets.new_password.value()? {
        return judged(&text);
    }
    typed(context)
}

/// Says early that a replacement that no person types would be refused or is not there.
///
/// # Errors
/// As [`new`].
pub(crate) fn check_replacement(context: &mut Context) -> Result<(), Failure> {
    match context.secrets.new_password.value()? {
        Some(text) => judged(&text).map(drop),
        None if context.terminal.is_interactive() => Ok(()),
        None => Err(Failure::answer_missing("--new-password-from")),
    }
}

fn judged(text: &str) -> Result<String, Failure> {
    match password_policy::judge(&policy(), text, Some(text)).code() {
        Some(code) => Err(Failure::new(code)),
        None => Ok(text.to_owned()),
    }
}

fn typed(context: &Context) -> Result<String, Failure> {
    if context.terminal.is_interactive() {
        say(&context.words.plain("pw-warn"));
    }
    let words = &context.words;
    let marks = |typed: &str, repeated: &str| marks(words, typed, repeated);
    let text = context.terminal.new_password(words, &marks);
    text.map(|text| text.to_string()).map_err(|stop| Context::stopped(&stop, "--new-password-from"))
}

/// The password of a keystore that exists.
///
/// # Errors
/// `keystore.wrong_password` when the one given was refused; `answer.missing`; `interrupted`.
pub(crate) fn existing(context: &mut Context, keystore: &Path, refused: bool) -> Result<String, Failure> {
    if let Some(text) = context.secrets.password.value()? {
        return if refused { Err(Failure::new("keystore.wrong_password")) } else { Ok(text.to_string()) };
    }
    asked(context, keystore, refused, "--password-from")
}

/// The password of a keystore, typed; `flag` would have given it.
///
/// # Errors
/// `answer.missing`; `interrupted`.
pub(crate) fn asked(
    context: &Context,
    keystore: &Path,
    refused: bool,
    flag: &str,
) -> Result<String, Failure> {
    let terminal: Terminal = context.terminal;
    if refused && terminal.is_interactive() {
        say(&context.words.plain("password-again"));
        say(&Failure::new("keystore.wrong_password").remedy(&context.words));
    }
    let file = keystore.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let label = context.words.text("password-label", &[("file", crate::failure::printable(&file).into())]);
    let text = terminal.secret(&label, &|_| true);
    text.map(|text| text.to_string()).map_err(|stop| Context::stopped(&stop, flag))
}

/// The four marks of S13: length, accepted characters, digits or symbols, confirmation.
fn marks(words: &crate::words::Words, typed: &str, repeated: &str) -> Vec<Mark> {
    let judgement = password_policy::judge(&policy(), typed, Some(repeated));
    judgement
        .rules()
        // That there must be a letter is said only to those who typed none.
        .filter(|(rule, state)| rule.key() != "letter" || state.is_unmet())
        .map(|(rule, state)| {
            let state = if state.is_met() {
                State::Met
            } else if state.is_unmet() {
                State::Unmet
            } else {
                State::Pending
            };
            (words.plain(&format!("pw-{}", rule.key())), state)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    /// domain.md S13 and 5.3: the third and the fourth mark wait for something to judge.
    #[test]
    fn four_marks() {
        use State::{Met, Pending, Unmet};
        let words = crate::catalogue::words(Language::English);
        let states = |typed: &str, repeated: &str| -> Vec<State> {
            marks(&words, typed, repeated).into_iter().map(|(_, state)| state).collect()
        };
        assert_eq!(states("correct7horse", "correct7horse"), [Met, Met, Met, Met]);
        assert_eq!(states("correct7horse", ""), [Met, Met, Met, Pending]);
        assert_eq!(states("correct7horse", "correct7hors"), [Met, Met, Met, Unmet]);
        assert_eq!(states("short7", "")[0], Unmet);
        assert_eq!(states("caf\u{e9}correct7", "")[1], Unmet);
        assert_eq!(states("onlyletters", "")[2], Unmet);
        assert_eq!(states("", "")[3], Pending);
        assert!(
            marks(&words, "12345678", "12345678")
                .iter()
                .any(|(label, state)| label == "Letters" && *state == Unmet)
        );
        for language in Language::ALL {
            let words = crate::catalogue::words(language);
            for (label, _) in marks(&words, "12345678", "") {
                assert!(!label.starts_with("pw-"), "{label}");
            }
        }
    }
}
