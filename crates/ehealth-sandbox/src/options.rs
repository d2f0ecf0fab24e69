//! How a sandbox is to be.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use rustls_pki_types::CertificateDer;

use crate::clock::MovableClock;
use crate::registry::Registry;

/// Which issuing CA signs what is issued from now on; what was issued before stays valid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Issuing {
    /// P-384, as in reality since the end of 2024 (trust-anchors.md). The key of the subject is RSA all the same.
    #[default]
    Ec,
    /// RSA 4096, as before. The first start with it takes some seconds: two keys are made.
    Rsa,
}

/// How a sandbox is to be; the defaults serve one test.
///
/// ```
/// use ehealth_sandbox::Options;
/// use std::time::Duration;
///
/// let options = Options { approve_after: Duration::from_secs(30), ..Options::default() };
/// assert!(options.listen.ip().is_loopback());
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    /// Address and port; port 0 lets the system choose. Default `127.0.0.1:0`.
    pub listen: SocketAddr,
    /// Where keys, requests and certificates survive the end of the process. Default: nowhere.
    pub state_dir: Option<PathBuf>,
    /// Roots above the identity cards that are accepted. Default: none, so that nobody can sign.
    pub citizen_roots: Vec<CertificateDer<'static>>,
    /// Names of virtual cards, for the descriptor; the sandbox makes nothing of them.
    pub personas: Vec<String>,
    /// How long after a request its certificate is issued, by the sandbox's clock. Default: at once.
    pub approve_after: Duration,
    /// Who may ask for what.
    pub registry: Registry,
    /// Which issuing CA signs.
    pub issuing: Issuing,
    /// What time it is. Default: the system's, or that of the state folder when its clock was moved.
    pub clock: MovableClock,
    /// With a number, keys and serial numbers are the same in every run. Default: random.
    pub seed: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            state_dir: None,
            citizen_roots: Vec::new(),
            personas: Vec::new(),
            approve_after: Duration::ZERO,
            registry: Registry::default(),
            issuing: Issuing::default(),
            clock: MovableClock::system(),
            seed: None,
        }
    }
}
