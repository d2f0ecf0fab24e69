//! Answers given beforehand: flags of `request`, and the file that an assistant prepared.

use std::path::Path;

use ehealth_csr::{ContactData, Email, Error, Phone};
use serde::Deserialize;

use crate::cli::{ProfileFlag, RequestArgs, Whom};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::say;

/// Largest answers file, in bytes.
const MAX_ANSWERS: u64 = 64 * 1024;

/// What an assistant may prepare: never a PIN, a password or a consent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Prepared {
    #[serde(rename = "for")]
    whom: Option<Whom>,
    email: Option<String>,
    phone: Option<String>,
    general_email: Option<String>,
    general_phone: Option<String>,
    profile: Option<ProfileFlag>,
}

/// Answers, checked.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// General terms and contract are accepted.
    pub(crate) accept_terms: bool,
    /// Nothing is going to be signed.
    pub(crate) dry_run: bool,
    /// How the keystore is protected.
    pub(crate) profile: Option<ProfileFlag>,
    email: Option<Email>,
    phone: Option<Phone>,
    general_email: Option<Email>,
    general_phone: Option<Phone>,
}

impl Answers {
    /// Flags first, then the file.
    ///
    /// # Errors
    /// `contact.*` for a malformed value, `usage` for a file that cannot be understood.
    pub(crate) fn new(args: &RequestArgs) -> Result<Self, Failure> {
        let prepared = args.answers.as_deref().map(read).transpose()?.unwrap_or_default();
        // Only one value exists so far; the flag is read so that scripts written for more keep working.
        let _ = args.whom.or(prepared.whom).unwrap_or(Whom::Person);
        Ok(Self {
            accept_terms: args.accept_terms,
            dry_run: args.dry_run,
            profile: args.profile.or(prepared.profile),
            email: email(args.email.as_deref().or(prepared.email.as_deref()), "--email")?,
            phone: phone(args.phone.as_deref().or(prepared.phone.as_deref()), "--phone")?,
            general_email: email(
                args.general_email.as_deref().or(prepared.general_email.as_deref()),
                "--general-email",
            )?,
            general_phone: phone(
                args.general_phone.as_deref().or(prepared.general_phone.as_deref()),
                "--general-phone",
            )?,
        })
    }

    /// Contact data: what was given, and questions for the rest.
    ///
    /// # Errors
    /// `answer.missing` naming the first flag that is needed; `interrupted`.
    pub(crate) fn contact(
        &self,
        context: &Context,
        suggestion: Option<&ContactData>,
    ) -> Result<ContactData, Failure> {
        let asks = self.email.is_none() || self.phone.is_none();
        let interactive = context.terminal.is_interactive();
        if asks && !interactive {
            // Unattended, what was said the last time still holds.
            if let Some(earlier) = suggestion.filter(|_| self.is_silent()) {
                return Ok(earlier.clone());
            }
        }
        if asks && interactive {
            say(&context.words.plain("contact-note"));
        }
        let earlier = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let email = match &self.email {
            Some(email) => email.clone(),
            None => {
                let initial = earlier(suggestion.map(|contact| contact.email().as_str()));
                ask(context, "ask-email", "--email", &initial, &parse_email)?
            }
        };
        let phone = match &self.phone {
            Some(phone) => phone.clone(),
            None => {
                let initial = earlier(suggestion.map(|contact| contact.phone().as_str()));
                ask(context, "ask-phone", "--phone", &initial, &parse_phone)?
            }
        };
        let mut contact = ContactData::new(email, phone);
        let general_email = match &self.general_email {
            None if asks && interactive => {
                let initial = earlier(suggestion.and_then(ContactData::general_email).map(Email::as_str));
                ask(context, "ask-general-email", "--general-email", &initial, &optional(parse_email))?
            }
            given => given.clone(),
        };
        let general_phone = match &self.general_phone {
            None if asks && interactive => {
                let initial = earlier(suggestion.and_then(ContactData::general_phone).map(Phone::as_str));
                ask(context, "ask-general-phone", "--general-phone", &initial, &optional(parse_phone))?
            }
            given => given.clone(),
        };
        if let Some(email) = general_email {
            contact = contact.with_general_email(email);
        }
        if let Some(phone) = general_phone {
            contact = contact.with_general_phone(phone);
        }
        Ok(contact)
    }

    fn is_silent(&self) -> bool {
        self.email.is_none()
            && self.phone.is_none()
            && self.general_email.is_none()
            && self.general_phone.is_none()
    }
}

fn read(path: &Path) -> Result<Prepared, Failure> {
    let wrong = |why: String| Failure::flag("usage", "--answers", format!("{}: {why}", path.display()));
    let metadata = std::fs::metadata(path).map_err(|error| wrong(error.to_string()))?;
    if !metadata.is_file() || metadata.len() > MAX_ANSWERS {
        return Err(wrong("not a file of answers".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    // Only the parser's own words: the line it would quote may hold what should not be there.
    toml::from_str(&text).map_err(|error| wrong(error.message().to_owned()))
}

fn parse_email(text: &str) -> Result<Email, Error> {
    Ok(Email::parse(text)?)
}

fn parse_phone(text: &str) -> Result<Phone, Error> {
    Ok(Phone::parse(text)?)
}

fn email(text: Option<&str>, flag: &str) -> Result<Option<Email>, Failure> {
    text.map(|text| parse_email(text).map_err(|error| wrong(&error, flag))).transpose()
}

fn phone(text: Option<&str>, flag: &str) -> Result<Option<Phone>, Failure> {
    text.map(|text| parse_phone(text).map_err(|error| wrong(&error, flag))).transpose()
}

fn wrong(error: &Error, flag: &str) -> Failure {
    Failure::flag(error.code(), flag, crate::failure::chain(error))
}

/// Asks until the answer parses.
fn ask<T>(
    context: &Context,
    label: &str,
    flag: &str,
    initial: &str,
    parse: &dyn Fn(&str) -> Result<T, Error>,
) -> Result<T, Failure> {
    let check =
        |text: &str| parse(text).map(drop).map_err(|error| Failure::new(error.code()).remedy(&context.words));
    let text = context
        .terminal
        .line(&context.words.plain(label), initial, &check)
        .map_err(|stop| Context::stopped(&stop, flag))?;
    parse(&text).map_err(|error| wrong(&error, flag))
}

/// An answer that may stay empty.
fn optional<T>(parse: impl Fn(&str) -> Result<T, Error>) -> impl Fn(&str) -> Result<Option<T>, Error> {
    move |text| if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}
