//! Trust that a file adds, and the worlds that a card's root belongs to.

use std::path::{Path, PathBuf};

use ehealth_pki::anchor::{self, Purpose};
use ehealth_pki::{Certificate, Environment, TrustAnchor};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::failure::Failure;

/// Largest file with certificates, in bytes.
const MAX_FILE: u64 = 1024 * 1024;

/// Certificates of a file, PEM or DER.
///
/// # Errors
/// What is wrong with it, in English.
pub fn certificates_in(bytes: &[u8]) -> Result<Vec<Certificate>, String> {
    let parse = |der: &[u8]| Certificate::from_der(der).map_err(|error| format!("no certificate: {error}"));
    if bytes.starts_with(b"\x30") {
        return Ok(vec![parse(bytes)?]);
    }
    let found = CertificateDer::pem_slice_iter(bytes)
        .map(|item| item.map_err(|error| format!("no certificate: {error}")).and_then(|der| parse(&der)))
        .collect::<Result<Vec<_>, _>>()?;
    if found.is_empty() { Err("no certificate in this file".to_owned()) } else { Ok(found) }
}

/// Issuing roots that files name, for `--issuing-anchor` and the configuration.
///
/// # Errors
/// `usage`: not readable, no certificate, or a test authority where it must not be trusted.
pub(super) fn issuing(
    files: &[PathBuf],
    flag: &str,
    environment: Environment,
) -> Result<Vec<TrustAnchor>, Failure> {
    let mut anchors = Vec::new();
    for path in files {
        let wrong = |why: String| Failure::flag("usage", flag, format!("{}: {why}", path.display()));
        for certificate in certificates_in(&read(path).map_err(&wrong)?).map_err(&wrong)? {
            let anchor = TrustAnchor::from_certificate(&certificate);
            admit(&anchor, environment).map_err(&wrong)?;
            anchors.push(anchor);
        }
    }
    Ok(anchors)
}

/// In production neither a name that says TEST nor a key of the acceptance roots, under whatever name.
fn admit(anchor: &TrustAnchor, environment: Environment) -> Result<(), String> {
    anchor::refuse_in_production(anchor, Purpose::Issuing, environment).map_err(|error| error.to_string())?;
    let key = anchor.spki_sha256();
    let acceptance =
        || anchor::issuing(Environment::Acceptance).into_iter().any(|own| own.spki_sha256() == key);
    if environment == Environment::Production && acceptance() {
        return Err("the key of an acceptance root is not trusted in production".to_owned());
    }
    Ok(())
}

/// Whether a root of identity cards is an invented one: its name says so and its key is no real root's. Cards
/// under any other root are read in a sandbox but never asked to sign, whatever its descriptor lists.
pub(super) fn is_invented(anchor: &TrustAnchor) -> bool {
    let real = || {
        anchor::citizen(Environment::Acceptance).into_iter().chain(anchor::citizen(Environment::Production))
    };
    anchor::is_test_name(anchor.name()) && !real().any(|known| known.spki_sha256() == anchor.spki_sha256())
}

/// The anchors of a descriptor: PEM texts.
///
/// # Errors
/// `usage`.
pub(super) fn of_pem(texts: &[String]) -> Result<Vec<TrustAnchor>, Failure> {
    let mut anchors = Vec::new();
    for text in texts {
        let found =
            certificates_in(text.as_bytes()).map_err(|why| Failure::usage(format!("--sandbox: {why}")))?;
        anchors.extend(found.iter().map(TrustAnchor::from_certificate));
    }
    Ok(anchors)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !metadata.is_file() || metadata.len() > MAX_FILE {
        return Err("not a file of certificates".to_owned());
    }
    std::fs::read(path).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ehealth_pki::Name;

    fn anchor_of(common_name: &str, key: &TrustAnchor) -> TrustAnchor {
        let name = Name::from_attributes([("2.5.4.6", "BE"), ("2.5.4.3", common_name)]).unwrap();
        TrustAnchor::pinned(name, key.spki_sha256())
    }

    /// Every real root, under its own or an invented name, is no root of a sandbox's cards.
    #[test]
    fn real_roots_never_sign_in_a_sandbox() {
        for real in anchor::citizen(Environment::Acceptance) {
            assert!(!is_invented(&real), "{real:?}");
            assert!(!is_invented(&anchor_of("TEST root", &real)), "{real:?}");
        }
        let unknown =
            TrustAnchor::pinned(anchor::issuing(Environment::Production)[0].name().clone(), [7; 32]);
        assert!(!is_invented(&unknown), "not even a new root that this program does not know");
        for root in beid_simulator::test_roots(beid_simulator::DEFAULT_SEED) {
            assert!(is_invented(&TrustAnchor::from_certificate(&Certificate::from_der(&root).unwrap())));
        }
    }

    /// product.md: neither a name that says TEST nor a key of the acceptance roots.
    #[test]
    fn production_keeps_its_anchors() {
        let acceptance = &anchor::issuing(Environment::Acceptance)[0];
        let renamed = anchor_of("ZetesConfidens root CA 002", acceptance);
        let new = TrustAnchor::pinned(renamed.name().clone(), [7; 32]);
        assert!(admit(&new, Environment::Production).is_ok());
        for wrong in [acceptance, &renamed, &anchor_of("TEST root CA", &new)] {
            assert!(admit(wrong, Environment::Production).is_err(), "{wrong:?}");
        }
        assert!(admit(acceptance, Environment::Acceptance).is_ok());
        assert!(admit(&anchor_of("TEST root CA", &new), Environment::Sandbox).is_ok());
    }
}
