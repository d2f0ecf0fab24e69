//! The `Status` of an answer (ra.md 2.5): success, not yet, or a refusal whose codes are kept whole.

use core::fmt;

use ehealth_csr::xml::Element;

use crate::assumed::{DEPOT_SUCCESS, STATUS_REQUESTER, STATUS_RESPONDER, STATUS_SUCCESS};
use crate::error::MalformedAnswer;
use crate::names::{COMMONS_CORE, ETEE};
use crate::open::open_enum;
use crate::read::ElementExt;

/// Deepest nesting of `StatusCode` that is read: the schema allows any, one level below the first is usual.
const MAX_CODES: usize = 8;

/// Most `Errors` of one status, and most `Parameters` of one of them.
const MAX_ERRORS: usize = 64;

open_enum! {
    /// A code of `EteeStatusDetail`. Only those that a public source names are known; never decide by the
    /// text beside it.
    ErrorCode {
        /// The certificate is not there yet: ask again later (ra.md 2.5).
        CertificateNotYetDelivered = "CERT_NOT_YET_DELIVERED",
        /// Version 1: the certificate is there and valid from the local time in the first parameter on.
        AuthenticationCertificateNotYetValid = "AUTH_CERT_NOT_YET_VALID",
    }
}

/// One `Errors` element: code, English explanation, parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    code: ErrorCode,
    message: String,
    parameters: Vec<(String, String)>,
}

impl ServiceError {
    /// The code.
    #[must_use]
    pub const fn code(&self) -> &ErrorCode {
        &self.code
    }

    /// The authority's explanation, in English. May name persons and numbers.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Names and values, in the order of the answer. May hold personal data.
    #[must_use]
    pub fn parameters(&self) -> &[(String, String)] {
        &self.parameters
    }
}

/// Whose fault the authority says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Side {
    /// The request's.
    Requester,
    /// The authority's own: trying later may help.
    Responder,
    /// It does not say.
    Unknown,
}

/// The `Status` of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    codes: Vec<String>,
    message: Option<String>,
    errors: Vec<ServiceError>,
}

impl Status {
    /// Whether the answer may be believed.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.codes.first().is_some_and(|code| code == STATUS_SUCCESS)
    }

    /// Whether the only thing wrong is that the certificate is not there yet.
    #[must_use]
    pub fn is_not_yet_delivered(&self) -> bool {
        !self.is_success() && self.errors.iter().any(|e| e.code == ErrorCode::CertificateNotYetDelivered)
    }

    /// Whose fault it is.
    #[must_use]
    pub fn side(&self) -> Side {
        match self.codes.first().map(String::as_str) {
            Some(STATUS_REQUESTER) => Side::Requester,
            Some(STATUS_RESPONDER) => Side::Responder,
            _ => Side::Unknown,
        }
    }

    /// The status values, outermost first: URNs.
    #[must_use]
    pub fn codes(&self) -> &[String] {
        &self.codes
    }

    /// The authority's text, if there is one. May name persons and numbers.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The detailed errors, in the order of the answer; often one, possibly none.
    #[must_use]
    pub fn errors(&self) -> &[ServiceError] {
        &self.errors
    }

    /// Reads `core:Status`.
    pub(crate) fn read(status: Element<'_>) -> Result<Self, MalformedAnswer> {
        let mut codes = Vec::new();
        let mut at = Some(status.one(COMMONS_CORE.uri(), "StatusCode")?);
        while let Some(code) = at {
            let value = code.attribute("Value").ok_or(MalformedAnswer::Value { name: "StatusCode" })?;
            codes.push(value.trim().to_owned());
            at = code.optional(COMMONS_CORE.uri(), "StatusCode")?.filter(|_| codes.len() < MAX_CODES);
        }
        let errors = status
            .all(COMMONS_CORE.uri(), "StatusDetail")
            .flat_map(|detail| detail.all(ETEE, "EteeStatusDetail"))
            .flat_map(Element::children)
            .filter(|error| error.name() == "Errors")
            .take(MAX_ERRORS)
            .map(read_error)
            .collect::<Result<_, _>>()?;
        let message = status.all(COMMONS_CORE.uri(), "StatusMessage").map(ElementExt::text_or_empty).next();
        Ok(Self { codes, message: message.filter(|text| !text.is_empty()), errors })
    }

    /// The depot's status (ra.md 5.7): success becomes the one success value, anything else is kept.
    pub(crate) fn of_depot(code: String, message: Option<String>) -> Self {
        if code == DEPOT_SUCCESS {
            return Self { codes: vec![STATUS_SUCCESS.to_owned()], message, errors: Vec::new() };
        }
        let error = ServiceError {
            code: ErrorCode::from(code.as_str()),
            message: message.clone().unwrap_or_default(),
            parameters: Vec::new(),
        };
        Self { codes: vec![code], message, errors: vec![error] }
    }
}

