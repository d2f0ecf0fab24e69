//! By which version of the services a request goes on. Everything of ours is version 2; a request that an older
//! program made is of version 1 and is completed as that program did (ra.md 9).

use std::path::Path;

use ehealth_client::certra::{CertificateReply, EtkStatus, GetCertificateInfoForAuthenticationCertificate};
use ehealth_client::etk::{Challenge, EncryptionCertificate};
use ehealth_client::etkra::{CompleteETKRegistration, StartETKRegistration};
use ehealth_keystore::{Keystore, StoredKey};
use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

#[cfg(feature = "v1")]
use super::legacy;
use super::{ask, store};
use crate::error::Error;
use crate::exchange::Io;
use crate::settings::Settings;

/// The version.
pub(super) enum Route {
    /// Version 2: the authority calls a request by its key.
    V2,
    /// Version 1: it calls a request by a number.
    #[cfg(feature = "v1")]
    V1(legacy::Number),
}

impl Route {
    /// The version of the request beside `keystore`.
    #[cfg_attr(not(feature = "v1"), allow(clippy::unused_async, reason = "one version only"))]
    pub(super) async fn of(io: &Io, settings: &Settings, keystore: &Path) -> Result<Self, Error> {
        #[cfg(feature = "v1")]
        if let Some(number) = legacy::Number::of(io, settings, keystore).await? {
            return Ok(Self::V1(number));
        }
        let _ = (io, settings, keystore);
        Ok(Self::V2)
    }

    /// Asks for the certificate; with *pending*, perhaps when to ask again.
    pub(super) async fn fetch(
        &self,
        io: &Io,
        settings: &mut Settings,
        key: KeyIdentifier,
    ) -> Result<(CertificateReply, Option<UnixTime>), Error> {
        match self {
            Self::V2 => Ok((store::fetch(io, settings, key).await?, None)),
            #[cfg(feature = "v1")]
            Self::V1(number) => legacy::fetch(io, settings, number, key).await,
        }
    }

    /// Whether the authority has a token of this certificate, and if so whether it waits for activation.
    pub(super) async fn registered(
        &self,
        io: &Io,
        settings: &mut Settings,
        opened: &Keystore,
    ) -> Result<Option<bool>, Error> {
        let entry = opened.authentication();
        match self {
            Self::V2 => {
                let operation = GetCertificateInfoForAuthenticationCertificate;
                let signer = store::signer(entry);
                let info = ask::signed_by_key(io, settings, operation, &signer, entry.key()).await?;
                Ok(match info.etk_status() {
                    EtkStatus::ValidActive => Some(false),
                    EtkStatus::WaitForActivation => Some(true),
                    _ => None,
                })
            }
            #[cfg(feature = "v1")]
            Self::V1(_) => legacy::registered(io, settings, opened).await,
        }
    }

    /// Begins the registration of an encryption key, which is stored.
    pub(super) async fn start(
        &self,
        io: &Io,
        settings: &mut Settings,
        opened: &Keystore,
        waiting: &StoredKey,
    ) -> Result<Challenge, Error> {
        let entry = opened.authentication();
        match self {
            Self::V2 => {
                let start = StartETKRegistration::new(&waiting.public_key());
                ask::signed_by_key(io, settings, start, &store::signer(entry), entry.key()).await
            }
            #[cfg(feature = "v1")]
            Self::V1(_) => legacy::start(io, settings, entry, waiting).await,
        }
    }

    /// Ends it; whether the token waits for activation.
    pub(super) async fn register(
        &self,
        io: &Io,
        settings: &mut Settings,
        opened: &Keystore,
        certificate: EncryptionCertificate,
    ) -> Result<bool, Error> {
        let entry = opened.authentication();
        match self {
            Self::V2 => {
                let complete = CompleteETKRegistration::new(certificate);
                let signer = store::signer(entry);
                Ok(ask::signed_by_key(io, settings, complete, &signer, entry.key()).await?.to_be_activated())
            }
            #[cfg(feature = "v1")]
            Self::V1(_) => legacy::complete(io, settings, opened, &certificate).await,
        }
    }
}
