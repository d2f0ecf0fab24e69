//! What is typed, judged while it is typed and when it is sent: by the libraries, never by the page (S10, S13).

use ehealth_csr::{ApplicationId, ContactData, Email, Identifier, IdentifierType, Phone, Ssin};
use ehealth_enrollment::{Foreigner, Organisation};
use ehealth_examples_common::failure::Details;
use password_policy::Profile;
use serde::Serialize;

use crate::form::Fields;
use crate::state::Notice;

/// How one mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// As it should be.
    Met,
    /// Not as it should be.
    Unmet,
    /// Nothing to judge yet.
    Pending,
}

/// One mark: what it is about, how it stands, and what the text becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Mark {
    /// Key of the rule or name of the field.
    pub(crate) key: &'static str,
    /// How it stands.
    pub(crate) state: State,
    /// What will stand in the request.
    pub(crate) becomes: String,
}

/// The marks of the fields that are there.
pub(crate) fn marks(fields: &Fields) -> Vec<Mark> {
    let mut marks = Vec::new();
    if fields.has("new") {
        marks.extend(password(fields.get("new"), fields.get("again")));
    }
    let email = |text: &str| Email::parse(text).map(|email| email.as_str().to_owned()).map_err(|_| ());
    let phone = |text: &str| Phone::parse(text).map(|phone| phone.as_str().to_owned()).map_err(|_| ());
    let application =
        |text: &str| ApplicationId::parse(text).map(|id| id.as_str().to_owned()).map_err(|_| ());
    let bis = |text: &str| Ssin::parse(text).map(|ssin| ssin.display().to_string()).map_err(|_| ());
    let number = |text: &str| {
        let kind = IdentifierType::parse(fields.trimmed("kind")).map_err(|_| ())?;
        let id = Identifier::parse(kind, text).map_err(|_| ())?;
        id.check().map(|()| id.display().to_string()).map_err(|_| ())
    };
    type Parse<'p> = &'p dyn Fn(&str) -> Result<String, ()>;
    let known: [(&'static str, Parse<'_>); 8] = [
        ("email", &email),
        ("phone", &phone),
        ("general-email", &email),
        ("general-phone", &phone),
        ("application", &application),
        ("bis", &bis),
        ("number", &number),
        ("organisation-name", &|text| Ok(text.to_owned())),
    ];
    for (key, parse) in known.iter().filter(|(key, _)| fields.has(key)) {
        let text = fields.trimmed(key);
        let (state, becomes) = match (text.is_empty(), parse(text)) {
            (true, _) => (State::Pending, String::new()),
            (false, Ok(becomes)) => (State::Met, becomes),
            (false, Err(())) => (State::Unmet, String::new()),
        };
        // What stays as it was typed need not be shown again.
        let becomes = if becomes == text { String::new() } else { becomes };
        marks.push(Mark { key, state, becomes });
    }
    marks
}

/// The four marks of S13, and a fifth for those who typed no letter.
pub(crate) fn password(new: &str, again: &str) -> Vec<Mark> {
    let judgement = password_policy::judge(&Profile::ehealth(), new, Some(again));
    let rules = judgement.rules();
    let marks =
        rules.filter(|(rule, state)| rule.key() != "letter" || state.is_unmet()).map(|(rule, state)| {
            let state = if state.is_met() {
                State::Met
            } else if state.is_unmet() {
                State::Unmet
            } else {
                State::Pending
            };
            Mark { key: rule.key(), state, becomes: String::new() }
        });
    marks.collect()
}

/// The new password, if it satisfies the policy.
pub(crate) fn new_password(fields: &Fields) -> Result<String, Notice> {
    let (new, again) = (fields.get("new"), fields.get("again"));
    match password_policy::judge(&Profile::ehealth(), new, Some(again)).code() {
        Some(code) => Err(notice(code, if code == "password.confirmation" { "again" } else { "new" })),
        None => Ok(new.to_owned()),
    }
}

/// Contact data.
pub(crate) fn contact(fields: &Fields) -> Result<ContactData, Notice> {
    let email = |name: &'static str| {
        Email::parse(fields.trimmed(name))
            .map_err(|error| notice(ehealth_csr::Error::from(error).code(), name))
    };
    let phone = |name: &'static str| {
        Phone::parse(fields.trimmed(name))
            .map_err(|error| notice(ehealth_csr::Error::from(error).code(), name))
    };
    let mut contact = ContactData::new(email("email")?, phone("phone")?);
    if !fields.trimmed("general-email").is_empty() {
        contact = contact.with_general_email(email("general-email")?);
    }
    if !fields.trimmed("general-phone").is_empty() {
        contact = contact.with_general_phone(phone("general-phone")?);
    }
    Ok(contact)
}

