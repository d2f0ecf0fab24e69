//! Messages: requests read strictly by the schema's rules, responses written by them.
//!
//! Nothing of this is shared with the client (style of the workspace: a test authority and what it tests
//! must not agree on the same mistake).

pub(crate) mod depot;
pub(crate) mod fault;
pub(crate) mod info;
pub(crate) mod operation;
pub(crate) mod read;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod soap;
pub(crate) mod types;
pub(crate) mod write;

/// Namespaces (ra.md 2.3, 5.7).
pub(crate) mod ns {
    pub(crate) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
    pub(crate) const CERTRA: &str = "urn:be:fgov:ehealth:certra:protocol:v2";
    pub(crate) const CERTRA_CORE: &str = "urn:be:fgov:ehealth:certra:core:v2";
    pub(crate) const ETKRA: &str = "urn:be:fgov:ehealth:etkra:protocol:v2";
    pub(crate) const DEPOT: &str = "urn:be:fgov:ehealth:etkdepot:1_0:protocol";
    pub(crate) const DEPOT_CORE: &str = "urn:be:fgov:ehealth:commons:1_0:core";
    pub(crate) const CORE: &str = "urn:be:fgov:ehealth:commons:core:v2";
    pub(crate) const ETEE: &str = "urn:be:fgov:ehealth:etee:commons:core:v2";
    pub(crate) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
    pub(crate) const SOA: &str = "urn:be:fgov:ehealth:errors:soa:v1";
    pub(crate) const CERTRA1: &str = "urn:be:fgov:ehealth:certra:protocol:v1";
    pub(crate) const ETKRA1: &str = "urn:be:fgov:ehealth:etkra:protocol:v1";
    pub(crate) const ETEE1: &str = "urn:be:fgov:ehealth:etee:commons:core:v1";
    pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
    pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
}
