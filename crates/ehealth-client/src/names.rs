//! Namespaces of the messages (ra.md 2.3), with the prefixes we write.

use ehealth_csr::xml::Namespace;

pub(crate) const SOAP: Namespace = Namespace::new("soap", "http://schemas.xmlsoap.org/soap/envelope/");
pub(crate) const CERTRA: Namespace = Namespace::new("cr", "urn:be:fgov:ehealth:certra:protocol:v2");
pub(crate) const CERTRA_CORE: Namespace = Namespace::new("cc", "urn:be:fgov:ehealth:certra:core:v2");
pub(crate) const ETKRA: Namespace = Namespace::new("er", "urn:be:fgov:ehealth:etkra:protocol:v2");
pub(crate) const COMMONS_CORE: Namespace = Namespace::new("core", "urn:be:fgov:ehealth:commons:core:v2");
pub(crate) const DEPOT: Namespace = Namespace::new("ed", "urn:be:fgov:ehealth:etkdepot:1_0:protocol");

/// Of `EteeStatusDetail`.
pub(crate) const ETEE: &str = "urn:be:fgov:ehealth:etee:commons:core:v2";
/// Of the depot's `Status`.
pub(crate) const DEPOT_COMMONS: &str = "urn:be:fgov:ehealth:commons:1_0:core";

#[cfg(feature = "v1")]
pub(crate) const CERTRA_V1: Namespace = Namespace::new("c1", "urn:be:fgov:ehealth:certra:protocol:v1");
#[cfg(feature = "v1")]
pub(crate) const ETKRA_V1: Namespace = Namespace::new("e1", "urn:be:fgov:ehealth:etkra:protocol:v1");
/// Of the documents inside the qualities' envelopes.
#[cfg(feature = "v1")]
pub(crate) const QUALITIES_V1: Namespace =
    Namespace::new("aqdr", "urn:be:fgov:ehealth:etee:ra:aqdr:1_0:protocol");
/// Of the documents inside the revocation's envelopes.
#[cfg(feature = "v1")]
pub(crate) const REVOKE_V1: Namespace =
    Namespace::new("rv", "urn:be:fgov:ehealth:etee:ra:revoke:1_0:protocol");
/// Of `OrganizationTypes`, whose children are in no namespace.
#[cfg(feature = "v1")]
pub(crate) const ETEE_V1: &str = "urn:be:fgov:ehealth:etee:commons:core:v1";
