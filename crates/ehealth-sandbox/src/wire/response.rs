//! The responses of CertRA and EtkRA.

use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use crate::text;
use crate::time;
use crate::vary::Told;
use crate::wire::info::CertificateInfo;
use crate::wire::ns;
use crate::wire::operation::{Operation, Service};
use crate::wire::types::{Contract, Id, LocalText, RevocationContract, write_texts};
use crate::wire::write::Xml;

/// The only first-level value that means success (ra.md 2.5).
const SUCCESS: &str = "urn:be:fgov:ehealth:2.0:status:Success";

/// What follows the status when all is well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Qualities {
        natural_person: bool,
        organisations: Vec<NamedOrganisation>,
    },
    Contract(Contract),
    Requested {
        key: KeyIdentifier,
        automatically_validated: bool,
        replaces: Option<KeyIdentifier>,
    },
    Certificates(Vec<Vec<u8>>),
    /// Of one certificate, or of all that a person can manage.
    Info(Vec<CertificateInfo>),
    RevocationContract(RevocationContract),
    OrganisationTypes(Vec<OrganisationRules>),
    /// None: a certificate without application id.
    ApplicationIds(Vec<Option<String>>),
    Confirmation {
        url: String,
        expires: UnixTime,
    },
    /// Nothing but the status.
    Done,
    Challenge(Vec<u8>),
    Token {
        etk: Vec<u8>,
        to_be_activated: bool,
    },
}

/// `cc:OrganizationIdentifierType`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OrganisationRules {
    pub(crate) names: Vec<LocalText>,
    pub(crate) id_type: String,
    /// A regular expression in Java's syntax.
    pub(crate) expression: Option<String>,
    pub(crate) check_digits: Vec<String>,
    pub(crate) base_services: Vec<String>,
}

/// `cc:OrganizationType`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedOrganisation {
    pub(crate) id: Id,
    pub(crate) names: Vec<LocalText>,
}

/// The attributes of a response.
#[derive(Clone, Debug)]
pub(crate) struct ResponseHeader {
    pub(crate) id: String,
    pub(crate) in_response_to: Option<String>,
    pub(crate) issue_instant: UnixTime,
}

/// The payload that answers `operation`.
pub(crate) fn write(operation: Operation, header: &ResponseHeader, outcome: &Result<Reply, Told>) -> String {
    let (prefix, namespace) = match operation.service() {
        Service::EtkRa => ("er", ns::ETKRA),
        _ => ("cr", ns::CERTRA),
    };
    let root = format!("{prefix}:{}Response", operation.name());
    let declaration = format!("xmlns:{prefix}");
    let instant = time::xs_date_time(header.issue_instant);
    let mut attributes =
        vec![(declaration.as_str(), namespace), ("xmlns:cc", ns::CERTRA_CORE), ("xmlns:core", ns::CORE)];
    attributes.push(("Id", &header.id));
    if let Some(request) = &header.in_response_to {
        attributes.push(("InResponseTo", request));
    }
    attributes.push(("IssueInstant", &instant));
    let mut xml = Xml::new();
    xml.open(&root, &attributes);
    match outcome {
        // The only response without a status (ra.md 4.3).
        Ok(reply @ Reply::ApplicationIds(_)) => write_reply(&mut xml, reply),
        Ok(reply) => {
            xml.open("core:Status", &[]);
            xml.open("core:StatusCode", &[("Value", SUCCESS)]);
            xml.close("core:StatusCode");
            xml.close("core:Status");
            write_reply(&mut xml, reply);
        }
        Err(told) => write_told(&mut xml, told),
    }
    xml.close(&root);
    xml.finish()
}

