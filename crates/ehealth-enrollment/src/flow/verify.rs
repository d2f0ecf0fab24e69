//! *Check*: does this keystore work (product.md `check`).

use std::path::PathBuf;

use ehealth_client::certra::{CertificateStatus, EtkStatus, GetCertificateInfoForAuthenticationCertificate};
use ehealth_client::depot::DepotAnswer;
use ehealth_keystore::{Keystore, Stage};
use ehealth_pki::{Certificate, ChainReport, Issuer, chain};

use super::revocation::revocation;
use super::{Outcome, Step, ask, findings, steps, store};
use crate::check::{CheckReport, Finding, Level};
use crate::error::Error;
use crate::exchange::Io;
use crate::settings::Settings;

/// Opens the keystore and looks at everything that can be wrong with it. It changes nothing but that backups under an
/// earlier password go, which it tells (domain.md 4.5).
pub(super) async fn verify(io: Io, path: PathBuf, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::CHECK);
    io.step(Step::Password);
    let (opened, _password) = store::open(&io, &settings, &path).await?;
    io.step(Step::Verify);
    let now = io.now();
    let (opened, removed) = store::without_superseded(&io, opened).await?;
    let stage = opened.stage(now);
    let leaf = opened.authentication().chain().first().ok_or(Error::WrongCertificate("no certificate"))?;
    let others = opened.authentication().chain().get(1..).unwrap_or_default();
    let report = chain::verify(leaf, others, &settings.issuing_anchors, now);
    let mut found = vec![Finding::ok("file", path.display().to_string()), findings::key(&opened, leaf)];
    if stage == Stage::KeyOnly {
        found.push(Finding::problem("stage", "keystore.not_completed", String::new()));
    } else {
        found.push(findings::chain(leaf, &report));
        found.extend(findings::local(&io, &opened, leaf, path.clone()).await?);
        // A key of another world signs nothing for this one, and nobody is asked about a certificate of unknown origin.
        if found.iter().any(|finding| finding.check == "chain" && finding.level == Level::Ok) {
            if let Some(issuer) = issuer(&report, others) {
                io.step(Step::Revocation);
                found.push(revocation(&io, &settings, leaf, issuer).await?);
            }
            io.step(Step::Fetch);
            found.extend(authority(&io, &mut settings, &opened).await?);
            io.step(Step::Depot);
            found.push(depot(&io, &mut settings, &opened, leaf).await?);
        }
    }
    found.extend(findings::surroundings(&io, &opened, path.clone()).await?);
    if !removed.is_empty() {
        found.push(Finding::ok("backups", findings::list(&removed)));
    }
    Ok(Outcome::Checked(CheckReport {
        keystore: path,
        subject: leaf.subject().rfc2253(),
        serial: leaf.serial().to_string(),
        not_before: leaf.not_before(),
        not_after: leaf.not_after(),
        stage,
        removed_backups: removed,
        findings: found,
    }))
}

/// Who signs statements about the leaf: the next certificate of its path, or the anchor, which may be the issuing CA.
fn issuer<'a>(report: &'a ChainReport, others: &'a [Certificate]) -> Option<Issuer<'a>> {
    let pinned = || report.anchor().and_then(Issuer::of_anchor);
    report.path().get(1).map(Issuer::from).or_else(pinned).or_else(|| others.first().map(Issuer::from))
}

/// The authority's own word about this certificate.
async fn authority(io: &Io, settings: &mut Settings, store: &Keystore) -> Result<Vec<Finding>, Error> {
    let entry = store.authentication();
    let operation = GetCertificateInfoForAuthenticationCertificate;
    Ok(match ask::signed_by_key(io, settings, operation, &store::signer(entry), entry.key()).await {
        Ok(info) => {
            let status = info.certificate_status();
            let mut told = vec![match status {
                CertificateStatus::ValidActive => Finding::ok("authority", status.as_str()),
                CertificateStatus::Revoked => {
                    Finding::problem("authority", "keystore.revoked", status.as_str())
                }
                CertificateStatus::Expired => {
                    Finding::problem("authority", "keystore.expired", status.as_str())
                }
                _ => Finding::problem("authority", "ra.refused", status.as_str()),
            }];
            // It works, but senders use the old token until it is activated (domain.md 7.6).
            if *info.etk_status() == EtkStatus::WaitForActivation {
                told.push(Finding::warning("depot", "etk.not_active", info.etk_status().as_str()));
            }
            told
        }
        Err(Error::Client(error)) => vec![Finding::problem("authority", error.code(), error.to_string())],
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
    Ok(match store::token(io, settings, leaf).await {
        Ok(DepotAnswer::Token(token)) => match store::serial(&token) {
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
