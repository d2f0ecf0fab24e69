//! `cc:CertificateInfoType` (ra.md 4.8).

use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use crate::time::xs_date_time;
use crate::wire::response::boolean;
use crate::wire::types::{CertificateIdentifier, ContactData};
use crate::wire::write::Xml;

/// What the authority knows of one certificate and its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CertificateInfo {
    pub(crate) requested: UnixTime,
    pub(crate) key: KeyIdentifier,
    pub(crate) identifier: CertificateIdentifier,
    pub(crate) status: &'static str,
    pub(crate) etk_status: &'static str,
    pub(crate) automatically_validated: bool,
    pub(crate) details: Option<Details>,
    pub(crate) revocable: bool,
    pub(crate) replaceable: bool,
    pub(crate) replacement_start: Option<UnixTime>,
    pub(crate) contact: ContactData,
    pub(crate) base_services: Vec<String>,
}

/// `cc:CertificateDetailsType`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Details {
    /// Decimal (ra.md 15, 28).
    pub(crate) serial: String,
    pub(crate) dn: String,
    pub(crate) issuer_dn: String,
    pub(crate) not_before: UnixTime,
    pub(crate) not_after: UnixTime,
}

impl CertificateInfo {
    pub(crate) fn write(&self, xml: &mut Xml, element: &str) {
        xml.open(element, &[]);
        xml.text("cc:RequestedDate", &[], &xs_date_time(self.requested));
        xml.text("cc:PublicKeyIdentifier", &[], &self.key.to_string());
        let entity = if self.identifier.actor.id.is_ssin() { "NaturalPerson" } else { "Organization" };
        xml.open("cc:CertificateEntity", &[("EntityType", entity)]);
        self.identifier.write(xml, "cc:CertificateIdentifier");
        xml.close("cc:CertificateEntity");
        xml.text("cc:AuthenticationCertificateStatus", &[], self.status);
        xml.text("cc:ETKStatus", &[], self.etk_status);
        xml.text("cc:AutomaticallyValidated", &[], boolean(self.automatically_validated));
        if let Some(details) = &self.details {
            details.write(xml);
        }
        xml.text("cc:Revocable", &[], boolean(self.revocable));
        xml.text("cc:Replaceable", &[], boolean(self.replaceable));
        if let Some(start) = self.replacement_start {
            xml.text("cc:ReplacementPeriodStartDate", &[], &xs_date_time(start));
        }
        self.contact.write(xml, "cc:ContactData");
        for service in &self.base_services {
            xml.text("cc:BaseServiceUsage", &[], service);
        }
        xml.close(element);
    }
}

impl Details {
    fn write(&self, xml: &mut Xml) {
        xml.open("cc:AuthenticationCertificateDetails", &[]);
        xml.text("cc:SerialNumber", &[], &self.serial);
        xml.text("cc:DN", &[], &self.dn);
        xml.text("cc:IssuerDN", &[], &self.issuer_dn);
        xml.text("cc:ValidNotBefore", &[], &xs_date_time(self.not_before));
        xml.text("cc:ValidNotAfter", &[], &xs_date_time(self.not_after));
        xml.close("cc:AuthenticationCertificateDetails");
    }
}
