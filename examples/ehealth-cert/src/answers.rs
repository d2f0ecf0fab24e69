//! Answers given beforehand: flags of `request`, and the file that an assistant prepared.

use std::path::Path;

use ehealth_csr::{
    ApplicationId, ContactData, Email, Error, Identifier, IdentifierType, Phone, Ssin, SubjectName,
};
use ehealth_enrollment::{Applicant, Foreigner, Organisation};
use serde::Deserialize;

use crate::cli::{AnswerArgs, ProfileFlag, RequestArgs, Whom};
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
    organisation: Option<String>,
    organisation_name: Option<String>,
    application_id: Option<String>,
    bis: Option<String>,
    name: Option<String>,
    first_name: Option<String>,
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
    /// For whom, when it was said.
    pub(crate) applicant: Option<Applicant>,
    /// Which of an organisation's certificates, when it was said.
    pub(crate) application_id: Option<String>,
    /// For a care provider without card.
    pub(crate) foreigner: bool,
    bis: Option<Ssin>,
    name: Option<String>,
    first_name: Option<String>,
    email: Option<Email>,
    phone: Option<Phone>,
    general_email: Option<Email>,
    general_phone: Option<Phone>,
}

impl Answers {
    /// Flags first, then the file.
    ///
    /// # Errors
    /// `contact.*`, `id.*`, `name.*` for a malformed value, `usage` for a file that cannot be understood,
    /// `answer.missing` for an organisation without number or name.
    pub(crate) fn of_request(args: &RequestArgs) -> Result<Self, Failure> {
        let prepared = args.answers.answers.as_deref().map(read).transpose()?.unwrap_or_default();
        let whom = args.whom.or(prepared.whom);
        let text =
            |flag: &Option<String>, prepared: &Option<String>| flag.clone().or_else(|| prepared.clone());
        let organisation = text(&args.organisation, &prepared.organisation);
        let organisation_name = text(&args.organisation_name, &prepared.organisation_name);
        let bis = text(&args.bis, &prepared.bis);
        let (name, first_name) =
            (text(&args.name, &prepared.name), text(&args.first_name, &prepared.first_name));
        let mut answers = Self::new(&args.answers, &prepared)?;
        answers.dry_run = args.dry_run;
        let fits = match whom {
            None => bis.is_none() || organisation.is_none(),
            Some(Whom::Person) => organisation.is_none() && bis.is_none(),
            Some(Whom::Organisation) => bis.is_none(),
            Some(Whom::Foreigner) => organisation.is_none(),
        };
        if !fits {
            return Err(Failure::usage("--for does not go together with the other answers"));
        }
        answers.foreigner = whom == Some(Whom::Foreigner) || (whom.is_none() && bis.is_some());
        answers.bis = bis.map(|text| parsed(&text, "--bis", Ssin::parse)).transpose()?;
        (answers.name, answers.first_name) = (name, first_name);
        answers.applicant = match (whom, organisation) {
            (Some(Whom::Person), _) => Some(Applicant::Person),
            (Some(Whom::Organisation), None) => return Err(Failure::answer_missing("--organisation")),
            (_, Some(text)) => {
                let name = organisation_name.ok_or_else(|| Failure::answer_missing("--organisation-name"))?;
                Some(Applicant::Organisation(organisation_of(&text, name, answers.application_id.clone())?))
            }
            (None | Some(Whom::Foreigner), None) => None,
        };
        Ok(answers)
    }

    /// Nothing but consent, given or not.
    pub(crate) fn consent(accept_terms: bool) -> Self {
        Self { accept_terms, ..Self::default() }
    }

    /// The same for a renewal.
    ///
    /// # Errors
    /// As [`of_request`](Self::of_request).
    pub(crate) fn of_renewal(args: &AnswerArgs) -> Result<Self, Failure> {
        let prepared = args.answers.as_deref().map(read).transpose()?.unwrap_or_default();
        Self::new(args, &prepared)
    }

    fn new(args: &AnswerArgs, prepared: &Prepared) -> Result<Self, Failure> {
        let application_id = args.application_id.as_deref().or(prepared.application_id.as_deref());
        let id = |text: &str| ApplicationId::parse(text).map(|id| id.as_str().to_owned());
        Ok(Self {
            accept_terms: args.accept_terms,
            profile: args.profile.or(prepared.profile),
            application_id: application_id.map(|text| parsed(text, "--application-id", id)).transpose()?,
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
            ..Self::default()
        })
    }

    /// The care provider without card: what was given, and questions for the rest.
    ///
    /// # Errors
    /// `answer.missing`, `interrupted`.
    pub(crate) fn care_provider(&self, context: &Context) -> Result<Foreigner, Failure> {
        let bis = match &self.bis {
            Some(bis) => bis.clone(),
            None => ask(context, "ask-bis", "--bis", "", &|text| Ok(Ssin::parse(text)?))?,
        };
        let words = |label: &str, flag: &str, given: &Option<String>| match given {
            Some(text) => Ok(text.clone()),
            None => ask(context, label, flag, "", &filled),
        };
        let name = words("ask-name", "--name", &self.name)?;
        Ok(Foreigner { bis, name, first_name: words("ask-first-name", "--first-name", &self.first_name)? })
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

/// `TYPE=ID` with a name, checked as far as it can be without the authority (domain.md 3.7).
///
/// # Errors
/// `id.*`.
pub(crate) fn organisation_of(
    text: &str,
    name: String,
    application_id: Option<String>,
) -> Result<Organisation, Failure> {
    let flag = "--organisation";
    let (kind, id) = text.split_once('=').ok_or_else(|| Failure::usage(format!("{flag}: TYPE=ID")))?;
    let identifier = parsed(id, flag, |id| {
        let identifier = Identifier::parse(IdentifierType::parse(kind)?, id)?;
        identifier.check()?;
        Ok(identifier)
    })?;
    SubjectName::organization(identifier.clone(), &name, None)
        .map_err(|error| wrong(&error, "--organisation-name"))?;
    let kind = identifier.kind().as_str().to_owned();
    Ok(Organisation { kind, id: identifier.value().to_owned(), name, application_id })
}

fn parsed<T>(
    text: &str,
    flag: &str,
    parse: impl FnOnce(&str) -> Result<T, ehealth_csr::IdentifierError>,
) -> Result<T, Failure> {
    parse(text).map_err(|error| wrong(&Error::from(error), flag))
}

/// Any text but an empty one.
pub(crate) fn filled(text: &str) -> Result<String, Error> {
    let text = text.trim();
    // The code of an empty name is that of a name of which nothing remains.
    if text.is_empty() { Err(ehealth_csr::NameError::Empty.into()) } else { Ok(text.to_owned()) }
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
    Failure::flag(error.code(), flag, ehealth_enrollment::doctor::causes(error))
}

/// Asks until the answer parses.
///
/// # Errors
/// `answer.missing` with `flag`; `interrupted`.
pub(crate) fn ask<T>(
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
