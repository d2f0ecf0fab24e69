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

#[cfg(test)]
mod tests {
    use super::*;
    use ehealth_csr::{CertificateRequestV1, ContactData, Ssin, SubjectName};
    use ehealth_keystore::{Keystore, Password};
    use ehealth_pki::SigningKey as _;
    use rustls_pki_types::UnixTime;

    /// A request of version 1, made and signed with a key of the keystore's vectors.
    fn version_1_file() -> Vec<u8> {
        let vectors = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../crates/ehealth-keystore/tests/vectors/pkcs12/ehealth-complete-jdk.p12");
        let store = Keystore::open(&vectors, &Password::new("Keystore-Pass_2026!".to_owned())).unwrap();
        let entry = store.authentication();
        let key = entry.key();
        let subject = SubjectName::person(&Ssin::parse("00010100173").unwrap(), "Zoë", "Peeters").unwrap();
        let csr = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme()).unwrap();
        let contact = ContactData::new(
            Email::parse("zoe@example.org").unwrap(),
            Phone::parse("+32 2 555 01 23").unwrap(),
        );
        let html = "<!DOCTYPE html><p>Texte d’essai</p>".to_owned();
        let request =
            CertificateRequestV1::new(&contact, csr.sign_with(key).unwrap(), html, vec![0x30, 0x00])
                .with_usages(vec!["Timestamping".to_owned()]);
        let chain: Vec<_> = entry.chain().iter().map(|one| one.der().clone()).collect();
        request.prepare(&chain, key.scheme(), UnixTime::now()).unwrap().sign_with(key).unwrap()
    }

    /// Request, signer, contract and certificates of the older form are all shown, and a changed byte is.
    #[test]
    fn version_1_whole() {
        let words = crate::catalogue::words(crate::words::Language::English);
        let file = version_1_file();
        let output = inspect(&file, &words).unwrap();
        let json = &output.json;
        assert_eq!(
            (&json["kind"], &json["version"], &json["signature_valid"], &json["csr_signature_valid"]),
            (&"request".into(), &1.into(), &true.into(), &true.into()),
            "{json}"
        );
        assert!(json["subject"].as_str().unwrap().contains("ZOE PEETERS"), "{json}");
        assert!(json["signed_by"].is_string() && json["signing_time"].is_string(), "{json}");
        assert_eq!(json["contact"]["email"], "zoe@example.org");
        assert_eq!(json["base_services"], json!(["Timestamping"]));
        assert_eq!(json["contracts"][0]["text"].as_str().unwrap().trim(), "Texte d’essai");
        assert_eq!(json["qualities_size"], 2);
        assert!(!json["certificates"].as_array().unwrap().is_empty());
        let text = output.lines.join("\n");
        for part in ["zoe@example.org", "Timestamping", "Texte d’essai", "Version of the request"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let at = file.windows(15).position(|part| part == b"zoe@example.org").unwrap();
        let mut changed = file;
        changed[at] = b'n';
        let output = inspect(&changed, &words).unwrap();
        assert_eq!(
            (&output.json["signature_valid"], &output.json["signed_by"]),
            (&false.into(), &Value::Null)
        );
    }
}
