//! Activation after a renewal, once the practice programs have the new file (domain.md 6.4).

use std::path::PathBuf;

use ehealth_client::certra::{EtkStatus, GetCertificateInfoForAuthenticationCertificate};
use ehealth_client::etkra::ActivateETK;
use ehealth_keystore::Stage;

use super::complete::{Work, completed};
use super::{Outcome, Step, ask, steps, store};
use crate::error::Error;
use crate::exchange::Io;
use crate::record::Record;
use crate::settings::Settings;

/// Senders use the new token from now on. What was activated already is not activated again.
pub(super) async fn activate(io: Io, path: PathBuf, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::ACTIVATE);
    let path = store::real(&io, path).await?;
    let _lock = store::lock(&io, &path).await?;
    let work = Work::open(&io, &settings, path).await?;
    match work.store.stage(io.now()) {
        Stage::KeyOnly => return Err(Error::NotCompleted),
        Stage::Issued => return Err(Error::NoEncryptionKey),
        _ => {}
    }
    store::of_this_world(&settings, &work.store, io.now())?;
    io.step(Step::Fetch);
    #[cfg(feature = "v1")]
    if matches!(work.route, super::route::Route::V1(_)) {
        let activated = super::legacy::activate(&io, &mut settings, &work.store).await?;
        note(&io, &work).await?;
        let done = completed(&work, false)?;
        return Ok(if activated { Outcome::Activated(done) } else { Outcome::NothingToDo(done) });
    }
    let entry = work.store.authentication();
    let signer = store::signer(entry);
    let operation = GetCertificateInfoForAuthenticationCertificate;
    let info = ask::signed_by_key(&io, &mut settings, operation, &signer, entry.key()).await?;
    match info.etk_status() {
        EtkStatus::ValidActive => {
            note(&io, &work).await?;
            return Ok(Outcome::NothingToDo(completed(&work, false)?));
        }
        EtkStatus::WaitForActivation => {}
        _ => return Err(Error::NothingToActivate),
    }
    io.step(Step::Activate);
    ask::signed_by_key(&io, &mut settings, ActivateETK, &signer, entry.key()).await?;
    note(&io, &work).await?;
    Ok(Outcome::Activated(completed(&work, false)?))
}

async fn note(io: &Io, work: &Work) -> Result<(), Error> {
    let (path, now) = (work.path.clone(), io.now().as_secs());
    io.files("note the activation", move || {
        Record::note(&path, |record| {
            record.activated_at = Some(now);
            record.waits_for_activation = false;
        });
        Ok(())
    })
    .await
}
