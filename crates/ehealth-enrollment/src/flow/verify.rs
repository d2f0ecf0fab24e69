//! *Check*: does this keystore work (product.md `check`).

use std::path::PathBuf;

use ehealth_client::certra::{CertificateStatus, GetCertificateInfoForAuthenticationCertificate};
use ehealth_client::depot::{DepotAnswer, GetEtk, TokenOwner};
use ehealth_client::etk::Etk;
use ehealth_csr::SubjectName;
use ehealth_keystore::{Keystore, Stage, what_would_be_picked};
use ehealth_pki::Certificate;
use ehealth_pki::chain::{self, ChainDefect, Severity};
use rustls_pki_types::UnixTime;

use super::revocation::revocation;
use super::{Outcome, Step, ask, steps, store};
use crate::assumed;
use crate::check::{CheckReport, Finding, Level};
use crate::error::Error;
use crate::exchange::Io;
use crate::files::place;
use crate::settings::Settings;

/// Opens the keystore and looks at everything that can be wrong with it. It changes nothing.
pub(super) async fn verify(io: Io, path: PathBuf, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::CHECK);
    io.step(Step::Password);
    let (opened, _password) = store::open(&io, &settings, &path).await?;
    io.step(Step::Verify);
    let (now, size) = (io.now(), size(&io, path.clone()).await?);
    let stage = opened.stage(now);
    let leaf = opened.authentication().chain().first().ok_or(Error::WrongCertificate("no certificate"))?;
    let mut findings = vec![Finding::ok("file", path.display().to_string())];
    findings.push(key(&opened, leaf));
    if stage == Stage::KeyOnly {
        findings.push(Finding::problem("stage", "keystore.not_completed", String::new()));
    } else {
        findings.extend(local(&opened, leaf, &settings, size, now));
        let issuer = opened.authentication().chain().get(1);
        let trusted = findings.iter().any(|finding| finding.check == "chain" && finding.level == Level::Ok);
        if let Some(issuer) = issuer.filter(|_| trusted) {
            io.step(Step::Revocation);
            findings.push(revocation(&io, &mut settings, leaf, issuer).await?);
        }
        // A key of another world signs nothing for this one.
        if trusted {
            io.step(Step::Fetch);
            findings.push(authority(&io, &mut settings, &opened).await?);
            io.step(Step::Depot);
            findings.push(depot(&io, &mut settings, &opened, leaf).await?);
        }
    }
    findings.extend(consumers(&io, path.clone()).await?);
    Ok(Outcome::Checked(CheckReport {
        keystore: path,
        subject: leaf.subject().rfc2253(),
        serial: leaf.serial().to_string(),
        not_before: leaf.not_before(),
        not_after: leaf.not_after(),
        stage,
        findings,
    }))
}

async fn size(io: &Io, path: PathBuf) -> Result<u64, Error> {
    io.files("measure the keystore", move || Ok(std::fs::metadata(path).map(|meta| meta.len()).unwrap_or(0)))
        .await
}