/// Version 1 (ra.md 9.3): errors are the failure, whatever the status says.
#[cfg(feature = "v1")]
impl Status {
    pub(crate) fn read_v1(answer: Element<'_>, namespace: &str) -> Result<Self, MalformedAnswer> {
        let errors: Vec<_> = answer
            .all(namespace, "Error")
            .take(MAX_ERRORS)
            .map(|error| {
                let code = error.need_text(namespace, "Code")?;
                Ok(error_v1(code.trim(), error.need_text(namespace, "Message")?.trim()))
            })
            .collect::<Result<_, MalformedAnswer>>()?;
        let status =
            answer.optional(namespace, "Response")?.and_then(|response| response.child_in_any("Status"));
        let text = |name| status.and_then(|status| status.child_in_any(name)).map(ElementExt::text_or_empty);
        let codes = if errors.is_empty() {
            vec![STATUS_SUCCESS.to_owned()]
        } else {
            text("Code").into_iter().collect()
        };
        Ok(Self { codes, message: text("Message").filter(|text| !text.is_empty()), errors })
    }
}

/// Values stand in brackets behind the code, and their places in the message as `{0}`, `{1}` ….
#[cfg(feature = "v1")]
fn error_v1(code: &str, message: &str) -> ServiceError {
    let bracketed = code.split_once('[').and_then(|(name, rest)| Some((name, rest.strip_suffix(']')?)));
    let (name, values) = bracketed.unwrap_or((code, ""));
    let values = values.split(',').map(str::trim).filter(|_| bracketed.is_some()).take(MAX_ERRORS);
    let parameters: Vec<_> =
        values.enumerate().map(|(place, value)| (place.to_string(), value.to_owned())).collect();
    let mut filled = String::with_capacity(message.len());
    let mut rest = message;
    // one pass: what a value holds is never read as a place
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place = after.split_once('}').and_then(|(place, after)| {
            Some((&parameters.iter().find(|(known, _)| known == place)?.1, after))
        });
        match place {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    ServiceError { code: ErrorCode::from(name.trim()), message: filled, parameters }
}

fn read_error(error: Element<'_>) -> Result<ServiceError, MalformedAnswer> {
    let text = |of: Element<'_>, name| of.child_in_any(name).map(ElementExt::text_or_empty);
    let code = error.child_in_any("Code").ok_or(MalformedAnswer::Value { name: "Errors" })?.trimmed()?;
    let parameters = error
        .children()
        .filter(|child| child.name() == "Parameters")
        .take(MAX_ERRORS)
        .map(|p| (text(p, "Name").unwrap_or_default(), text(p, "Value").unwrap_or_default()))
        .collect();
    let message = text(error, "Message").unwrap_or_default();
    Ok(ServiceError { code: ErrorCode::from(code.as_str()), message, parameters })
}

/// The codes alone: the texts may hold personal data.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut codes = self.errors.iter().map(|error| error.code.as_str()).peekable();
        if codes.peek().is_none() {
            return f.write_str(self.codes.last().map_or("no code", String::as_str));
        }
        let mut first = true;
        codes.try_for_each(|code| {
            f.write_str(if core::mem::take(&mut first) { "" } else { ", " })?;
            f.write_str(code)
        })
    }
}

#[cfg(all(test, feature = "v1"))]
mod tests {
    use super::*;

    #[test]
    fn values_in_codes() {
        let error = error_v1("X[ a, {0},]", "{0} {1} {2} {3} {x} { {0");
        assert_eq!(error.code().as_str(), "X");
        let values: Vec<_> = error.parameters().iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["a", "{0}", ""]);
        assert_eq!(error.message(), "a {0}  {3} {x} { {0");
        let plain = error_v1("CERT_NOT_YET_DELIVERED", "later");
        assert_eq!(plain.code(), &ErrorCode::CertificateNotYetDelivered);
        assert!(plain.parameters().is_empty());
        assert_eq!(error_v1("X[a", "").code().as_str(), "X[a");
    }
}
