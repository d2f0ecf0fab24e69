//! Where the authority reaches the applicant (ra.md 4, "Contact rules").

use core::fmt;

use crate::error::Error;
use crate::namespaces::CC;
use crate::xml::{Element, Writer};

/// Characters of the longest e-mail address.
const MAX_EMAIL: usize = 320;
/// Characters of the longest telephone number; the rule has no bound of its own.
const MAX_PHONE: usize = 64;

/// Contact data that the authority would refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContactError {
    /// Not an e-mail address by the authority's rule.
    #[error("not an e-mail address")]
    Email,
    /// Not a telephone number by the authority's rule.
    #[error("not a telephone number")]
    Phone,
}

/// An e-mail address by the authority's rule: ASCII, a dot in the domain, at most 320 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address; white space at the ends is dropped.
    ///
    /// # Errors
    /// [`ContactError::Email`].
    pub fn parse(text: &str) -> Result<Self, ContactError> {
        let text = text.trim();
        let valid = text.len() <= MAX_EMAIL
            && text.split_once('@').is_some_and(|(local, domain)| {
                local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom))
                    && domain.contains('.')
                    && domain.split('.').all(is_label)
            });
        if valid { Ok(Self(text.to_owned())) } else { Err(ContactError::Email) }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
                | b'-'
        )
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A telephone number by the authority's rule: digits and spaces, perhaps a plus sign in front.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it and normalises it (domain.md S10): spaces, dots, slashes, hyphens and
    /// brackets go, a leading `00` becomes `+`. The `(0)` that some write after the country's code goes with its
    /// brackets: nobody dials it from there.
    ///
    /// ```
    /// use ehealth_csr::Phone;
    ///
    /// assert_eq!(Phone::parse("0032 (0)2/555.01.02")?.as_str(), "+3225550102");
    /// assert_eq!(Phone::parse("02/555.01.02")?.as_str(), "025550102");
    /// # Ok::<(), ehealth_csr::ContactError>(())
    /// ```
    ///
    /// # Errors
    /// [`ContactError::Phone`] for anything else, and when no digit is there.
    pub fn parse(text: &str) -> Result<Self, ContactError> {
        let text = text.trim();
        let international = text.strip_prefix('+').or_else(|| text.strip_prefix("00"));
        let without_trunk = international.map(|rest| rest.replacen("(0)", "", 1));
        let digits: String =
            without_trunk.as_deref().unwrap_or(text).chars().filter(|c| !is_separator(*c)).collect();
        Self::as_written(&if international.is_some() { format!("+{digits}") } else { digits })
    }

    /// A number that is sent or was sent as it is: digits and single spaces, perhaps a plus sign in front.
    ///
    /// # Errors
    /// [`ContactError::Phone`] for anything else, and when no digit is there.
    pub fn as_written(text: &str) -> Result<Self, ContactError> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        let valid = digits.starts_with(|first: char| first.is_ascii_digit())
            && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ')
            && text.len() <= MAX_PHONE;
        if valid { Ok(Self(text.to_owned())) } else { Err(ContactError::Phone) }
    }

    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What people put between the digits of a number.
const fn is_separator(character: char) -> bool {
    matches!(character, ' ' | '/' | '.' | '-' | '(' | ')' | '\u{A0}' | '\u{202F}' | '\t')
}

/// Contact data stay out of logs.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

/// Contact data stay out of logs.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

/// Where the authority reaches the applicant. Complete by construction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactData {
    email: Email,
    phone: Phone,
    general_email: Option<Email>,
    general_phone: Option<Phone>,
}

impl ContactData {
    /// The applicant's own e-mail address and telephone number.
    #[must_use]
    pub const fn new(email: Email, phone: Phone) -> Self {
        Self { email, phone, general_email: None, general_phone: None }
    }

    /// Adds the practice's e-mail address.
    #[must_use]
    pub fn with_general_email(self, email: Email) -> Self {
        Self { general_email: Some(email), ..self }
    }

    /// Adds the practice's telephone number.
    #[must_use]
    pub fn with_general_phone(self, phone: Phone) -> Self {
        Self { general_phone: Some(phone), ..self }
    }

    /// The applicant's own e-mail address.
    #[must_use]
    pub const fn email(&self) -> &Email {
        &self.email
    }

