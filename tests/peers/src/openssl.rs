//! OpenSSL's program as a peer: requests, keystores, chains, signatures.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::peer::{Defect, Peer, Run};

/// `openssl`, with a folder for what it reads from files.
#[derive(Debug)]
pub struct Openssl {
    peer: Peer,
    folder: TempDir,
}

impl Openssl {
    /// Needs OpenSSL 3.
    ///
    /// # Errors
    /// The temporary folder cannot be made.
    pub fn find() -> Result<Option<Self>, Defect> {
        let Some(peer) = Peer::openssl() else { return Ok(None) };
        let folder = tempfile::tempdir().map_err(|error| Defect::new(error.to_string()))?;
        Ok(Some(Self { peer, folder }))
    }

    /// `openssl verify -x509_strict`: `leaf` below one of `roots`, over `untrusted`, now or at a moment
    /// (seconds since 1970). All certificates are DER.
    ///
    /// # Errors
    /// OpenSSL refuses the chain.
    pub fn verify_chain(
        &self,
        roots: &[Vec<u8>],
        untrusted: &[Vec<u8>],
        leaf: &[u8],
        at: Option<u64>,
    ) -> Result<(), Defect> {
        let leaf = self.pem_file("leaf.pem", &[leaf.to_vec()])?;
        let mut arguments: Vec<String> =
            ["verify", "-x509_strict", "-no-CApath", "-no-CAstore"].map(str::to_owned).into();
        if roots.is_empty() {
            arguments.push("-no-CAfile".to_owned());
        }
        // An empty file would be refused for being empty, not for what is asked here.
        for (flag, name, certificates) in
            [("-CAfile", "roots.pem", roots), ("-untrusted", "untrusted.pem", untrusted)]
        {
            if !certificates.is_empty() {
                arguments.extend([flag.to_owned(), self.pem_file(name, certificates)?]);
            }
        }
        if let Some(at) = at {
            arguments.extend(["-attime".to_owned(), at.to_string()]);
        }
        arguments.push(leaf);
        self.peer.run(&arguments, b"")?.stdout_if_ok().map(drop)
    }

    /// `openssl x509 -noout` with further flags, on a DER certificate.
    ///
    /// # Errors
    /// OpenSSL does not read it.
    pub fn x509(&self, certificate: &[u8], flags: &[&str]) -> Result<String, Defect> {
        let mut arguments = vec!["x509", "-inform", "DER", "-noout"];
        arguments.extend_from_slice(flags);
        self.peer.run(&arguments, certificate)?.stdout_if_ok()
    }

    /// `openssl req -verify`: the request's own signature; gives the subject in OpenSSL's RFC 2253 form.
    ///
    /// # Errors
    /// OpenSSL refuses it.
    pub fn verify_request(&self, request: &[u8]) -> Result<String, Defect> {
        let arguments =
            ["req", "-inform", "DER", "-verify", "-noout", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb"];
        let run = self.peer.run(&arguments, request)?;
        if !run.said().contains("verify OK") {
            return Err(Defect::new(format!("openssl req -verify: {}", run.said())));
        }
        let subject = run.stdout_if_ok()?;
        Ok(subject.trim().trim_start_matches("subject=").to_owned())
    }

    /// `openssl asn1parse` of a DER request or certificate.
    ///
    /// # Errors
    /// OpenSSL does not read it.
    pub fn asn1(&self, der: &[u8]) -> Result<String, Defect> {
        self.peer.run(&["asn1parse", "-inform", "DER"], der)?.stdout_if_ok()
    }

    /// `openssl pkcs12 -nodes` with the default provider alone: everything in the store, as text.
    ///
    /// # Errors
    /// OpenSSL does not open it with this password.
    pub fn pkcs12(&self, store: &Path, password: &str) -> Result<String, Defect> {
        let store = store.display().to_string();
        let arguments = ["pkcs12", "-in", &store, "-passin", "stdin", "-nodes", "-info"];
        let run = self.peer.run(&arguments, format!("{password}\n").as_bytes())?;
        let parameters = run.stderr.clone();
        Ok(format!("{}{parameters}", run.stdout_if_ok()?))
    }

    /// `openssl dgst -verify` with the key of a certificate: `digest` is `sha256`, `sha384`; an ECDSA signature
    /// is DER.
    ///
    /// # Errors
    /// The signature is not right.
    pub fn verify_signature(
        &self,
        certificate: &[u8],
        digest: &str,
        signature: &[u8],
        message: &[u8],
    ) -> Result<(), Defect> {
        let key =
            self.peer.run(&["x509", "-inform", "DER", "-noout", "-pubkey"], certificate)?.stdout_if_ok()?;
        let key_file = self.write("key.pem", key.as_bytes())?;
        let signature_file = self.write("signature.bin", signature)?;
        let digest = format!("-{digest}");
        let arguments = ["dgst", &digest, "-verify", &key_file, "-signature", &signature_file];
        self.peer.run(&arguments, message)?.stdout_if_ok().map(drop)
    }

    /// A certificate or key in PEM, as DER.
    ///
    /// # Errors
    /// There is no base64 text between the lines of dashes.
    pub fn der(&self, pem: &str) -> Result<Vec<u8>, Defect> {
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let file = self.path("decoded.der");
        let run =
            self.peer.run(&["base64", "-d", "-A", "-out", &file.display().to_string()], body.as_bytes())?;
        run.stdout_if_ok()?;
        fs::read(&file).map_err(|error| Defect::new(error.to_string()))
    }

    /// Any other command.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn run(&self, arguments: &[&str], stdin: &[u8]) -> Result<Run, Defect> {
        self.peer.run(arguments, stdin)
    }

    fn pem_file(&self, name: &str, certificates: &[Vec<u8>]) -> Result<String, Defect> {
        let mut all = String::new();
        for certificate in certificates {
            all.push_str(&self.peer.run(&["x509", "-inform", "DER"], certificate)?.stdout_if_ok()?);
        }
        self.write(name, all.as_bytes())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<String, Defect> {
        let path = self.path(name);
        fs::write(&path, bytes).map_err(|error| Defect::new(error.to_string()))?;
        Ok(path.display().to_string())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}
