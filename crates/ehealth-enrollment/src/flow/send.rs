//! A request file that was made but not sent, perhaps on another machine (S16).

use core::time::Duration;
use std::path::{Path, PathBuf};

use ehealth_client::certra::{CertificateReply, GenerateCertificate};
use ehealth_client::{Call, Error as ClientError};

use super::sign;
use super::{Outcome, Step, ask, steps, store};
use crate::assumed;
use crate::error::Error;
use crate::exchange::Io;
use crate::files::read_request;
use crate::settings::Settings;

/// Sends the bytes of the file as they are, unless the authority has them already.
pub(super) async fn send(io: Io, file: PathBuf, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::SEND);
    io.step(Step::RequestFile);
    let path = file.clone();
    let bytes = io.files("read the request", move || read_request(&path)).await?;
    let bytes = bytes.ok_or_else(|| ehealth_keystore::Error::NotFound(file.clone()))?;
    let keystore = keystore_beside(&file);
    // On another machine than the keystore's there is nothing to lock: whoever sends twice is told by the authority.
    let _lock = match keystore.exists() {
        true => Some(store::lock(&io, &keystore).await?),
        false => None,
    };
    // Read here first: what does not hold together is a wrong file, and no defect of whoever sends it.
    match ehealth_csr::RequestFile::read(&bytes)? {
        #[cfg(feature = "v1")]
        ehealth_csr::RequestFile::V1(request) => {
            return super::legacy::send(&io, file, request, settings).await;
        }
        _ => {}
    }
    let call = Call::<GenerateCertificate>::from_signed(bytes)?;
    let identifier = call.operation().key_identifier();
    let subject = call.operation().request().contract().subject().rfc2253();
    let mut requested = sign::requested(&keystore, subject, identifier);
    requested.request = file;
    io.step(Step::Fetch);
    match store::fetch(&io, &mut settings, identifier).await {
        Ok(CertificateReply::Pending | CertificateReply::Delivered(_) | _) => {
            requested.sent = true;
            return Ok(Outcome::AlreadySent(requested));
        }
        Err(Error::Client(ClientError::Refused(_))) => {}
        Err(error) => return Err(error),
    }
    io.step(Step::Send);
    let signed = call.header().issue_instant();
    let receipt = match ask::send(&io, &settings, &call).await {
        Err(Error::Client(ClientError::Refused(status))) => {
            // No code says so for certain; a request as old as this is refused for its age (ra.md 3.4).
            let age = Duration::from_secs(io.now().as_secs().saturating_sub(signed.as_secs()));
            return Err(match age > assumed::REQUEST_AGE {
                true => Error::Outdated,
                false => ClientError::Refused(status).into(),
            });
        }
        receipt => receipt?,
    };
    if receipt.key_identifier() != identifier {
        return Err(Error::WrongCertificate("public key identifier"));
    }
    if keystore.exists() {
        sign::sent(&io, &keystore, receipt.automatically_validated()).await?;
    }
    requested.sent = true;
    requested.automatically_validated = Some(receipt.automatically_validated());
    Ok(Outcome::Requested(requested))
}

/// The keystore of the same name, where there is one: on another machine there is none.
pub(super) fn keystore_beside(request: &Path) -> PathBuf {
    let forms =
        ["p12", "acc-p12", "p12.pending", "acc-p12.pending"].map(|suffix| request.with_extension(suffix));
    let found = forms.iter().find(|path| path.exists()).or(forms.first());
    found.cloned().unwrap_or_default()
}
