use std::fs;
use std::path::Path;

use ehealth_pki::Certificate;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

/// A file of the committed vectors.
pub fn read(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name)).unwrap()
}

/// A certificate of the folder `pki`.
pub fn pki(name: &str) -> Certificate {
    let der = CertificateDer::from_pem_slice(&read(&format!("pki/{name}.crt.pem"))).unwrap();
    Certificate::from_der(&der).unwrap()
}

/// A certificate of the folder `chain`.
pub fn made(name: &str) -> Certificate {
    Certificate::from_der(&read(&format!("chain/{name}.der"))).unwrap()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
