//! How a sandbox is to be.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ehealth_pki::SignatureScheme;
use rustls_pki_types::CertificateDer;

use crate::clock::MovableClock;
use crate::faults::Fault;
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

/// How the codes are called that this sandbox invented (ra.md 13): all but `CERT_NOT_YET_DELIVERED`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Codes {
    /// As the README lists them.
    #[default]
    Documented,
    /// By words that nobody has seen before: a client that decides by one of the documented ones fails.
    Unknown,
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
    /// Every request waits until somebody decides about it, and its answer says so. Default: only those for
    /// an organisation that the signer does not represent.
    pub manual: bool,
    /// How long after it was issued a certificate becomes valid. Default: at once.
    pub valid_after: Duration,
    /// Signature schemes that requests may not be signed with (ra.md 3.3). Default: none; RSA and ECDSA with
    /// SHA-256, SHA-384 and SHA-512 are accepted.
    pub refused_schemes: Vec<SignatureScheme>,
    /// What is to go wrong from the start; see [`Sandbox::faults`](crate::Sandbox::faults). Default: nothing.
    pub faults: Vec<Fault>,
    /// With a number, whatever the schemas leave open takes another form in every answer: names of invented
    /// codes, prefixes, white space, escapes in distinguished names, texts, optional elements, booleans, dates.
    /// The same number gives the same forms. Default: always the same, plain ones.
    pub vary: Option<u64>,
    /// How invented codes are called; with [`vary`](Self::vary) they are unknown in any case.
    pub codes: Codes,
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
            manual: false,
            valid_after: Duration::ZERO,
            refused_schemes: Vec::new(),
            faults: Vec::new(),
            vary: None,
            codes: Codes::default(),
        }
    }
}
