//! What a procedure is told before it begins.

use core::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use ehealth_client::Endpoints;
use ehealth_client::revocation::Cache;
use ehealth_keystore::Profile;
use ehealth_pki::{Environment, TrustAnchor, anchor};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_core::CryptoRng;
use rustls_pki_types::UnixTime;

use crate::flow::Applicant;

/// Everything that a procedure needs to know and cannot ask.
pub struct Settings {
    /// Which world (S2).
    pub environment: Environment,
    /// Where the authority is reached.
    pub endpoints: Endpoints,
    /// For whom; `None`: asked (S8).
    pub applicant: Option<Applicant>,
    /// Who may have signed the certificates of an identity card.
    pub citizen_anchors: Vec<TrustAnchor>,
    /// Who may have signed the issuing CA of a certificate.
    pub issuing_anchors: Vec<TrustAnchor>,
    /// Folder of the keystores. It is created, readable by the user alone, when it is not there.
    pub folder: PathBuf,
    /// How a first keystore is encrypted.
    pub profile: Profile,
    /// The rules for the password of a new keystore.
    pub policy: password_policy::Profile,
    /// Local time of this machine as `yyyyMMdd-HHmmss`, for file names (domain.md 4.5).
    pub local_stamp: fn(UnixTime) -> String,
    /// Whether a request is sent once its files are on disk.
    pub send: bool,
    /// Whether a request stops before the first PIN and the first file: it only asks what is not signed.
    pub dry_run: bool,
    /// What issuers said about revocation, kept as long as HTTP and they allow. Give one to all the procedures of a
    /// program, and each issuer is asked once.
    pub statements: Arc<Mutex<Cache>>,
    /// Whether *complete* waits for a certificate that is not there yet.
    pub wait: bool,
    /// The authority's number of a request of version 1, where the person gives it from the e-mail (ra.md 9).
    #[cfg(feature = "v1")]
    pub request_number: Option<String>,
    /// Whether the request file of version 1 that is sent replaces a certificate: the file does not say so.
    #[cfg(feature = "v1")]
    pub request_renews: bool,
    pub(crate) rng: Box<dyn CryptoRng + Send + Sync>,
}

impl Settings {
    /// Settings for `environment`, with the anchors that are built in for it (none for a sandbox: they stand
    /// in its descriptor), and randomness from the system.
    #[must_use]
    pub fn new(environment: Environment, endpoints: Endpoints, folder: PathBuf) -> Self {
        Self {
            environment,
            endpoints,
            applicant: None,
            citizen_anchors: anchor::citizen(environment),
            issuing_anchors: anchor::issuing(environment),
            folder,
            profile: Profile::Compatible,
            policy: password_policy::Profile::ehealth(),
            local_stamp: crate::driver::local_stamp,
            send: true,
            dry_run: false,
            statements: Arc::default(),
            wait: false,
            #[cfg(feature = "v1")]
            request_number: None,
            #[cfg(feature = "v1")]
            request_renews: false,
            rng: Box::new(rand::make_rng::<StdRng>()),
        }
    }

    /// The same with another source of randomness.
    #[must_use]
    pub fn with_rng(self, rng: impl CryptoRng + Send + Sync + 'static) -> Self {
        Self { rng: Box::new(rng), ..self }
    }

    /// The same with reproducible randomness: for tests.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        self.with_rng(StdRng::seed_from_u64(seed))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("environment", &self.environment)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
