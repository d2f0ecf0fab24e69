//! The types that several messages share (ra.md 4).

use serde::{Deserialize, Serialize};

use crate::wire::fault::{Fault, FaultCode};
use crate::wire::ns::{CERTRA_CORE, CORE};
use crate::wire::read::Element;
use crate::wire::write::Xml;

/// `core:IdType`: a number and what it is a number of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Id {
    pub(crate) id_type: String,
    pub(crate) value: String,
}

impl Id {
    pub(crate) fn read(element: Element<'_>) -> Result<Self, Fault> {
        element.allow_attributes(&["Type"])?;
        let id_type = element.required_attribute("Type")?.trim().to_owned();
        Ok(Self { id_type, value: element.text()? })
    }

    pub(crate) fn write(&self, xml: &mut Xml, element: &str) {
        xml.text(element, &[("Type", &self.id_type)], &self.value);
    }

    /// Types are read case-insensitively (ra.md 15, 9).
    pub(crate) fn is_ssin(&self) -> bool {
        self.id_type.eq_ignore_ascii_case("SSIN")
    }
}

/// `core:ActorType` with its one identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Actor {
    pub(crate) id: Id,
    pub(crate) first_names: Vec<String>,
    pub(crate) name: String,
}

impl Actor {
    pub(crate) fn read(element: Element<'_>) -> Result<Self, Fault> {
        element.sequence(|children| {
            let id = Id::read(children.one(CORE, "Id")?)?;
            if children.optional(CORE, "Id").is_some() {
                return Err(Fault::new(FaultCode::Content, "an actor has exactly one Id"));
            }
            let first_names = children.many(CORE, "FirstName");
            let first_names = first_names.iter().map(Element::plain_text).collect::<Result<_, _>>()?;
            Ok(Self { id, first_names, name: children.text(CORE, "Name")? })
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml, element: &str) {
        xml.open(element, &[]);
        self.id.write(xml, "core:Id");
        for first_name in &self.first_names {
            xml.text("core:FirstName", &[], first_name);
        }
        xml.text("core:Name", &[], &self.name);
        xml.close(element);
    }
}

/// `cc:ContactDataType`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContactData {
    pub(crate) email_private: String,
    pub(crate) email_general: Option<String>,
    pub(crate) phone_private: String,
    pub(crate) phone_general: Option<String>,
}

impl ContactData {
    /// The elements are the same in version 1, in another namespace.
    pub(crate) fn read(element: Element<'_>, namespace: &str) -> Result<Self, Fault> {
        element.sequence(|children| {
            Ok(Self {
                email_private: children.text(namespace, "EmailPrivate")?,
                email_general: children.optional_text(namespace, "EmailGeneral")?,
                phone_private: children.text(namespace, "PhonePrivate")?,
                phone_general: children.optional_text(namespace, "PhoneGeneral")?,
            })
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml, element: &str) {
        xml.open(element, &[]);
        xml.text("cc:EmailPrivate", &[], &self.email_private);
        if let Some(email) = &self.email_general {
            xml.text("cc:EmailGeneral", &[], email);
        }
        xml.text("cc:PhonePrivate", &[], &self.phone_private);
        if let Some(phone) = &self.phone_general {
            xml.text("cc:PhoneGeneral", &[], phone);
        }
        xml.close(element);
    }
}

/// `cc:CertificateIdentifierType`: whom a certificate is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CertificateIdentifier {
    pub(crate) actor: Actor,
    pub(crate) application_id: Option<String>,
}

impl CertificateIdentifier {
    pub(crate) fn read(element: Element<'_>) -> Result<Self, Fault> {
        element.sequence(|children| {
            let actor = Actor::read(children.one(CERTRA_CORE, "Actor")?)?;
            Ok(Self { actor, application_id: children.optional_text(CERTRA_CORE, "ApplicationId")? })
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml, element: &str) {
        xml.open(element, &[]);
        self.actor.write(xml, "cc:Actor");
        if let Some(application_id) = &self.application_id {
            xml.text("cc:ApplicationId", &[], application_id);
        }
        xml.close(element);
    }
}

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LocalText {
    pub(crate) language: String,
    pub(crate) text: String,
}

/// `cc:TextType`.
pub(crate) fn read_texts(element: Element<'_>) -> Result<Vec<LocalText>, Fault> {
    let read = |value: Element<'_>| {
        value.allow_attributes(&["xml:lang"])?;
        Ok(LocalText { language: value.language()?.to_owned(), text: value.text()? })
    };
    element.sequence(|children| {
        let first = children.one(CERTRA_CORE, "Value")?;
        let others = children.many(CERTRA_CORE, "Value");
        core::iter::once(first).chain(others).map(read).collect()
    })
}

pub(crate) fn write_texts(xml: &mut Xml, element: &str, texts: &[LocalText]) {
    xml.open(element, &[]);
    for LocalText { language, text } in texts {
        xml.text("cc:Value", &[("xml:lang", language)], text);
    }
    xml.close(element);
}

/// `cc:ContractType`, as it was written and as it comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contract {
    pub(crate) dn: String,
    pub(crate) signer: Actor,
    pub(crate) texts: Vec<LocalText>,
}

impl Contract {
    pub(crate) fn read(element: Element<'_>) -> Result<Self, Fault> {
        element.sequence(|children| {
            Ok(Self {
                dn: children.text(CERTRA_CORE, "DN")?,
                signer: Actor::read(children.one(CERTRA_CORE, "Signer")?)?,
                texts: read_texts(children.one(CERTRA_CORE, "Text")?)?,
            })
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml, element: &str) {
        xml.open(element, &[]);
        xml.text("cc:DN", &[], &self.dn);
        self.signer.write(xml, "cc:Signer");
        write_texts(xml, "cc:Text", &self.texts);
        xml.close(element);
    }
}

/// `cc:RevocationReasonType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum RevocationReason {
    KeyCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
}

impl RevocationReason {
    const ALL: [Self; 4] =
        [Self::KeyCompromise, Self::AffiliationChanged, Self::Superseded, Self::CessationOfOperation];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::KeyCompromise => "keyCompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
        }
    }

