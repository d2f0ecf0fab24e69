//! The TLS side of a connection: provider named, versions, whose roots.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;

use super::TransportError;

/// Most certificates read from one PEM file.
const MAX_ROOTS: usize = 1000;

/// Which roots may have issued the server's certificate.
pub(super) enum Roots {
    /// The operating system's, and these.
    SystemAnd(Vec<CertificateDer<'static>>),
    /// These alone.
    Only(Vec<CertificateDer<'static>>),
}

/// TLS 1.2 and 1.3 with the provider `ring`, chosen here: the process's default is neither used nor set.
pub(super) fn client_config(roots: Roots) -> Result<ClientConfig, TransportError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(settings)?;
    Ok(match roots {
        Roots::SystemAnd(extra) => {
            let verifier = system_verifier(extra, provider)?;
            builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
        }
        Roots::Only(only) => {
            let mut store = RootCertStore::empty();
            for root in only {
                store.add(root).map_err(settings)?;
            }
            builder.with_root_certificates(store).with_no_client_auth()
        }
    })
}

fn system_verifier(
    extra: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, TransportError> {
    if extra.is_empty() { Verifier::new(provider) } else { Verifier::new_with_extra_roots(extra, provider) }
        .map_err(settings)
}

/// All certificates of a PEM file; one at least.
pub(super) fn roots_of_pem(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TransportError> {
    let roots: Vec<_> =
        CertificateDer::pem_slice_iter(pem).take(MAX_ROOTS).collect::<Result<_, _>>().map_err(settings)?;
    if roots.is_empty() {
        return Err(settings("no certificate in the PEM file"));
    }
    Ok(roots)
}

fn settings(cause: impl Into<ehealth_pki::BoxError>) -> TransportError {
    TransportError::Settings(cause.into())
}
