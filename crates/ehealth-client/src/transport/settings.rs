//! Whose roots, through which proxy.

use core::fmt;

use http::Uri;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use zeroize::Zeroizing;

use super::TransportError;

/// Most certificates read from one PEM file.
const MAX_ROOTS: usize = 1000;

/// How to connect: system roots and system proxy, unless said otherwise.
///
/// ```
/// use ehealth_client::transport::{ProxyPassword, Settings};
///
/// let settings = Settings::new()
///     .with_proxy(&"http://proxy.example:3128".parse()?)
///     .with_proxy_credentials("doctor", ProxyPassword::new("secret".to_owned()));
/// assert_eq!(format!("{settings:?}"), "Settings(system roots and 0 more, proxy proxy.example)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Settings {
    pub(super) system_roots: bool,
    pub(super) roots: Vec<CertificateDer<'static>>,
    pub(super) proxy: Proxy,
}

/// Through what requests go.
#[derive(Clone)]
pub(super) enum Proxy {
    /// As the environment or the system says.
    System,
    /// Past any proxy.
    None,
    /// Through this one.
    At(Uri, Option<(String, ProxyPassword)>),
}

/// A proxy's password. Not printable; wiped when dropped.
#[derive(Clone)]
pub struct ProxyPassword(Zeroizing<String>);

impl ProxyPassword {
    /// Takes the password over.
    #[must_use]
    pub fn new(password: String) -> Self {
        Self(Zeroizing::new(password))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ProxyPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyPassword")
    }
}

impl Settings {
    /// The operating system's roots and proxy.
    #[must_use]
    pub const fn new() -> Self {
        Self { system_roots: true, roots: Vec::new(), proxy: Proxy::System }
    }

    /// Trusts the certificates of `pem` too: an interceptor's, a company's.
    ///
    /// # Errors
    /// [`TransportError::Settings`] when `pem` holds no certificate.
    pub fn with_roots_pem(mut self, pem: &[u8]) -> Result<Self, TransportError> {
        self.roots.extend(roots_of_pem(pem)?);
        Ok(self)
    }

    /// Trusts the certificates of `pem` and nobody else.
    ///
    /// # Errors
    /// As [`with_roots_pem`](Self::with_roots_pem).
    pub fn with_only_roots_pem(self, pem: &[u8]) -> Result<Self, TransportError> {
        Ok(Self { system_roots: false, roots: roots_of_pem(pem)?, ..self })
    }

    /// Goes through this proxy (`http` or `https`), whatever the system says.
    #[must_use]
    pub fn with_proxy(self, proxy: &Uri) -> Self {
        Self { proxy: Proxy::At(proxy.clone(), None), ..self }
    }

    /// User and password for the proxy of [`with_proxy`](Self::with_proxy); without effect on another.
    #[must_use]
    pub fn with_proxy_credentials(mut self, user: &str, password: ProxyPassword) -> Self {
        if let Proxy::At(_, credentials) = &mut self.proxy {
            *credentials = Some((user.to_owned(), password));
        }
        self
    }

    /// Goes past any proxy: to a server on this machine.
    #[must_use]
    pub fn without_proxy(self) -> Self {
        Self { proxy: Proxy::None, ..self }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roots = if self.system_roots { "system roots and" } else { "only" };
        write!(f, "Settings({roots} {} more, ", self.roots.len())?;
        match &self.proxy {
            Proxy::System => f.write_str("system proxy)"),
            Proxy::None => f.write_str("no proxy)"),
            Proxy::At(uri, _) => write!(f, "proxy {})", uri.host().unwrap_or_default()),
        }
    }
}

/// All certificates of a PEM file; one at least.
fn roots_of_pem(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TransportError> {
    let roots: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .take(MAX_ROOTS)
        .collect::<Result<_, _>>()
        .map_err(|error| TransportError::Settings(error.into()))?;
    if roots.is_empty() {
        return Err(TransportError::Settings("no certificate in the PEM file".into()));
    }
    Ok(roots)
}
