//! Numbers of persons and organisations (ra.md 7.4, 7.5), by the sandbox's own hand.

use crate::refusal::{Code, Refusal};
use crate::wire::types::Id;

/// How the last two digits of a number follow from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CheckDigits {
    /// `CHECK-97-MOD-97`: 97 minus the remainder.
    Complement,
    /// No rule.
    None,
}

/// A type of identifier that organisations may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OrganisationType {
    pub(crate) id_type: &'static str,
    pub(crate) name_fr: &'static str,
    pub(crate) name_nl: &'static str,
    pub(crate) digits: usize,
    pub(crate) check: CheckDigits,
    pub(crate) base_services: &'static [&'static str],
}

const fn organisation_type(
    id_type: &'static str,
    names: (&'static str, &'static str),
    digits: usize,
    check: CheckDigits,
    base_services: &'static [&'static str],
) -> OrganisationType {
    OrganisationType { id_type, name_fr: names.0, name_nl: names.1, digits, check, base_services }
}

/// The types this sandbox knows: some of ra.md 7.4. Names, and which base services go with which, are
/// invented.
#[rustfmt::skip]
pub(crate) const ORGANISATION_TYPES: &[OrganisationType] = &[
    organisation_type("CBE", ("Numéro BCE", "KBO-nummer"), 10, CheckDigits::Complement, &["tsa", "consultrn", "codage", "other"]),
    organisation_type("EHP", ("Numéro EHP", "EHP-nummer"), 10, CheckDigits::None, &["tsa"]),
    organisation_type("NIHII-HOSPITAL", ("Hôpital", "Ziekenhuis"), 8, CheckDigits::Complement, &["tsa", "consultrn", "codage"]),
    organisation_type("NIHII-PHARMACY", ("Pharmacie", "Apotheek"), 8, CheckDigits::Complement, &["tsa"]),
    organisation_type("NIHII-LABO", ("Laboratoire", "Laboratorium"), 8, CheckDigits::Complement, &["tsa", "codage"]),
    organisation_type("NIHII-RETIREMENT", ("Maison de repos", "Rusthuis"), 8, CheckDigits::Complement, &[]),
    organisation_type("NIHII-GROUP", ("Groupement d’infirmiers", "Groepering van verpleegkundigen"), 8, CheckDigits::Complement, &[]),
    organisation_type("NIHII-GROUP_DOCTORS", ("Groupement de médecins", "Groepspraktijk"), 8, CheckDigits::Complement, &[]),
    organisation_type("NIHII-MEDICAL_HOUSE", ("Maison médicale", "Wijkgezondheidscentrum"), 8, CheckDigits::Complement, &[]),
    organisation_type("NIHII-GUARD_POST", ("Poste de garde", "Wachtpost"), 8, CheckDigits::Complement, &[]),
    organisation_type("SITE", ("Site", "Site"), 4, CheckDigits::None, &[]),
];

/// The type with this name, in any case.
pub(crate) fn organisation_type_of(id_type: &str) -> Result<&'static OrganisationType, Refusal> {
    ORGANISATION_TYPES.iter().find(|known| known.id_type.eq_ignore_ascii_case(id_type)).ok_or_else(|| {
        Refusal::new(Code::OrganizationTypeUnknown, "This type of identifier is not known")
            .with("type", id_type)
    })
}

/// The number of an organisation has its type's length and check digits.
pub(crate) fn organisation_number(id: &Id) -> Result<&'static OrganisationType, Refusal> {
    let known = organisation_type_of(&id.id_type)?;
    let well_formed = id.value.len() == known.digits
        && id.value.bytes().all(|byte| byte.is_ascii_digit())
        && (known.check == CheckDigits::None || complement_holds(&id.value, ""));
    if well_formed {
        return Ok(known);
    }
    Err(Refusal::new(Code::OrganizationIdInvalid, "This is no number of an organisation of this type")
        .with("type", known.id_type)
        .with("id", &id.value))
}

/// 11 digits whose last two follow from the others; for births from 2000 on with a 2 in front.
pub(crate) fn is_ssin(text: &str) -> bool {
    text.len() == 11
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (complement_holds(text, "") || complement_holds(text, "2"))
}

fn complement_holds(digits: &str, prefix: &str) -> bool {
    let Some((body, check)) = digits.len().checked_sub(2).and_then(|at| digits.split_at_checked(at)) else {
        return false;
    };
    match (format!("{prefix}{body}").parse::<u64>(), check.parse::<u64>()) {
        (Ok(body), Ok(check)) => 97 - body % 97 == check,
        _ => false,
    }
}

/// A BIS number: the month is raised by 20 or 40 (ra.md 4.7).
pub(crate) fn is_bis(text: &str) -> bool {
    let month = text.get(2..4).and_then(|month| month.parse::<u8>().ok());
    is_ssin(text) && month.is_some_and(|month| (20..=32).contains(&month) || (40..=52).contains(&month))
}

/// After folding: capitals, digits, hyphen, underscore, 1 to 30 (ra.md 7.3).
pub(crate) fn application_id(text: &str) -> Result<(), Refusal> {
    let folded = crate::dn::fold(text);
    let ok = (1..=30).contains(&folded.len())
        && folded.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    if ok {
        return Ok(());
    }
    Err(Refusal::new(
        Code::ApplicationIdInvalid,
        "An application id is 1 to 30 letters, digits, hyphens and underscores",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_specification() {
        for ssin in ["00010100173", "00010200242", "00210100119", "10010199862"] {
            assert!(is_ssin(ssin), "{ssin}");
        }
        for ssin in ["00010100174", "0001010017", "000101001733", "0001010017a", ""] {
            assert!(!is_ssin(ssin), "{ssin}");
        }
        assert!(is_bis("00210100119"));
        assert!(!is_bis("00010100173"));
        let id = |id_type: &str, value: &str| Id { id_type: id_type.to_owned(), value: value.to_owned() };
        assert!(organisation_number(&id("cbe", "0999999922")).is_ok());
        assert!(organisation_number(&id("NIHII-HOSPITAL", "99999971")).is_ok());
        assert!(organisation_number(&id("CBE", "0999999923")).is_err());
        assert!(organisation_number(&id("CBE", "999999922")).is_err());
        assert!(organisation_number(&id("SSIN", "00010100173")).is_err());
    }
}