fn write_told(xml: &mut Xml, told: &Told) {
    xml.open("core:Status", &[]);
    for level in &told.levels {
        xml.open("core:StatusCode", &[("Value", level)]);
    }
    for _ in &told.levels {
        xml.close("core:StatusCode");
    }
    if let Some(message) = &told.message {
        xml.text("core:StatusMessage", &[], message);
    }
    if let Some(error) = &told.error {
        xml.open("core:StatusDetail", &[]);
        xml.open("etee:EteeStatusDetail", &[("xmlns:etee", ns::ETEE)]);
        xml.open("Errors", &[]);
        xml.text("Code", &[], &error.code);
        xml.text("Message", &[], &error.message);
        for (name, value) in &error.parameters {
            xml.open("Parameters", &[]);
            xml.text("Name", &[], name);
            xml.text("Value", &[], value);
            xml.close("Parameters");
        }
        xml.close("Errors");
        xml.close("etee:EteeStatusDetail");
        xml.close("core:StatusDetail");
    }
    xml.close("core:Status");
}

fn write_reply(xml: &mut Xml, reply: &Reply) {
    match reply {
        Reply::Qualities { natural_person, organisations } => {
            xml.text("cr:NaturalPersonAuthorization", &[], boolean(*natural_person));
            for organisation in organisations {
                xml.open("cr:OrganizationAuthorization", &[]);
                write_texts(xml, "cc:Name", &organisation.names);
                organisation.id.write(xml, "cc:Identifier");
                xml.close("cr:OrganizationAuthorization");
            }
        }
        Reply::Contract(contract) => contract.write(xml, "cr:Contract"),
        Reply::Requested { key, automatically_validated, replaces } => {
            xml.text("cr:PublicKeyIdentifier", &[], &key.to_string());
            xml.text("cr:AutomaticallyValidated", &[], boolean(*automatically_validated));
            if let Some(replaces) = replaces {
                xml.text("cr:ReplacesCertificate", &[], &replaces.to_string());
            }
        }
        Reply::Certificates(chain) => {
            for certificate in chain {
                xml.text("cr:X509Certificate", &[], &text::base64(certificate));
            }
        }
        Reply::Info(all) => all.iter().for_each(|info| info.write(xml, "cr:CertificateInfo")),
        Reply::RevocationContract(contract) => contract.write(xml, "cr:Contract"),
        Reply::OrganisationTypes(types) => types.iter().for_each(|known| write_organisation_type(xml, known)),
        Reply::ApplicationIds(ids) => ids.iter().for_each(|id| write_application_id(xml, id.as_deref())),
        Reply::Confirmation { url, expires } => {
            xml.text("cr:ValidationUrl", &[], url);
            xml.text("cr:ExpirationDate", &[], &time::xs_date_time(*expires));
        }
        Reply::Done => {}
        Reply::Challenge(challenge) => xml.text("er:Challenge", &[], &text::base64(challenge)),
        Reply::Token { etk, to_be_activated } => {
            xml.text("er:ETK", &[], &text::base64(etk));
            xml.text("er:ToBeActivated", &[], boolean(*to_be_activated));
        }
    }
}

fn write_organisation_type(xml: &mut Xml, rules: &OrganisationRules) {
    xml.open("cr:OrganizationType", &[]);
    write_texts(xml, "cc:Name", &rules.names);
    xml.text("cc:IdentifierType", &[], &rules.id_type);
    if let Some(expression) = &rules.expression {
        xml.text("cc:ValidationRegEx", &[], expression);
    }
    for check in &rules.check_digits {
        xml.text("cc:CheckDigitAlgorithm", &[], check);
    }
    for service in &rules.base_services {
        xml.text("cc:AvailableBaseService", &[], service);
    }
    xml.close("cr:OrganizationType");
}

fn write_application_id(xml: &mut Xml, id: Option<&str>) {
    match id {
        Some(id) => xml.text("cr:ApplicationId", &[], id),
        None => xml.text("cr:ApplicationId", &[("xmlns:xsi", ns::XSI), ("xsi:nil", "true")], ""),
    }
}

/// `xs:boolean`.
pub(crate) const fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
