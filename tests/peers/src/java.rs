//! The JDK as a peer: small programs in `java/`, run from their source.

use std::fs;
use std::path::{Path, PathBuf};

use crate::peer::{Defect, Peer};

/// The JDK's launcher and the folder of our Java sources.
#[derive(Debug)]
pub struct Java {
    java: Peer,
    sources: PathBuf,
}

/// What the JDK's `KeyStore` lists of a PKCS#12 file.
#[derive(Debug, Default)]
pub struct StoreListing {
    /// Key entries in the JDK's order.
    pub keys: Vec<KeyEntry>,
    /// Trusted certificates: alias, RFC 2253 subject.
    pub trusted: Vec<(String, String)>,
}

/// One key entry as the JDK sees it.
#[derive(Debug)]
pub struct KeyEntry {
    /// The alias, in lower case as the JDK gives it.
    pub alias: String,
    /// SHA-1 of the public key's bits, 40 upper-case hex digits.
    pub key_identifier: String,
    /// The private key signs what the first certificate's key verifies.
    pub fits: bool,
    /// The chain, leaf first.
    pub chain: Vec<ChainLink>,
}

/// One certificate of a chain.
#[derive(Debug)]
pub struct ChainLink {
    /// Serial number in decimal.
    pub serial: String,
    /// RFC 2253 subject, by Java's rules.
    pub subject: String,
    /// RFC 2253 issuer, by Java's rules.
    pub issuer: String,
    /// Nine key usage bits as `0` and `1`, or `-`.
    pub key_usage: String,
    /// `self`, `authentication` (signed by the leaf of the entry of that name) or `other`.
    pub signer: String,
}

impl Java {
    /// Needs a JDK.
    #[must_use]
    pub fn find() -> Option<Self> {
        Some(Self { java: Peer::java()?, sources: Path::new(env!("CARGO_MANIFEST_DIR")).join("java") })
    }

    /// Lists a keystore with `KeyStore.getInstance("PKCS12")` of the JDK's own provider.
    ///
    /// # Errors
    /// The JDK cannot open it with this password.
    pub fn list_keystore(&self, file: &Path, password: &str) -> Result<StoreListing, Defect> {
        let output =
            self.run(&[], "ListKeyStore.java", &[file.display().to_string()], &format!("{password}\n"))?;
        let mut listing = StoreListing::default();
        for line in output.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            match fields.as_slice() {
                ["key", alias, identifier, fits, _length] => listing.keys.push(KeyEntry {
                    alias: (*alias).to_owned(),
                    key_identifier: (*identifier).to_owned(),
                    fits: *fits == "fits",
                    chain: Vec::new(),
                }),
                ["chain", serial, subject, issuer, usage, signer] => {
                    let entry = listing.keys.last_mut().ok_or_else(|| Defect::new("a chain without key"))?;
                    entry.chain.push(ChainLink {
                        serial: (*serial).to_owned(),
                        subject: (*subject).to_owned(),
                        issuer: (*issuer).to_owned(),
                        key_usage: (*usage).to_owned(),
                        signer: (*signer).to_owned(),
                    });
                }
                ["trusted", alias, subject] => {
                    listing.trusted.push(((*alias).to_owned(), (*subject).to_owned()));
                }
                _ => return Err(Defect::new(format!("ListKeyStore printed {line:?}"))),
            }
        }
        Ok(listing)
    }

    /// Verifies requests (DER) and gives for each the algorithm's name and the RFC 2253 subject.
    ///
    /// # Errors
    /// The JDK refuses one of them.
    pub fn read_requests(&self, requests: &[Vec<u8>]) -> Result<Vec<(String, String)>, Defect> {
        let folder = tempfile::tempdir().map_err(|error| Defect::new(error.to_string()))?;
        let files = write_all(folder.path(), "csr.der", requests)?;
        let exports = ["pkcs10", "x509"].map(|name| format!("java.base/sun.security.{name}=ALL-UNNAMED"));
        let [pkcs10, x509] = &exports;
        let output =
            self.run(&["--add-exports", pkcs10, "--add-exports", x509], "ShowRequest.java", &files, "")?;
        let pair =
            |line: &str| line.split_once('\t').map(|(left, right)| (left.to_owned(), right.to_owned()));
        output
            .lines()
            .map(|line| pair(line).ok_or_else(|| Defect::new(format!("ShowRequest printed {line:?}"))))
            .collect()
    }

    /// Verifies the one signature of each document, chain included, and gives the JDK's verdicts:
    /// `valid<TAB>algorithm<TAB>leaf's subject` or `invalid<TAB>reason`.
    ///
    /// # Errors
    /// The program could not be run.
    pub fn verify_signatures(&self, documents: &[Vec<u8>], roots: &[Vec<u8>]) -> Result<Vec<String>, Defect> {
        let folder = tempfile::tempdir().map_err(|error| Defect::new(error.to_string()))?;
        write_all(folder.path(), "der", roots)?;
        let mut arguments = vec![folder.path().display().to_string()];
        arguments.extend(write_all(folder.path(), "xml", documents)?);
        let output = self.run(&[], "VerifySignatures.java", &arguments, "")?;
        Ok(output.lines().map(str::to_owned).collect())
    }

    fn run(
        &self,
        options: &[&str],
        source: &str,
        arguments: &[String],
        stdin: &str,
    ) -> Result<String, Defect> {
        let mut all: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        // One processor and a small heap: the tests run side by side.
        all.extend(
            ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Dstdout.encoding=UTF-8"]
                .map(str::to_owned),
        );
        all.push("-Dfile.encoding=UTF-8".to_owned());
        all.push(self.sources.join(source).display().to_string());
        all.extend_from_slice(arguments);
        self.java.run(&all, stdin.as_bytes())?.stdout_if_ok()
    }
}

fn write_all(folder: &Path, suffix: &str, contents: &[Vec<u8>]) -> Result<Vec<String>, Defect> {
    let mut names = Vec::new();
    for (index, bytes) in contents.iter().enumerate() {
        let path = folder.join(format!("{index:02}.{suffix}"));
        fs::write(&path, bytes).map_err(|error| Defect::new(error.to_string()))?;
        names.push(path.display().to_string());
    }
    Ok(names)
}