/// An organisation that is typed.
pub(crate) fn organisation(fields: &Fields) -> Result<Organisation, Notice> {
    let wrong =
        |error: ehealth_csr::IdentifierError| notice(ehealth_csr::Error::from(error).code(), "number");
    let kind = IdentifierType::parse(fields.trimmed("kind")).map_err(wrong)?;
    let identifier = Identifier::parse(kind, fields.trimmed("number")).map_err(wrong)?;
    identifier.check().map_err(wrong)?;
    let name = fields.trimmed("organisation-name");
    if name.is_empty() {
        return Err(notice("name.empty", "organisation-name"));
    }
    Ok(Organisation {
        kind: identifier.kind().as_str().to_owned(),
        id: identifier.value().to_owned(),
        name: name.to_owned(),
        application_id: None,
    })
}

/// An application identifier, or none.
pub(crate) fn application_id(fields: &Fields) -> Result<Option<String>, Notice> {
    let text = fields.trimmed("application");
    if text.is_empty() {
        return Ok(None);
    }
    let parsed = ApplicationId::parse(text);
    let id = parsed.map_err(|error| notice(ehealth_csr::Error::from(error).code(), "application"))?;
    Ok(Some(id.as_str().to_owned()))
}

/// Who requests without a Belgian card.
pub(crate) fn foreigner(fields: &Fields) -> Result<Foreigner, Notice> {
    let bis = Ssin::parse(fields.trimmed("bis"))
        .map_err(|error| notice(ehealth_csr::Error::from(error).code(), "bis"))?;
    let (name, first_name) = (fields.trimmed("name"), fields.trimmed("first-name"));
    for (text, field) in [(name, "name"), (first_name, "first-name")] {
        if text.is_empty() {
            return Err(notice("name.empty", field));
        }
    }
    Ok(Foreigner { bis, name: name.to_owned(), first_name: first_name.to_owned() })
}

/// A word about a field.
pub(crate) fn notice(code: &'static str, field: &'static str) -> Notice {
    Notice { code, details: Details::default(), field }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields {
        Fields::parse(text.as_bytes()).unwrap()
    }

    /// domain.md S13: the third and the fourth mark wait for something to judge.
    #[test]
    fn four_marks() {
        use State::{Met, Pending, Unmet};
        let states = |new: &str, again: &str| -> Vec<State> {
            password(new, again).into_iter().map(|mark| mark.state).collect()
        };
        assert_eq!(states("correct7horse", "correct7horse"), [Met, Met, Met, Met]);
        assert_eq!(states("correct7horse", ""), [Met, Met, Met, Pending]);
        assert_eq!(states("correct7horse", "x"), [Met, Met, Met, Unmet]);
        assert_eq!(states("", "")[3], Pending);
        assert!(password("12345678", "").iter().any(|mark| mark.key == "letter"));
        assert_eq!(new_password(&fields("new=abc&again=abc")).unwrap_err().field, "new");
        assert_eq!(new_password(&fields("new=correct7horse&again=x")).unwrap_err().field, "again");
    }

    #[test]
    fn contact_fields() {
        let marks = marks(&fields("email=a%40b.be&phone=0032+470%2F00.00.00&general-email=&general-phone=x"));
        let found: Vec<_> = marks.iter().map(|mark| (mark.key, mark.state, mark.becomes.as_str())).collect();
        assert_eq!(
            found,
            [
                ("email", State::Met, ""),
                ("phone", State::Met, "+32470000000"),
                ("general-email", State::Pending, ""),
                ("general-phone", State::Unmet, ""),
            ]
        );
        assert_eq!(contact(&fields("email=a&phone=1")).unwrap_err().field, "email");
        assert_eq!(
            contact(&fields("email=a%40b.be&phone=0470000000&general-email=z")).unwrap_err().field,
            "general-email"
        );
        assert!(contact(&fields("email=a%40b.be&phone=0470000000")).is_ok());
    }

    #[test]
    fn organisations() {
        assert!(organisation(&fields("kind=CBE&number=0999.999.922&organisation-name=X")).is_ok());
        assert_eq!(
            organisation(&fields("kind=CBE&number=0999999923&organisation-name=X")).unwrap_err().field,
            "number"
        );
        assert_eq!(
            organisation(&fields("kind=CBE&number=0999999922")).unwrap_err().field,
            "organisation-name"
        );
        assert_eq!(application_id(&fields("application=")).unwrap(), None);
        assert_eq!(foreigner(&fields("bis=1&name=A&first-name=B")).unwrap_err().field, "bis");
    }
}
