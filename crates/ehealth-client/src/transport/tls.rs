//! The TLS side of a connection: provider named, versions, whose roots.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;

use super::{Settings, TransportError};

/// TLS 1.2 and 1.3 with the provider `ring`, chosen here: the process's default is neither used nor set.
pub(super) fn client_config(settings: &Settings) -> Result<ClientConfig, TransportError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?;
    if settings.system_roots {
        let verifier = system_verifier(settings.roots.clone(), provider)?;
        let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        return Ok(builder.with_no_client_auth());
    }
    let mut store = RootCertStore::empty();
    for root in &settings.roots {
        store.add(root.clone()).map_err(unusable)?;
    }
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

fn system_verifier(
    extra: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, TransportError> {
    if extra.is_empty() { Verifier::new(provider) } else { Verifier::new_with_extra_roots(extra, provider) }
        .map_err(unusable)
}

fn unusable(cause: impl Into<ehealth_pki::BoxError>) -> TransportError {
    TransportError::Settings(cause.into())
}
