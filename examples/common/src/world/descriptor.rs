//! The descriptor that a running sandbox wrote (product.md, "sandbox").

use std::path::Path;

use ehealth_client::Endpoints;
use serde::Deserialize;

use crate::failure::Failure;

/// Largest descriptor, in bytes.
const MAX_DESCRIPTOR: u64 = 1024 * 1024;
/// The real authority's domain: a descriptor that names it is refused.
const AUTHORITY: &str = "ehealth.fgov.be";

/// What this program needs of it; other members are left alone.
#[derive(Debug, Deserialize)]
pub struct Descriptor {
    base_url: String,
    endpoints: Addresses,
    /// The sandbox's own TLS authority, PEM.
    pub tls_ca: String,
    /// Roots of its certificates, PEM.
    pub issuing_anchors: Vec<String>,
    /// Roots of the cards it accepts, PEM.
    pub citizen_roots: Vec<String>,
}

/// Every address, by the service's name.
#[derive(Debug, Deserialize)]
struct Addresses {
    certra_v2: String,
    etkra_v2: String,
    etk_depot_v1: String,
    #[serde(flatten)]
    others: std::collections::BTreeMap<String, serde_json::Value>,
}

impl Descriptor {
    /// Reads a descriptor and refuses one that leads to the real authority.
    ///
    /// # Errors
    /// `usage`.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let wrong = |why: &str| Failure::usage(format!("--sandbox {}: {why}", path.display()));
        let metadata = std::fs::metadata(path).map_err(|error| wrong(&error.to_string()))?;
        if !metadata.is_file() || metadata.len() > MAX_DESCRIPTOR {
            return Err(wrong("not the descriptor of a sandbox"));
        }
        let text = std::fs::read(path).map_err(|error| wrong(&error.to_string()))?;
        Self::parse(&text).map_err(|why| wrong(&why))
    }

    fn parse(text: &[u8]) -> Result<Self, String> {
        let descriptor: Self = serde_json::from_slice(text)
            .map_err(|error| format!("not the descriptor of a sandbox ({error})"))?;
        let addresses = &descriptor.endpoints;
        let named =
            [&descriptor.base_url, &addresses.certra_v2, &addresses.etkra_v2, &addresses.etk_depot_v1];
        let others = addresses.others.values().filter_map(serde_json::Value::as_str);
        for url in named.into_iter().map(String::as_str).chain(others) {
            let host = host(url).ok_or_else(|| format!("not an address: {url}"))?;
            if host == AUTHORITY || host.strip_suffix(AUTHORITY).is_some_and(|rest| rest.ends_with('.')) {
                return Err(format!("{url} belongs to the real authority"));
            }
        }
        if !descriptor.base_url.starts_with("https://") {
            return Err("base_url is not https".to_owned());
        }
        Ok(descriptor)
    }

    /// The addresses for the client.
    ///
    /// # Errors
    /// `usage` for an address that is none.
    pub fn endpoints(&self) -> Result<Endpoints, Failure> {
        let a = &self.endpoints;
        let of = |name: &str| a.others.get(name).and_then(serde_json::Value::as_str);
        let endpoints = Endpoints::new(&a.certra_v2, &a.etkra_v2, &a.etk_depot_v1);
        // For request files that older programs made; a sandbox without version 1 has no such place.
        let endpoints = match (of("certra_v1"), of("etkra_v1")) {
            (Some(certra), Some(etkra)) => endpoints.and_then(|known| known.with_v1(certra, etkra)),
            _ => endpoints,
        };
        endpoints.map_err(|error| {
            Failure::usage(format!("--sandbox: {}", ehealth_enrollment::doctor::causes(&error)))
        })
    }
}

/// The host of an http(s) address, in lower case and without a final dot. Only plain names and numbers:
/// anything that another parser could read differently (escapes, user names) is no address here.
fn host(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if authority.is_empty() || !authority.chars().all(plain) {
        return None;
    }
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next()?,
        None => authority.split(':').next()?,
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(base: &str, depot: &str, ocsp: &str) -> Vec<u8> {
        serde_json::json!({
            "base_url": base, "tls_ca": "", "issuing_anchors": [], "citizen_roots": [], "personas": [],
            "endpoints": { "certra_v2": format!("{base}/CertRa/v2"), "etkra_v2": format!("{base}/EtkRa/v2"),
                "etk_depot_v1": depot, "ocsp": ocsp },
        })
        .to_string()
        .into_bytes()
    }

    #[test]
    fn never_the_real_authority() {
        let good = "https://127.0.0.1:4711";
        assert!(Descriptor::parse(&document(good, "https://[::1]:1/x", "http://127.0.0.1:1/ocsp")).is_ok());
        assert!(Descriptor::parse(&document("https://notehealth.fgov.be.example", good, good)).is_ok());
        for bad in [
            "https://ehealth.fgov.be",
            "https://services.ehealth.fgov.be/EtkDepot/v1",
            "https://SERVICES.eHealth.fgov.BE.:443/x",
            "https://127.0.0.1@services.ehealth.fgov.be/",
            "https://services.ehealth%2Efgov.be/",
            "https://services.ehealth。fgov.be/",
            "https:\\\\services.ehealth.fgov.be",
            "services.ehealth.fgov.be",
            "",
        ] {
            assert!(Descriptor::parse(&document(bad, good, good)).is_err(), "{bad}");
            assert!(Descriptor::parse(&document(good, bad, good)).is_err(), "{bad}");
            assert!(Descriptor::parse(&document(good, good, bad)).is_err(), "{bad}");
        }
        assert!(Descriptor::parse(b"{}").is_err());
        assert!(Descriptor::parse(b"").is_err());
        assert!(Descriptor::parse(&document("http://127.0.0.1:1", good, good)).is_err(), "not TLS");
    }
}