/// What practice programs would pick from this folder (domain.md 4.6).
async fn consumers(io: &Io, path: PathBuf) -> Result<Vec<Finding>, Error> {
    let told = io
        .files("what programs would pick", move || {
            let (Ok(place), Some(folder)) = (place(&path), path.parent()) else { return Ok(Vec::new()) };
            Ok(what_would_be_picked(folder, place.name().id())
                .map(|picks| picks.findings(&path))
                .unwrap_or_default())
        })
        .await?;
    if told.is_empty() {
        return Ok(vec![Finding::ok("consumers", String::new())]);
    }
    let detail = |finding: &ehealth_keystore::Finding| match finding {
        ehealth_keystore::Finding::Several { files } => {
            files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    };
    Ok(told.iter().map(|finding| Finding::warning("consumers", finding.code(), detail(finding))).collect())
}

fn key(store: &Keystore, leaf: &Certificate) -> Finding {
    if store.authentication().key().public_key().as_ref() == leaf.spki().as_ref() {
        Finding::ok("key", store.key_identifier().to_string())
    } else {
        Finding::problem("key", "keystore.key_certificate_mismatch", String::new())
    }
}

/// What the file alone tells.
fn local(
    store: &Keystore,
    leaf: &Certificate,
    settings: &Settings,
    size: u64,
    now: UnixTime,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let others = store.authentication().chain().get(1..).unwrap_or_default();
    let report = chain::verify(leaf, others, &settings.issuing_anchors, now);
    let grave = report.defects().iter().find(|defect| defect.severity() == Severity::Trust);
    findings.push(match grave {
        None => Finding::ok("chain", leaf.issuer().rfc2253()),
        Some(ChainDefect::UnknownIssuer { issuer, .. }) => {
            Finding::problem("chain", "ra.untrusted_issuer", issuer.clone())
        }
        Some(_) => Finding::problem("chain", "keystore.chain_incomplete", leaf.issuer().rfc2253()),
    });
    let left = leaf.not_after().as_secs().saturating_sub(now.as_secs());
    let until = leaf.not_after().as_secs().to_string();
    findings.push(if now.as_secs() < leaf.not_before().as_secs() {
        Finding::problem("validity", "keystore.not_yet_valid", leaf.not_before().as_secs().to_string())
    } else if left == 0 {
        Finding::problem("validity", "keystore.expired", until)
    } else if left < assumed::EXPIRING.as_secs() {
        Finding::warning("validity", "keystore.expiring", until)
    } else {
        Finding::ok("validity", until)
    });
    if store.current_encryption_keys().next().is_none() {
        findings.push(Finding::problem("stage", "keystore.no_encryption_key", String::new()));
    } else if size < assumed::SUSPICIOUS_SIZE {
        findings.push(Finding::warning("size", "keystore.size_suspicious", size.to_string()));
    }
    findings
}

/// The authority's own word about this certificate.
async fn authority(io: &Io, settings: &mut Settings, store: &Keystore) -> Result<Finding, Error> {
    let entry = store.authentication();
    let operation = GetCertificateInfoForAuthenticationCertificate;
    Ok(match ask::signed_by_key(io, settings, operation, &store::signer(entry), entry.key()).await {
        Ok(info) => {
            let status = info.certificate_status();
            match status {
                CertificateStatus::ValidActive => Finding::ok("authority", status.as_str()),
                CertificateStatus::Revoked => {
                    Finding::problem("authority", "keystore.revoked", status.as_str())
                }
                CertificateStatus::Expired => {
                    Finding::problem("authority", "keystore.expired", status.as_str())
                }
                _ => Finding::problem("authority", "ra.refused", status.as_str()),
            }
        }
        Err(Error::Client(error)) => Finding::problem("authority", error.code(), error.to_string()),
        Err(error) => return Err(error),
    })
}

/// The token that senders use must be one whose key is in the keystore (domain.md 4.6).
async fn depot(
    io: &Io,
    settings: &mut Settings,
    store: &Keystore,
    leaf: &Certificate,
) -> Result<Finding, Error> {
    let subject = SubjectName::from_name(leaf.subject().clone())?;
    let (kind, id) = subject.identifier();
    let mut owner = TokenOwner::new(kind, id);
    if let Some(application_id) = subject.application_id() {
        owner = owner.with_application_id(application_id);
    }
    let operation = GetEtk::new(owner);
    Ok(match ask::unsigned(io, settings, operation).await {
        Ok(DepotAnswer::Token(token)) => match serial(&token) {
            Some(serial) if store.encryption_keys().any(|entry| entry.alias() == serial) => {
                Finding::ok("depot", serial)
            }
            serial => Finding::problem("depot", "keystore.etk_mismatch", serial.unwrap_or_default()),
        },
        Ok(_) => Finding::problem("depot", "etk.absent", String::new()),
        // Nothing else depends on the depot: without it the rest of the check still holds (ra.md 5.7).
        Err(Error::Client(error)) => Finding::warning("depot", error.code(), error.to_string()),
        Err(error) => return Err(error),
    })
}

/// The alias that the token's certificate has in a keystore.
fn serial(token: &Etk) -> Option<String> {
    token.encryption_certificate().map(|certificate| certificate.serial().to_string())
}
