//! What a keystore and its folder tell by themselves, without asking anybody.

use std::path::PathBuf;

use ehealth_keystore::{
    Expected, FileName, Finding as Told, Keystore, surroundings as around, what_would_be_picked,
};
use ehealth_pki::Certificate;
use ehealth_pki::chain::{ChainDefect, ChainReport, Severity};

use crate::assumed;
use crate::check::Finding;
use crate::error::Error;
use crate::exchange::Io;
use crate::files::place;

pub(super) fn key(store: &Keystore, leaf: &Certificate) -> Finding {
    if store.authentication().key().public_key().as_ref() == leaf.spki().as_ref() {
        Finding::ok("key", store.key_identifier().to_string())
    } else {
        Finding::problem("key", "keystore.key_certificate_mismatch", String::new())
    }
}

pub(super) fn chain(leaf: &Certificate, report: &ChainReport) -> Finding {
    match report.defects().iter().find(|defect| defect.severity() == Severity::Trust) {
        None => Finding::ok("chain", leaf.issuer().rfc2253()),
        Some(ChainDefect::UnknownIssuer { issuer, .. }) => {
            Finding::problem("chain", "ra.untrusted_issuer", issuer.clone())
        }
        Some(_) => Finding::problem("chain", "keystore.chain_incomplete", leaf.issuer().rfc2253()),
    }
}

/// Dates, stage and size.
pub(super) async fn local(
    io: &Io,
    store: &Keystore,
    leaf: &Certificate,
    path: PathBuf,
) -> Result<Vec<Finding>, Error> {
    let length = move || Ok(std::fs::metadata(path).map(|meta| meta.len()).unwrap_or(0));
    let size = io.files("measure the keystore", length).await?;
    let now = io.now();
    let left = leaf.not_after().as_secs().saturating_sub(now.as_secs());
    let until = leaf.not_after().as_secs().to_string();
    let mut findings = vec![if now.as_secs() < leaf.not_before().as_secs() {
        Finding::problem("validity", "keystore.not_yet_valid", leaf.not_before().as_secs().to_string())
    } else if left == 0 {
        Finding::problem("validity", "keystore.expired", until)
    } else if left < assumed::EXPIRING.as_secs() {
        Finding::warning("validity", "keystore.expiring", until)
    } else {
        Finding::ok("validity", until)
    }];
    if store.current_encryption_keys().next().is_none() {
        findings.push(Finding::problem("stage", "keystore.no_encryption_key", String::new()));
    } else if size < assumed::SUSPICIOUS_SIZE {
        findings.push(Finding::warning("size", "keystore.size_suspicious", size.to_string()));
    }
    Ok(findings)
}

/// Where the file lies, what practice programs would pick from its folder, and which cannot read it (domain.md 4.6,
/// 7.7 to 7.9).
pub(super) async fn surroundings(io: &Io, store: &Keystore, path: PathBuf) -> Result<Vec<Finding>, Error> {
    let by_name = path.file_name().and_then(|name| FileName::parse(&name.to_string_lossy()).ok());
    // The world is the chain's matter: a name of an issuer tells less than its anchor.
    let expected = match &by_name {
        Some(name) => Expected::new().with_holder(name.kind(), name.id()),
        None => Expected::new(),
    };
    let mut told: Vec<Told> = store.findings(io.now(), &expected);
    let seen = io.files("what programs would pick", move || {
        let mut told = around(&path);
        if let (Ok(place), Some(folder)) = (place(&path), path.parent()) {
            let picks = what_would_be_picked(folder, place.name().id());
            told.extend(picks.map(|picks| picks.findings(&path)).unwrap_or_default());
        }
        Ok(told)
    });
    told.extend(seen.await?);
    let mut findings: Vec<Finding> = told.iter().filter_map(worth_telling).collect();
    if !findings.iter().any(|finding| finding.check == "consumers") {
        findings.push(Finding::ok("consumers", String::new()));
    }
    Ok(findings)
}

/// What is looked at elsewhere in a check is not told twice.
fn worth_telling(told: &Told) -> Option<Finding> {
    let check = match told {
        Told::NotCompleted
        | Told::NoEncryptionKey
        | Told::EtkMismatch { .. }
        | Told::Expired { .. }
        | Told::Expiring { .. }
        | Told::NotYetValid { .. }
        | Told::SizeSuspicious { .. }
        | Told::ChainIncomplete => return None,
        Told::WrongEnvironment { .. }
        | Told::WrongIdentity { .. }
        | Told::PasswordEncoding
        | Told::OldForm
        | Told::SyncFolder { .. }
        | Told::NetworkShare
        | Told::SharedReadable { .. }
        | Told::Removable => "file",
        _ => "consumers",
    };
    let detail = match told {
        Told::Several { files } => list(files),
        Told::PicksOther { file: Some(file), .. } | Told::Copy(file) => file.display().to_string(),
        Told::NewerIncomplete { incomplete, .. } => incomplete.display().to_string(),
        Told::WrongIdentity { is } => is.clone(),
        Told::SyncFolder { program } => (*program).to_owned(),
        Told::SharedReadable { mode } => format!("{mode:o}"),
        _ => String::new(),
    };
    Some(Finding::warning(check, told.code(), detail))
}

pub(super) fn list(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ")
}
