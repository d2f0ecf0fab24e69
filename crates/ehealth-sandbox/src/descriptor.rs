//! What a client needs to know of a running sandbox (product.md, `sandbox`).

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::store;

/// A running sandbox, as the file says that its program writes.
///
/// ```
/// use ehealth_sandbox::{Options, Sandbox};
///
/// let sandbox = Sandbox::start(Options::default())?;
/// let descriptor = sandbox.descriptor();
/// assert!(descriptor.endpoints.certra_v2.starts_with(&descriptor.base_url));
/// # Ok::<(), ehealth_sandbox::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Descriptor {
    /// `https://127.0.0.1:PORT`, without a slash at the end.
    pub base_url: String,
    /// The address of each service.
    pub endpoints: Endpoints,
    /// The CA of the server's TLS certificate, PEM.
    pub tls_ca: String,
    /// The roots above the issuing CAs, PEM, one certificate in each.
    pub issuing_anchors: Vec<String>,
    /// The roots of the identity cards that are accepted, PEM, one certificate in each.
    pub citizen_roots: Vec<String>,
    /// Names of the virtual cards that this sandbox accepts.
    pub personas: Vec<String>,
}

/// Addresses; the paths of the services are those of the real authority (ra.md 1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// Certificates, version 2.
    pub certra_v2: String,
    /// Encryption keys, version 2.
    pub etkra_v2: String,
    /// The depot of encryption tokens, version 1.
    pub etk_depot_v1: String,
    /// Certificates, version 1.
    pub certra_v1: String,
    /// Encryption keys, version 1.
    pub etkra_v1: String,
    /// Certificate status (RFC 6960).
    pub ocsp: String,
    /// Revocation list of the issuing CA.
    pub crl: String,
    /// Control of the sandbox itself.
    pub control: String,
}

impl Endpoints {
    pub(crate) fn below(base_url: &str) -> Self {
        let below = |path: &str| format!("{base_url}{path}");
        Self {
            certra_v2: below("/CertRa/v2"),
            etkra_v2: below("/EtkRa/v2"),
            etk_depot_v1: below("/EtkDepot/v1"),
            certra_v1: below("/CertRa/v1"),
            etkra_v1: below("/EtkRa/v1"),
            ocsp: below("/ocsp"),
            crl: below("/crl"),
            control: below("/control"),
        }
    }
}

impl Descriptor {
    /// JSON, with a line break at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Writes [`to_json`](Self::to_json) to `path`, so that a reader finds all of it or none.
    ///
    /// # Errors
    /// The file system's; what was there before then still is.
    pub fn write_to(&self, path: &Path) -> std::io::Result<()> {
        store::replace(path, |file| file.write_all(self.to_json().as_bytes()))
    }
}

/// `https://ADDRESS:PORT`.
pub(crate) fn base_url(scheme: &str, address: SocketAddr) -> String {
    format!("{scheme}://{address}")
}
