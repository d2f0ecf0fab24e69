//! Namespaces of the messages (ra.md 2.3).

pub(crate) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(crate) const CERTRA: &str = "urn:be:fgov:ehealth:certra:protocol:v2";
pub(crate) const CERTRA_CORE: &str = "urn:be:fgov:ehealth:certra:core:v2";
pub(crate) const ETKRA: &str = "urn:be:fgov:ehealth:etkra:protocol:v2";
pub(crate) const COMMONS_CORE: &str = "urn:be:fgov:ehealth:commons:core:v2";
pub(crate) const ETEE: &str = "urn:be:fgov:ehealth:etee:commons:core:v2";
pub(crate) const DEPOT: &str = "urn:be:fgov:ehealth:etkdepot:1_0:protocol";
pub(crate) const DEPOT_COMMONS: &str = "urn:be:fgov:ehealth:commons:1_0:core";