    /// The applicant's own telephone number.
    #[must_use]
    pub const fn phone(&self) -> &Phone {
        &self.phone
    }

    /// The practice's e-mail address.
    #[must_use]
    pub const fn general_email(&self) -> Option<&Email> {
        self.general_email.as_ref()
    }

    /// The practice's telephone number.
    #[must_use]
    pub const fn general_phone(&self) -> Option<&Phone> {
        self.general_phone.as_ref()
    }

    /// Writes the children of `ContactDataType`; the element round them is the caller's. What is absent is
    /// left out, never written empty.
    pub fn write(&self, writer: &mut Writer) {
        writer.element(CC, "EmailPrivate", self.email.as_str());
        if let Some(email) = &self.general_email {
            writer.element(CC, "EmailGeneral", email.as_str());
        }
        writer.element(CC, "PhonePrivate", self.phone.as_str());
        if let Some(phone) = &self.general_phone {
            writer.element(CC, "PhoneGeneral", phone.as_str());
        }
    }

    /// Reads the children of `element`.
    ///
    /// # Errors
    /// [`Error::Xml`], [`Error::Contact`].
    pub fn read(element: Element<'_>) -> Result<Self, Error> {
        let email = |element: Element<'_>| Ok::<_, Error>(Email::parse(&element.text()?)?);
        let phone = |element: Element<'_>| Ok::<_, Error>(Phone::as_written(element.text()?.trim())?);
        Ok(Self {
            email: email(element.one(CC.uri(), "EmailPrivate")?)?,
            phone: phone(element.one(CC.uri(), "PhonePrivate")?)?,
            general_email: element.optional(CC.uri(), "EmailGeneral")?.map(email).transpose()?,
            general_phone: element.optional(CC.uri(), "PhoneGeneral")?.map(phone).transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_rule() {
        for good in ["a@b.be", "Testa.O'Neill+x@sub-1.example.org", " a@b.be ", "{|}~@1.2"] {
            assert_eq!(Email::parse(good).unwrap().as_str(), good.trim());
        }
        let long = format!("{}@example.org", "a".repeat(309));
        for bad in [
            "",
            "a",
            "@b.be",
            "a@",
            "a@b",
            "a@b..be",
            "a..b@c.be",
            ".a@b.be",
            "a@-b.be",
            "a@b-.be",
            "a@b.be.",
            "a b@c.be",
            "é@b.be",
            "a@b@c.be",
            &long,
        ] {
            assert_eq!(Email::parse(bad), Err(ContactError::Email), "{bad}");
        }
        assert!(Email::parse(&long[1..]).is_ok());
    }

    #[test]
    fn phone_rule() {
        for (typed, wire) in [
            ("+32 000 00 00 00", "+32000000000"),
            ("02/123.45.67", "021234567"),
            ("+32(2)123-45-67", "+3221234567"),
            (" 0032 2 123 45 67 ", "+3221234567"),
            ("00 32-2 123 45 67", "+3221234567"),
            ("+32 (0)2 123 45 67", "+3221234567"),
            ("(02) 123 45 67", "021234567"),
            ("0475/12.34.56", "0475123456"),
            ("+31\u{202F}20\u{A0}123\t4567", "+31201234567"),
            ("0\u{A0}1", "01"),
            ("112", "112"),
        ] {
            let phone = Phone::parse(typed).unwrap();
            assert_eq!(phone.as_str(), wire);
            assert_eq!(Phone::parse(wire).unwrap(), phone, "it stays as it is");
            assert_eq!(Phone::as_written(wire).unwrap(), phone, "the authority takes it");
        }
        // What was sent once is kept as it was.
        assert_eq!(Phone::as_written("+32 000 00 00 00").unwrap().as_str(), "+32 000 00 00 00");
        for bad in ["", " ", "+", "00", "++32 1", "32+1", "12a", "0032+1", "(0)+", "٣", &"1".repeat(65)] {
            assert_eq!(Phone::parse(bad), Err(ContactError::Phone), "{bad}");
            assert_eq!(Phone::as_written(bad).is_ok(), bad == "00", "{bad}");
        }
        for bad in ["02/1", "+ 32", " 1", "+32(2)1"] {
            assert_eq!(Phone::as_written(bad), Err(ContactError::Phone), "{bad}");
        }
    }
}
