//! What the tests of the embedding examples share: a practice with a folder of its own, a sandbox as its
//! authority, and virtual cards.
//!
//! ```
//! use embed_testing::{Persona, Practice};
//!
//! let practice = Practice::new();
//! let keystore = practice.requested(&Persona::adult_ec());   // somebody has asked for a certificate
//! assert!(keystore.starts_with(practice.folder()));
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "for tests alone: what does not work ends the test"
)]

mod person;

use std::path::{Path, PathBuf};
use std::time::Duration;

use beid_simulator::{DEFAULT_SEED, VirtualCard, test_roots};
pub use beid_simulator::{Persona, VirtualReader};
use ehealth_client::Endpoints;
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_csr::{ContactData, Email, Phone};
use ehealth_enrollment::driver::run;
use ehealth_enrollment::{Flow, Outcome, Requested, Settings};
use ehealth_keystore::Password;
use ehealth_pki::{Certificate, Environment, TrustAnchor};
use ehealth_sandbox::{Decision, Options, Sandbox};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use tempfile::TempDir;

use person::Somebody;

/// The keystore password of everybody here.
pub const PASSWORD: &str = "correct-horse-7";

/// A practice: where its keystores lie, and the authority it talks to.
pub struct Practice {
    sandbox: Sandbox,
    folder: TempDir,
}

impl Practice {
    /// Whose authority issues at once.
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    /// Whose authority issues only when [`approve`](Self::approve) is called.
    pub fn patient() -> Self {
        Self::with(Options { approve_after: Duration::from_secs(24 * 60 * 60), ..Options::default() })
    }

    fn with(options: Options) -> Self {
        let citizen_roots = test_roots(DEFAULT_SEED).into_iter().map(CertificateDer::from).collect();
        let sandbox = Sandbox::start(Options { citizen_roots, ..options }).unwrap();
        Self { sandbox, folder: tempfile::tempdir().unwrap() }
    }

    /// The authority.
    pub const fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// The folder of the keystores.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the authority is.
    pub fn endpoints(&self) -> Endpoints {
        let urls = &self.sandbox.descriptor().endpoints;
        Endpoints::new(&urls.certra_v2, &urls.etkra_v2, &urls.etk_depot_v1).unwrap()
    }

    /// Settings as for the real authority, with this one's addresses and anchors.
    pub fn settings(&self) -> Settings {
        let folder = self.folder().to_path_buf();
        let mut settings = Settings::new(Environment::Sandbox, self.endpoints(), folder);
        settings.citizen_anchors = self.citizen_anchors();
        settings.issuing_anchors = self.issuing_anchors();
        settings
    }

    /// Roots of the cards that count here.
    pub fn citizen_anchors(&self) -> Vec<TrustAnchor> {
        anchors(&self.sandbox.descriptor().citizen_roots)
    }

    /// Roots above what is issued here.
    pub fn issuing_anchors(&self) -> Vec<TrustAnchor> {
        anchors(&self.sandbox.descriptor().issuing_anchors)
    }

    /// The CA of the authority's own HTTPS certificate, PEM.
    pub fn tls_ca(&self) -> &str {
        &self.sandbox.descriptor().tls_ca
    }

    /// A connection to the authority.
    pub fn transport(&self) -> HttpsTransport {
        HttpsTransport::only_roots_pem(self.tls_ca().as_bytes()).unwrap()
    }

    /// A reader with this person's card in it.
    pub fn reader(persona: &Persona) -> VirtualReader {
        VirtualCard::new(persona, DEFAULT_SEED).reader()
    }

    /// This person has asked for a certificate. Gives the keystore that waits.
    pub fn requested(&self, persona: &Persona) -> PathBuf {
        self.request(persona).keystore
    }

    /// This person has asked for a certificate and completed it. Gives the keystore that is in use.
    pub fn completed(&self, persona: &Persona) -> PathBuf {
        let flow = Flow::complete(self.requested(persona), self.settings());
        match self.run(flow, persona) {
            Outcome::Completed(completed) => completed.keystore,
            other => panic!("{other:?}"),
        }
    }

    /// This person asks for a certificate, which the authority then issues when it is [`patient`](Self::patient).
    pub fn request(&self, persona: &Persona) -> Requested {
        match self.run(Flow::request(self.settings()), persona) {
            Outcome::Requested(requested) => requested,
            other => panic!("{other:?}"),
        }
    }

    /// The authority issues what was asked for.
    pub fn approve(&self, requested: &Requested) {
        assert!(self.sandbox.decide(requested.key_identifier, Decision::Approve), "unknown request");
    }

    fn run(&self, mut flow: Flow, persona: &Persona) -> Outcome {
        run(&mut flow, &mut Somebody::new(Self::reader(persona), self.transport())).unwrap()
    }
}

impl Default for Practice {
    fn default() -> Self {
        Self::new()
    }
}

/// [`PASSWORD`] as the libraries want it.
pub fn password() -> Password {
    Password::new(PASSWORD.to_owned())
}

/// Contact data that everybody here gives.
pub fn contact_data() -> ContactData {
    ContactData::new(Email::parse("testa@example.be").unwrap(), Phone::parse("+32 2 555 01 02").unwrap())
}

fn anchors(pems: &[String]) -> Vec<TrustAnchor> {
    let anchor = |pem: &String| {
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        TrustAnchor::from_certificate(&Certificate::from_der(&der).unwrap())
    };
    pems.iter().map(anchor).collect()
}

/// The example of the workspace's front page compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct FrontPage;
