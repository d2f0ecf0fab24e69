//! Where the services are (ra.md 1).

use http::Uri;

use crate::error::Error;

/// A service of the platform. All operations of one service share one URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Service {
    /// Certificates, version 2.
    CertRaV2,
    /// Encryption tokens, version 2.
    EtkRaV2,
    /// The depot that publishes registered encryption tokens, version 1.
    EtkDepotV1,
    /// Certificates, version 1.
    #[cfg(feature = "v1")]
    CertRaV1,
    /// Encryption tokens, version 1.
    #[cfg(feature = "v1")]
    EtkRaV1,
}

/// One URL per service. Configuration: the platform may move a service (ra.md 15, 14).
///
/// ```
/// use ehealth_client::{Endpoints, Service};
///
/// let endpoints = Endpoints::acceptance();
/// assert_eq!(endpoints.uri(Service::CertRaV2).host(), Some("services-acpt.ehealth.fgov.be"));
/// assert!(Endpoints::new("http://127.0.0.1/CertRa/v2", "https://a/b", "https://a/c").is_err()); // not https
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    certra_v2: Uri,
    etkra_v2: Uri,
    etk_depot: Uri,
    #[cfg(feature = "v1")]
    certra_v1: Uri,
    #[cfg(feature = "v1")]
    etkra_v1: Uri,
}

impl Endpoints {
    /// The services that issue real certificates.
    #[must_use]
    pub fn production() -> Self {
        Self {
            certra_v2: Uri::from_static("https://services.ehealth.fgov.be/CertRa/v2"),
            etkra_v2: Uri::from_static("https://services.ehealth.fgov.be/EtkRa/v2"),
            etk_depot: Uri::from_static("https://services.ehealth.fgov.be/EtkDepot/v1"),
            #[cfg(feature = "v1")]
            certra_v1: Uri::from_static("https://services.ehealth.fgov.be/CertRa/v1"),
            #[cfg(feature = "v1")]
            etkra_v1: Uri::from_static("https://services.ehealth.fgov.be/EtkRa/v1"),
        }
    }

    /// The services that issue test certificates to integrators known to the platform.
    #[must_use]
    pub fn acceptance() -> Self {
        Self {
            certra_v2: Uri::from_static("https://services-acpt.ehealth.fgov.be/CertRa/v2"),
            etkra_v2: Uri::from_static("https://services-acpt.ehealth.fgov.be/EtkRa/v2"),
            etk_depot: Uri::from_static("https://services-acpt.ehealth.fgov.be/EtkDepot/v1"),
            #[cfg(feature = "v1")]
            certra_v1: Uri::from_static("https://services-acpt.ehealth.fgov.be/CertRa/v1"),
            #[cfg(feature = "v1")]
            etkra_v1: Uri::from_static("https://services-acpt.ehealth.fgov.be/EtkRa/v1"),
        }
    }

    /// Other places, such as a sandbox.
    ///
    /// # Errors
    /// [`Error::Endpoint`] for anything but an absolute `https` URL with a host and without user.
    pub fn new(certra_v2: &str, etkra_v2: &str, etk_depot: &str) -> Result<Self, Error> {
        Ok(Self {
            certra_v2: https(certra_v2)?,
            etkra_v2: https(etkra_v2)?,
            etk_depot: https(etk_depot)?,
            #[cfg(feature = "v1")]
            certra_v1: Uri::from_static(NOWHERE),
            #[cfg(feature = "v1")]
            etkra_v1: Uri::from_static(NOWHERE),
        })
    }

    /// The same with the services of version 1 there. Without this, endpoints of [`new`](Self::new) have a
    /// name for them that does not exist (`.invalid`, RFC 2606), so that nothing goes to a wrong place.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    #[cfg(feature = "v1")]
    pub fn with_v1(self, certra_v1: &str, etkra_v1: &str) -> Result<Self, Error> {
        Ok(Self { certra_v1: https(certra_v1)?, etkra_v1: https(etkra_v1)?, ..self })
    }

