//! A refusal, put into words.

use super::{Style, Vary};
use crate::refusal::{Code, Level, Refusal};

/// What the status of a response says of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Values of `StatusCode`, the outer one first.
    pub(crate) levels: Vec<String>,
    pub(crate) message: Option<String>,
    /// None: no `StatusDetail`.
    pub(crate) error: Option<ToldError>,
}

/// One `Errors` of an `EteeStatusDetail`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ToldError {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) parameters: Vec<(String, String)>,
}

const PREFIX: &str = "urn:be:fgov:ehealth:2.0:status:";

/// `refusal` as it is told: with a style only the difference between success and anything else is left, and
/// the one code that is known (ra.md 2.5).
pub(crate) fn tell(refusal: &Refusal, vary: &Vary, style: Option<&mut Style>) -> Told {
    let level = match refusal.level() {
        Level::Requester => "Requester",
        Level::Responder => "Responder",
    };
    let levels = core::iter::once(level).chain(refusal.nested());
    let mut told = Told {
        levels: levels.map(|level| format!("{PREFIX}{level}")).collect(),
        message: Some(refusal.message().to_owned()),
        error: Some(ToldError {
            code: vary.code(refusal.code()),
            message: refusal.message().to_owned(),
            parameters: refusal
                .parameters()
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }),
    };
    if let Some(style) = style {
        reword(&mut told, refusal.code(), style);
    }
    if refusal.is_bare() {
        told.message = None;
        told.error = None;
    }
    told
}

fn reword(told: &mut Told, code: Code, style: &mut Style) {
    const OUTER: [&str; 5] = ["Requester", "Responder", "Failure", "Refused", "Warning"];
    const INNER: [&str; 4] = ["InvalidInput", "DataNotFound", "RequestUnsupported", "Other"];
    const WORDS: [&str; 5] = [
        "",
        "Votre demande n’a pas pu être traitée : voyez le détail.",
        "Uw aanvraag kon niet worden verwerkt <zie detail> & probeer later.",
        "OK",
        "success",
    ];
    // Whose fault it is stays: of that the gateway's own table speaks, and no invention of the sandbox.
    let kept = style.one_in(2) || told.levels.first().is_some_and(|level| level.ends_with("Responder"));
    let outer = told.levels.first().filter(|_| kept).cloned();
    let mut levels = vec![outer.unwrap_or_else(|| format!("{PREFIX}{}", style.pick(&OUTER)))];
    for _ in 0..style.below(3) {
        levels.push(format!("{PREFIX}{}", style.pick(&INNER)));
    }
    told.levels = levels;
    told.message = (!style.one_in(3)).then(|| style.pick(&WORDS).to_owned());
    let Some(error) = &mut told.error else { return };
    // In version 1 the message and the values of this one belong together.
    if code == Code::AuthCertNotYetValid {
        return;
    }
    style.pick(&WORDS).clone_into(&mut error.message);
    if !code.is_known() && style.one_in(2) {
        error.parameters.clear();
    }
    for number in 0..style.below(3) {
        error.parameters.push((format!("p{number}"), style.pick(&WORDS).to_owned()));
    }
    style.shuffle(&mut error.parameters);
}
