//! Contact data (ra.md, start of 4).

use crate::refusal::{Code, Refusal};
use crate::wire::types::ContactData;

/// Longest address in characters.
const MAX_EMAIL: usize = 320;

/// Both private fields are there; all fields have the form the reference demands.
pub(crate) fn is_valid(contact: &ContactData) -> Result<(), Refusal> {
    let fields = [
        ("EmailPrivate", Some(&contact.email_private), is_email as fn(&str) -> bool),
        ("EmailGeneral", contact.email_general.as_ref(), is_email),
        ("PhonePrivate", Some(&contact.phone_private), is_phone),
        ("PhoneGeneral", contact.phone_general.as_ref(), is_phone),
    ];
    match fields.into_iter().find(|(_, value, rule)| value.is_some_and(|value| !rule(value))) {
        Some((field, ..)) => {
            Err(Refusal::new(Code::ContactDataInvalid, "A field of the contact data is not valid")
                .with("field", field))
        }
        None => Ok(()),
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let atom = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&c);
    let local_ok = local.split('.').all(|part| !part.is_empty() && part.bytes().all(atom));
    let label_ok = |label: &str| {
        let inner = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
        !label.is_empty() && label.bytes().all(inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    text.chars().count() <= MAX_EMAIL && local_ok && domain.contains('.') && domain.split('.').all(label_ok)
}

fn is_phone(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first == b'+' || first.is_ascii_digit())
        && bytes.all(|byte| byte == b' ' || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for email in ["testa@example.org", "a.b+c@x-1.example.org", "o'hara@example.org"] {
            assert!(is_email(email), "{email}");
        }
        for email in
            ["", "testa", "testa@example", "@example.org", "a..b@example.org", "a@-x.org", "a@b@c.org"]
        {
            assert!(!is_email(email), "{email}");
        }
        for phone in ["+32 000 00 00 00", "021234567"] {
            assert!(is_phone(phone), "{phone}");
        }
        for phone in ["", " 02", "02/123", "++32", "02.1"] {
            assert!(!is_phone(phone), "{phone}");
        }
    }
}