    /// `CRLReason` (RFC 5280 section 5.3.1).
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::KeyCompromise => 1,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
        }
    }

    pub(crate) fn read(element: Element<'_>) -> Result<Self, Fault> {
        let text = element.plain_text()?;
        Self::ALL.into_iter().find(|reason| reason.as_str() == text).ok_or_else(|| {
            Fault::schema(format!("element '{}': '{text}' is not in the enumeration", element.name()))
        })
    }
}

/// `cc:RevocationContractType`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RevocationContract {
    pub(crate) dn: String,
    pub(crate) signer: Actor,
    pub(crate) reason: RevocationReason,
    pub(crate) texts: Vec<LocalText>,
}

impl RevocationContract {
    pub(crate) fn read(element: Element<'_>) -> Result<Self, Fault> {
        element.sequence(|children| {
            Ok(Self {
                dn: children.text(CERTRA_CORE, "DN")?,
                signer: Actor::read(children.one(CERTRA_CORE, "Signer")?)?,
                reason: RevocationReason::read(children.one(CERTRA_CORE, "RevocationReason")?)?,
                texts: read_texts(children.one(CERTRA_CORE, "Text")?)?,
            })
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml, element: &str) {
        xml.open(element, &[]);
        xml.text("cc:DN", &[], &self.dn);
        self.signer.write(xml, "cc:Signer");
        xml.text("cc:RevocationReason", &[], self.reason.as_str());
        write_texts(xml, "cc:Text", &self.texts);
        xml.close(element);
    }
}

/// `cc:EHealthCertificateSigningRequestType`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EHealthCsr {
    pub(crate) contact: ContactData,
    /// PKCS#10, DER.
    pub(crate) csr: Vec<u8>,
    pub(crate) contract: Contract,
    pub(crate) base_services: Vec<String>,
}

impl EHealthCsr {
    pub(crate) fn read(element: Element<'_>) -> Result<Self, Fault> {
        element.sequence(|children| {
            let contact = ContactData::read(children.one(CERTRA_CORE, "ContactData")?, CERTRA_CORE)?;
            let csr = children.one(CERTRA_CORE, "CSR")?.base64()?;
            let contract = Contract::read(children.one(CERTRA_CORE, "Contract")?)?;
            let services = children.many(CERTRA_CORE, "BaseServiceUsage");
            let base_services = services.iter().map(Element::plain_text).collect::<Result<_, _>>()?;
            Ok(Self { contact, csr, contract, base_services })
        })
    }
}
