//! A request file (`.ehcsr`) of either version of the authority's services, whole.

use ehealth_csr::xmldsig::Policy;
use ehealth_csr::{CertificationRequest, Email, Phone, RequestFile, SignedRequest, SignedRequestV1};
use ehealth_pki::Certificate;
use serde_json::{Map, Value, json};

use crate::failure::{Failure, printable};
use crate::output::{Output, table};
use crate::texts::shown;
use crate::times::rfc3339;
use crate::words::Words;

/// Shows it. Contracts are shown whole, by their plain text.
///
/// # Errors
/// The codes of `ehealth-csr`, as the program prints them.
pub(super) fn inspect(bytes: &[u8], words: &Words) -> Result<Output, Failure> {
    let failed = |error: &ehealth_csr::Error| Failure::of(error.code(), error);
    match RequestFile::read(bytes).map_err(|error| failed(&error))? {
        RequestFile::V2(request) => Ok(version_2(&request).output(words)),
        RequestFile::V1(request) => Ok(version_1(&request).output(words)),
        _ => Err(failed(&ehealth_csr::Error::UnsupportedVersion)),
    }
}

/// What both versions have.
struct Shown<'a> {
    version: u8,
    csr: &'a CertificationRequest,
    signature_valid: bool,
    /// When it was signed, by the signer's word.
    signed_at: Option<String>,
    /// Subject of the certificate that signed; unknown as long as the signature does not fit.
    signed_by: Option<String>,
    /// E-mail address, telephone number, general address, general number.
    contact: [Option<&'a str>; 4],
    base_services: &'a [String],
    /// Language, where the file says it, and plain text.
    contracts: Vec<(Option<&'a str>, String)>,
    /// The applicant, where the document names one.
    applicant: Option<String>,
    /// Members that only this version has.
    own: Value,
}

fn version_2(signed: &SignedRequest) -> Shown<'_> {
    let request = signed.request();
    let (contact, contract) = (request.contact(), request.contract());
    let person = contract.signer();
    let verified = signed.verify(&Policy::default());
    let signer = verified.as_ref().ok().and_then(|verified| verified.signer());
    Shown {
        version: 2,
        csr: request.csr(),
        signature_valid: verified.is_ok(),
        signed_at: Some(signed.issue_instant().to_owned()),
        signed_by: signer.map(subject),
        contact: [
            Some(contact.email().as_str()),
            Some(contact.phone().as_str()),
            contact.general_email().map(Email::as_str),
            contact.general_phone().map(Phone::as_str),
        ],
        base_services: request.base_services(),
        contracts: contract
            .texts()
            .iter()
            .map(|(language, _)| (Some(language.as_str()), contract.plain_text(language)))
            .collect(),
        applicant: Some(format!("{} {}", person.given_names(), person.surname())),
        own: json!({
            "id": signed.id(),
            "issue_instant": signed.issue_instant(),
            "signer": {
                "ssin": person.ssin().as_str(),
                "given_names": person.given_names(),
                "surname": person.surname(),
            },
        }),
    }
}

fn version_1(signed: &SignedRequestV1) -> Shown<'_> {
    let request = signed.request();
    let contact = request.contact();
    let verified = signed.verify();
    let content = verified.as_ref().ok();
    let criteria = request.criteria().iter().map(|criterium| {
        json!({
            "type": criterium.kind, "id": criterium.value, "application_id": criterium.application,
        })
    });
    Shown {
        version: 1,
        csr: request.csr(),
        signature_valid: verified.is_ok(),
        signed_at: content.and_then(|content| content.signing_time).map(rfc3339),
        signed_by: content.map(|content| subject(content.signer)),
        contact: [
            Some(contact.email.as_str()),
            Some(contact.phone.as_str()),
            contact.general_email.as_deref(),
            contact.general_phone.as_deref(),
        ],
        base_services: request.usages().unwrap_or_default(),
        contracts: vec![(None, request.plain_text())],
        applicant: None,
        own: json!({
            "signing_time": content.and_then(|content| content.signing_time).map(rfc3339),
            "certificates": signed.certificates().iter().map(super::certificate_json).collect::<Vec<_>>(),
            "search_criteria": criteria.collect::<Vec<_>>(),
            "qualities_size": request.qualities().len(),
        }),
    }
}

fn subject(certificate: &Certificate) -> String {
    certificate.subject().rfc2253()
}

impl Shown<'_> {
    fn output(&self, words: &Words) -> Output {
        Output { json: self.json(), lines: self.lines(words) }
    }

    fn json(&self) -> Value {
        let [email, phone, general_email, general_phone] = self.contact;
        let contracts = self.contracts.iter().map(|(tag, text)| json!({ "language": tag, "text": text }));
        let shared = json!({
            "ok": true,
            "kind": "request",
            "version": self.version,
            "subject": self.csr.subject().rfc2253(),
            "public_key_identifier": self.csr.key_identifier().to_string(),
            "signature_valid": self.signature_valid,
            "csr_signature_valid": self.csr.verify().is_ok(),
            "signed_by": self.signed_by,
            "contact": {
                "email": email, "phone": phone,
                "general_email": general_email, "general_phone": general_phone,
            },
            "base_services": self.base_services,
            "contracts": contracts.collect::<Vec<_>>(),
        });
        let members = [shared, self.own.clone()].into_iter().filter_map(|part| match part {
            Value::Object(members) => Some(members),
            _ => None,
        });
        Value::Object(members.flatten().collect::<Map<_, _>>())
    }

    fn lines(&self, words: &Words) -> Vec<String> {
        let fits = words.plain(if self.signature_valid { "signature-good" } else { "signature-bad" });
        let signed = self.signed_at.as_deref().map_or(fits.clone(), |at| format!("{fits} ({at})"));
        let contact: Vec<_> = self.contact.into_iter().flatten().collect();
        let mut rows = vec![
            ("label-version", self.version.to_string()),
            ("label-subject", self.csr.subject().rfc2253()),
            ("label-key", self.csr.key_identifier().to_string()),
        ];
        rows.extend(
            self.applicant.clone().or_else(|| self.signed_by.clone()).map(|who| ("label-signer", who)),
        );
        rows.push(("label-signature", signed));
        rows.push(("overview-contact", contact.join(", ")));
        if !self.base_services.is_empty() {
            rows.push(("label-services", self.base_services.join(", ")));
        }
        let rows: Vec<_> =
            rows.into_iter().map(|(key, value)| (words.plain(key), printable(&value))).collect();
        let mut lines = vec![words.plain("kind-request")];
        lines.extend(table(&rows));
        let own = words.language().tag();
        let mine = self.contracts.iter().find(|(tag, _)| *tag == Some(own)).or(self.contracts.first());
        if let Some((tag, text)) = mine {
            lines.push(String::new());
            lines.push(words.text("contract-title", &[("language", tag.unwrap_or("?").into())]));
            lines.extend(shown(text).lines().map(|line| format!("  {line}")));
        }
        lines
    }
}
