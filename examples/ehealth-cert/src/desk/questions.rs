//! The questions of a procedure, put to whoever sits there.

use std::path::Path;

use ehealth_csr::ApplicationId;
use ehealth_enrollment::{
    Acceptance, Answer, Applicant, Applicants, ContractText, Error, Listed, Organisation, Overview, Question,
    Reason, Revocable, Step,
};
use ehealth_keystore::Password;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::Desk;
use crate::answers::{ask, filled, organisation_of};
use crate::failure::{Failure, printable};
use crate::output::say;
use crate::passwords;

/// Characters of a name up to which X.520 goes. The authority is not known to mind: a longer one is warned of.
const USUAL_NAME: usize = 64;

impl Desk<'_> {
    /// Puts a question.
    ///
    /// # Errors
    /// `answer.missing` when nobody can be asked and no flag answers; `interrupted`.
    pub(super) fn answer(&mut self, question: &Question) -> Result<Answer, Error> {
        match question {
            Question::Terms => self.terms(),
            Question::Applicant(applicants) => self.applicant(applicants),
            Question::ApplicationId { taken } => self.application_id(taken),
            Question::ContactData { suggestion } => {
                match self.answers.contact(self.context, suggestion.as_ref()) {
                    Ok(contact) => Ok(Answer::ContactData(contact)),
                    Err(failure) => Err(self.keep(failure, "--email")),
                }
            }
            Question::Contract(contract) => self.contract(contract),
            Question::NewPassword { may_keep } => self.new_password(*may_keep),
            Question::Password { keystore, refused } => self.password(keystore, *refused),
            Question::Overview(overview) => self.overview(overview),
            Question::Certificate(certificates) => self.certificate(certificates),
            Question::Reason => self.reason(),
            Question::RevocationContract(contract) => self.revocation_contract(contract),
            _ => Err(Error::WrongReply),
        }
    }

    /// S8: for myself, or for an organisation that the authority lists, or for one that is typed.
    fn applicant(&mut self, applicants: &Applicants) -> Result<Answer, Error> {
        let words = &self.context.words;
        let name = printable(&applicants.name);
        let mut options = Vec::new();
        let mut answers: Vec<Option<&Listed>> = Vec::new();
        if applicants.person {
            options.push(words.text("who-me", &[("name", name.as_str().into())]));
            answers.push(None);
        }
        for listed in &applicants.organisations {
            let name = printable(name_of(listed, words.language().tag()));
            options.push(format!("{name} ({}={})", listed.kind, listed.id));
            answers.push(Some(listed));
        }
        options.push(words.plain("who-other"));
        say(&words.plain("who-note"));
        say(&words.text("who-name-note", &[("result", name.into())]));
        let chosen = self.context.terminal.choose(words, &words.plain("who-question"), &options);
        let chosen = chosen.map_err(|stop| Self::stopped(&stop, "--for"))?;
        let application_id = self.answers.application_id.clone();
        let organisation = match answers.get(chosen) {
            Some(None) => return Ok(Answer::Applicant(Applicant::Person)),
            Some(Some(listed)) => Organisation {
                kind: listed.kind.clone(),
                id: listed.id.clone(),
                name: name_of(listed, words.language().tag()).to_owned(),
                application_id,
            },
            None => match self.typed_organisation(application_id) {
                Ok(organisation) => organisation,
                Err(failure) => return Err(self.keep(failure, "--organisation")),
            },
        };
        Ok(Answer::Applicant(Applicant::Organisation(organisation)))
    }

    fn typed_organisation(&self, application_id: Option<String>) -> Result<Organisation, Failure> {
        say(&self.context.words.plain("who-manual"));
        let number = ask(self.context, "ask-organisation", "--organisation", "", &|text| {
            filled(text)?;
            let (kind, id) = text.split_once('=').ok_or(ehealth_csr::NameError::Empty)?;
            let kind = ehealth_csr::IdentifierType::parse(kind)?;
            ehealth_csr::Identifier::parse(kind, id)?.check()?;
            Ok(text.to_owned())
        })?;
        let name = ask(self.context, "ask-organisation-name", "--organisation-name", "", &filled)?;
        organisation_of(&number, name, application_id)
    }

    /// Which of an organisation's certificates: those in use are shown (S8).
    fn application_id(&mut self, taken: &[Option<String>]) -> Result<Answer, Error> {
        if !self.context.terminal.is_interactive() {
            return Err(Error::AnswerMissing("--application-id"));
        }
        let without = self.text("application-without");
        let list: Vec<_> = taken.iter().map(|id| id.as_deref().unwrap_or(&without)).collect();
        say(&self.context.words.text("application-taken", &[("list", list.join(", ").into())]));
        let free = |text: &str| -> Result<Option<String>, ehealth_csr::Error> {
            if text.trim().is_empty() {
                return Ok(None);
            }
            Ok(Some(ApplicationId::parse(text)?.as_str().to_owned()))
        };
        match ask(self.context, "ask-application", "--application-id", "", &free) {
            Ok(id) => Ok(Answer::ApplicationId(id)),
            Err(failure) => Err(self.keep(failure, "--application-id")),
        }
    }

    fn certificate(&self, certificates: &[Revocable]) -> Result<Answer, Error> {
        let words = &self.context.words;
        let options: Vec<_> = certificates
            .iter()
            .map(|certificate| {
                let until = certificate.not_after.map(|at| words.language().moment(at));
                let subject = printable(&certificate.subject);
                format!("{subject} – {} – {}", certificate.serial, until.unwrap_or_default())
            })
            .collect();
        let chosen = self.context.terminal.choose(words, &words.plain("revoke-which"), &options);
        chosen.map(Answer::Chosen).map_err(|stop| Self::stopped(&stop, "--serial"))
    }

    fn reason(&self) -> Result<Answer, Error> {
        let words = &self.context.words;
        let reasons = [Reason::Compromised, Reason::Forgotten, Reason::Affiliation, Reason::Ended];
        let options = ["compromised", "forgotten", "affiliation", "ended"]
            .map(|key| words.plain(&format!("reason-{key}")));
        let chosen = self.context.terminal.choose(words, &words.plain("reason-question"), &options);
        let chosen = chosen.map_err(|stop| Self::stopped(&stop, "--reason"))?;
        reasons.get(chosen).map(|reason| Answer::Reason(*reason)).ok_or(Error::WrongReply)
    }

    fn revocation_contract(&self, contract: &ContractText) -> Result<Answer, Error> {
        let tags = contract.texts.iter().map(|(tag, _)| tag.as_str());
        let language = self.language_of(tags);
        let text = contract.plain_text(&language);
        let title = self.context.words.text("contract-title", &[("language", language.as_str().into())]);
        self.accept(&title, &text, "contract-accept", &language)
    }

    /// The person's own language where the authority has it, else its first (S3).
    fn language_of<'t>(&self, mut tags: impl Iterator<Item = &'t str> + Clone) -> String {
        let own = self.context.words.language().tag();
        tags.clone().find(|tag| *tag == own).or_else(|| tags.next()).unwrap_or(own).to_owned()
    }

    fn terms(&self) -> Result<Answer, Error> {
        let title = self.text("terms-title");
        let text = self.text("terms-text");
        let tag = self.context.words.language().tag();
        self.accept(&title, &text, "terms-accept", tag)
    }

    fn contract(&self, contract: &ehealth_csr::Contract) -> Result<Answer, Error> {
        let language = self.language_of(contract.texts().iter().map(|(tag, _)| tag.as_str()));
        let text = contract.plain_text(&language);
        let title = self.context.words.text("contract-title", &[("language", language.as_str().into())]);
        self.accept(&title, &text, "contract-accept", &language)
    }

    /// Shows a text to whoever sits there and has it accepted, by flag or by key.
    fn accept(&self, title: &str, text: &str, question: &str, language: &str) -> Result<Answer, Error> {
        let accepted = Acceptance { language: language.to_owned(), sha256: Sha256::digest(text).into() };
        if self.answers.accept_terms || self.answers.dry_run {
            return Ok(Answer::Accepted(accepted));
        }
        if !self.context.terminal.is_interactive() {
            return Err(Error::TermsNotAccepted);
        }
        if let Err(stop) = self.context.terminal.page(&self.context.words, title, &crate::texts::shown(text))
        {
            return Err(Self::stopped(&stop, "--accept-terms"));
        }
        match self.context.terminal.confirm(&self.context.words, &self.text(question)) {
            Ok(true) => Ok(Answer::Accepted(accepted)),
            Ok(false) => Ok(Answer::Declined),
            Err(stop) => Err(Self::stopped(&stop, "--accept-terms")),
        }
    }

    fn new_password(&mut self, may_keep: bool) -> Result<Answer, Error> {
        if may_keep && self.context.secrets.new_password.is_prompt() {
            // A renewal keeps the password unless somebody wants another (product.md, `renew`).
            if !self.context.terminal.is_interactive() {
                return Ok(Answer::KeepPassword);
            }
            match self.context.terminal.confirm(&self.context.words, &self.text("password-keep")) {
                Ok(true) => return Ok(Answer::KeepPassword),
                Ok(false) => {}
                Err(stop) => return Err(Self::stopped(&stop, "--new-password-from")),
            }
        }
        match passwords::new(self.context) {
            Ok(text) => Ok(Answer::Password(Password::new(text))),
            Err(failure) => Err(self.keep(failure, "--new-password-from")),
        }
    }

    fn password(&mut self, keystore: &Path, refused: bool) -> Result<Answer, Error> {
        // The keystore that a renewal replaces is no request that goes on.
        if self.step != Some(Step::OldKeystore) {
            self.holds(keystore);
        }
        if !refused && let Some(text) = self.typed.clone() {
            return Ok(Answer::Password(Password::new(text.to_string())));
        }
        match passwords::existing(self.context, keystore, refused) {
            Ok(text) => {
                // For what else this run does with the same file, such as activating it.
                self.typed = Some(Zeroizing::new(text.clone()));
                Ok(Answer::Password(Password::new(text)))
            }
            Err(failure) => Err(self.keep(failure, "--password-from")),
        }
    }

    fn overview(&mut self, overview: &Overview) -> Result<Answer, Error> {
        self.holds(&overview.keystore);
        if overview.name.chars().count() > USUAL_NAME {
            let failure = Failure::new("name.too_long");
            let words = &self.context.words;
            say(&format!(
                "{} [{}]: {}",
                words.plain("label-warning"),
                failure.code(),
                failure.message(words)
            ));
        }
        if !self.context.terminal.is_interactive() {
            return Ok(Answer::Confirmed);
        }
        for line in crate::texts::overview(&self.context.words, overview) {
            say(&line);
        }
        match self.context.terminal.confirm(&self.context.words, &self.text("overview-confirm")) {
            Ok(true) => Ok(Answer::Confirmed),
            Ok(false) => Ok(Answer::Declined),
            Err(stop) => Err(Self::stopped(&stop, "--non-interactive")),
        }
    }
}

/// The name in this language, else any.
fn name_of<'l>(listed: &'l Listed, tag: &str) -> &'l str {
    let own = listed.names.iter().find(|(language, _)| language == tag);
    own.or(listed.names.first()).map_or("", |(_, name)| name.as_str())
}