    /// The names of the hosts, each once, without port: what a firewall must let through.
    #[must_use]
    pub fn hosts(&self) -> Vec<&str> {
        let mut hosts = Vec::new();
        for uri in self.uris() {
            hosts.extend(uri.host().filter(|host| !hosts.contains(host)));
        }
        hosts
    }

    pub(crate) fn uris(&self) -> impl Iterator<Item = &Uri> {
        [&self.certra_v2, &self.etkra_v2, &self.etk_depot].into_iter()
    }

    /// The URL of `service`.
    #[must_use]
    pub const fn uri(&self, service: Service) -> &Uri {
        match service {
            Service::CertRaV2 => &self.certra_v2,
            Service::EtkRaV2 => &self.etkra_v2,
            Service::EtkDepotV1 => &self.etk_depot,
            #[cfg(feature = "v1")]
            Service::CertRaV1 => &self.certra_v1,
            #[cfg(feature = "v1")]
            Service::EtkRaV1 => &self.etkra_v1,
        }
    }
}

/// Where a service is that was not told.
#[cfg(feature = "v1")]
const NOWHERE: &str = "https://not-configured.invalid/";

fn https(text: &str) -> Result<Uri, Error> {
    let uri: Uri = text.parse().map_err(|_| Error::Endpoint)?;
    let plain = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    let host = uri.host().is_some_and(|host| !host.is_empty());
    if uri.scheme() == Some(&http::uri::Scheme::HTTPS) && plain && host {
        Ok(uri)
    } else {
        Err(Error::Endpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https() {
        let good = "https://127.0.0.1:8443/CertRa/v2";
        assert!(Endpoints::new(good, good, good).is_ok());
        let bad = ["", "http://a/b", "/CertRa/v2", "https:///x", "https://u:p@a/b", "ftp://a/b", "a b"];
        for bad in bad {
            for at in 0..3 {
                let mut urls = [good; 3];
                urls[at] = bad;
                assert!(matches!(Endpoints::new(urls[0], urls[1], urls[2]), Err(Error::Endpoint)), "{bad}");
            }
        }
    }

    #[cfg(feature = "v1")]
    #[test]
    fn version_1() {
        let good = "https://127.0.0.1:8443/CertRa/v2";
        let endpoints = Endpoints::new(good, good, good).unwrap();
        assert_eq!(endpoints.uri(Service::CertRaV1).host(), Some("not-configured.invalid"));
        assert!(endpoints.clone().with_v1("http://a/", good).is_err());
        let endpoints = endpoints.with_v1("https://a/1", "https://a/2").unwrap();
        assert_eq!(endpoints.uri(Service::CertRaV1), "https://a/1");
        assert_eq!(endpoints.uri(Service::EtkRaV1), "https://a/2");
        let production = Endpoints::production();
        assert_eq!(production.uri(Service::CertRaV1), "https://services.ehealth.fgov.be/CertRa/v1");
        assert_eq!(production.uri(Service::EtkRaV1), "https://services.ehealth.fgov.be/EtkRa/v1");
    }

    /// ra.md 1.
    #[test]
    fn table() {
        let uri = |endpoints: Endpoints, service| endpoints.uri(service).to_string();
        assert_eq!(
            uri(Endpoints::production(), Service::EtkRaV2),
            "https://services.ehealth.fgov.be/EtkRa/v2"
        );
        assert_eq!(
            uri(Endpoints::acceptance(), Service::EtkDepotV1),
            "https://services-acpt.ehealth.fgov.be/EtkDepot/v1"
        );
        assert_eq!(Endpoints::acceptance().hosts(), ["services-acpt.ehealth.fgov.be"]);
        let three = Endpoints::new("https://a/x", "https://b:8443/x", "https://a:1/x").unwrap();
        assert_eq!(three.hosts(), ["a", "b"]);
    }
}
