//! Finds vectors: those committed beside the tests always, the whole collection where it is present.

use std::fs;
use std::path::{Path, PathBuf};

use rustls_pki_types::pem::PemObject as _;
use serde_json::Value;

/// A folder of vectors with its manifest.
pub struct Vectors {
    pub folder: PathBuf,
    pub manifest: Value,
}

impl Vectors {
    /// The committed selection.
    pub fn committed(name: &str) -> Self {
        Self::at(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name))
    }

    /// The committed selection, and the whole collection beside the workspace, which may be absent.
    pub fn all(name: &str) -> Vec<Self> {
        let mut all = vec![Self::committed(name)];
        match shared(&format!("vectors/{name}")) {
            Some(folder) => all.push(Self::at(folder)),
            None => eprintln!("SKIPPED: the whole collection of {name} vectors is absent"),
        }
        all
    }

    /// A committed folder without manifest.
    pub fn folder(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name)
    }

    fn at(folder: PathBuf) -> Self {
        let manifest = fs::read(folder.join("manifest.json")).unwrap();
        Self { folder, manifest: serde_json::from_slice(&manifest).unwrap() }
    }

    pub fn files(&self) -> &[Value] {
        self.manifest["files"].as_array().unwrap()
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap()
    }
}

/// A file or folder of the collection beside the workspace.
pub fn shared(path: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().skip(2).map(|above| above.join("shared").join(path)).find(|found| found.exists())
}

/// The first certificate of a PEM file among the committed `pki` vectors.
pub fn certificate(name: &str) -> ehealth_pki::Certificate {
    let pem = Vectors::committed("pki").read(&format!("{name}.crt.pem"));
    let der = rustls_pki_types::CertificateDer::from_pem_slice(&pem).unwrap();
    ehealth_pki::Certificate::from_der(&der).unwrap()
}

pub fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}"))
}

/// Whether an error class is the expected one of a file or one of those also accepted.
pub fn accepts(file: &Value, class: &str) -> bool {
    let also = file["also_accept"].as_array().or_else(|| file["expect"]["also_accept"].as_array());
    file["expect"]["error"] == class || also.is_some_and(|also| also.iter().any(|one| one == class))
}
