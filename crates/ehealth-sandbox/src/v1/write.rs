//! Answers of version 1.

use crate::identity::{CheckDigits, ORGANISATION_TYPES};
use crate::refusal::Code;
use crate::text;
use crate::v1::operation::Operation;
use crate::vary::Told;
use crate::wire::ns;
use crate::wire::operation::Service;
use crate::wire::request::Criterion;
use crate::wire::response::boolean;
use crate::wire::types::ContactData;
use crate::wire::write::Xml;

/// What an answer holds when all is well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// A CMS signed by the authority, in the element that the operation has for it.
    Signed(Vec<u8>),
    RequestId(String),
    /// The leaf, then the CAs above it.
    Certificate(Vec<Vec<u8>>),
    ApplicationIds(Vec<Criterion>),
    Renewal(Box<Renewal>),
    OrganisationTypes,
    Challenge {
        challenge: Vec<u8>,
        signature: Vec<u8>,
        certificate: Vec<u8>,
    },
    Token(Vec<u8>),
    /// Nothing but the status.
    Done,
}

/// `ValidateRenewResponse`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Renewal {
    pub(crate) valid: bool,
    /// `dd/MM/yyyy`
    pub(crate) not_after: String,
    pub(crate) days: u64,
    pub(crate) contact: ContactData,
}

/// The payload that answers `operation`. `code` is the refusal's, for the one code that carries values.
pub(crate) fn write(operation: Operation, id: &str, outcome: &Result<Reply, (Code, Told)>) -> String {
    let (prefix, namespace) = match operation.service() {
        Service::EtkRaV1 => ("er", ns::ETKRA1),
        _ => ("cr", ns::CERTRA1),
    };
    let mut xml = Xml::new();
    let declaration = format!("xmlns:{prefix}");
    let root = format!("{prefix}:{}Response", operation.name());
    // This one is no RaResponseType: neither status nor error nor Id.
    if operation == Operation::OrganizationType {
        xml.open(&root, &[(declaration.as_str(), namespace)]);
        if outcome.is_ok() {
            write_organisation_types(&mut xml);
        }
        xml.close(&root);
        return xml.finish();
    }
    xml.open(&root, &[(declaration.as_str(), namespace), ("Id", id)]);
    // The schema says that the service leaves it out of these two.
    if !matches!(operation, Operation::ValidateRenew | Operation::GetExistingApplicationIds) {
        write_status(&mut xml, prefix, outcome.is_ok());
    }
    match outcome {
        Ok(reply) => write_reply(&mut xml, operation, reply),
        Err((code, told)) => {
            let error = told.error.as_ref();
            let values: Vec<&str> = error
                .filter(|_| *code == Code::AuthCertNotYetValid)
                .map(|error| error.parameters.iter().map(|(_, value)| value.as_str()).collect())
                .unwrap_or_default();
            let values = if values.is_empty() { String::new() } else { format!("[{}]", values.join(",")) };
            xml.open(&format!("{prefix}:Error"), &[]);
            let word = error.map(|error| error.code.as_str()).unwrap_or_default();
            xml.text(&format!("{prefix}:Code"), &[], &format!("{word}{values}"));
            let message = error.map(|error| error.message.as_str()).unwrap_or_default();
            xml.text(&format!("{prefix}:Message"), &[], message);
            xml.close(&format!("{prefix}:Error"));
        }
    }
    xml.close(&root);
    xml.finish()
}

fn write_status(xml: &mut Xml, prefix: &str, ok: bool) {
    let (code, message) = if ok { ("200", "Success") } else { ("500", "Error") };
    xml.open(&format!("{prefix}:Response"), &[("Id", "r1")]);
    xml.open("Status", &[]);
    xml.text("Code", &[], code);
    xml.text("Message", &[("Lang", "EN")], message);
    xml.close("Status");
    xml.close(&format!("{prefix}:Response"));
}

fn write_reply(xml: &mut Xml, operation: Operation, reply: &Reply) {
    match reply {
        Reply::Signed(cms) => {
            let name = match operation {
                Operation::GetRevocableCertificates => "cr:RevocableCertificatesDataResponse",
                _ => "cr:EHActorQualitiesDataResponse",
            };
            xml.text(name, &[], &text::base64(cms));
        }
        Reply::RequestId(id) => xml.text("cr:requestId", &[], id),
        Reply::Certificate(chain) => {
            for (at, certificate) in chain.iter().enumerate() {
                let name = if at == 0 { "cr:certificate" } else { "cr:caCertificates" };
                xml.text(name, &[], &text::base64(certificate));
            }
        }
        Reply::ApplicationIds(criteria) => criteria.iter().for_each(|criterion| {
            xml.open("cr:SearchCriterium", &[]);
            xml.text("cr:Type", &[], &criterion.id_type);
            xml.text("cr:Value", &[], &criterion.value);
            if let Some(application_id) = &criterion.application_id {
                xml.text("cr:ApplicationID", &[], application_id);
            }
            xml.close("cr:SearchCriterium");
        }),
        Reply::Renewal(renewal) => write_renewal(xml, renewal),
        Reply::OrganisationTypes | Reply::Done => {}
        Reply::Challenge { challenge, signature, certificate } => {
            xml.text("er:Challenge", &[], &text::base64(challenge));
            xml.text("er:Signature", &[], &text::base64(signature));
            xml.text("er:Certificate", &[], &text::base64(certificate));
        }
        Reply::Token(etk) => xml.text("er:ETK", &[], &text::base64(etk)),
    }
}

fn write_renewal(xml: &mut Xml, renewal: &Renewal) {
    xml.text("cr:requestValid", &[], boolean(renewal.valid));
    xml.text("cr:validNotAfterDate", &[], &renewal.not_after);
    xml.text("cr:numberOfDaysBeforeExpiration", &[], &renewal.days.to_string());
    xml.open("cr:contactDataType", &[]);
    let contact = &renewal.contact;
    xml.text("cr:EmailPrivate", &[], &contact.email_private);
    if let Some(email) = &contact.email_general {
        xml.text("cr:EmailGeneral", &[], email);
    }
    xml.text("cr:PhonePrivate", &[], &contact.phone_private);
    if let Some(phone) = &contact.phone_general {
        xml.text("cr:PhoneGeneral", &[], phone);
    }
    xml.close("cr:contactDataType");
}

fn write_organisation_types(xml: &mut Xml) {
    for known in ORGANISATION_TYPES {
        xml.open("e:OrganizationTypes", &[("xmlns:e", ns::ETEE1)]);
        xml.text("NameFr", &[], known.name_fr);
        xml.text("NameNl", &[], known.name_nl);
        xml.text("IdentifierType", &[], known.id_type);
        xml.text("ValidationRegEx", &[], &format!("[0-9]{{{}}}", known.digits));
        if known.check == CheckDigits::Complement {
            xml.text("CheckDigitAlgorithm", &[], "CHECK-97-MOD-97");
        }
        for service in known.base_services {
            let usage = match *service {
                "tsa" => "TS",
                "codage" => "COD",
                "consultrn" => "CRN",
                _ => "OTH",
            };
            xml.text("ETKUsageTypeAuthorized", &[], usage);
        }
        xml.close("e:OrganizationTypes");
    }
}
