//! Namespaces of the registration authority, version 2 (ra.md 2.3), with the prefixes that are written.

use crate::xml::Namespace;

/// Requests and answers of CertRA.
pub const CR: Namespace = Namespace::new("cr", "urn:be:fgov:ehealth:certra:protocol:v2");
/// What they are made of: contact data, contract, request.
pub const CC: Namespace = Namespace::new("cc", "urn:be:fgov:ehealth:certra:core:v2");
/// Requests and answers of EtkRA.
pub const ER: Namespace = Namespace::new("er", "urn:be:fgov:ehealth:etkra:protocol:v2");
/// Identifiers, actors and status of the platform.
pub const CORE: Namespace = Namespace::new("core", "urn:be:fgov:ehealth:commons:core:v2");
