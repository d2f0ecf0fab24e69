//! A running sandbox.

use std::net::TcpListener;
use std::sync::Arc;

use ehealth_pki::KeyIdentifier;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rustls_pki_types::UnixTime;

use crate::authority::Authority;
use crate::ca::{Authorities, StoredAuthorities, Urls};
use crate::clock::MovableClock;
use crate::control::Decision;
use crate::descriptor::{self, Descriptor, Endpoints};
use crate::error::Error;
use crate::faults::FaultScript;
use crate::log::Exchange;
use crate::options::{Issuing, Options};
use crate::server::{self, Server, TlsFaces};
use crate::store::Folder;
use crate::text;

/// Name of the file that holds the keys.
const AUTHORITIES: &str = "authorities.json";

/// A registration authority on this machine, as long as the value lives.
#[derive(Debug)]
pub struct Sandbox {
    // Dropped first: no request is answered by what is dropped after it.
    _server: Server,
    authority: Arc<Authority>,
    descriptor: Descriptor,
}

impl Sandbox {
    /// Starts a sandbox; when this returns, connections are accepted.
    ///
    /// # Errors
    /// [`Error`]: the address, the state folder.
    pub fn start(options: Options) -> Result<Self, Error> {
        let address = options.listen;
        if !address.ip().is_loopback() {
            return Err(Error::NotLoopback(address));
        }
        let listen = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let folder = options.state_dir.as_deref().map(Folder::open).transpose()?;
        let base_url = descriptor::base_url("https", address);
        let urls = Urls {
            plain: descriptor::base_url("http", address),
            confirmation: format!("{base_url}/confirm/"),
        };

        let mut rng =
            options.seed.map_or_else(|| ChaCha20Rng::from_seed(rand::random()), ChaCha20Rng::seed_from_u64);
        let state = Authority::load_state(folder.as_ref())?;
        options.clock.resume(state.clock_offset);
        // With a seed, a second start on the same state must not give out the serial numbers of the first.
        rng.set_stream(state.starts.saturating_sub(1));
        let authorities = authorities(&options, folder.as_ref(), &urls, &mut rng)?;
        let tls = TlsFaces::new(&authorities, &mut rng).map_err(Error::internal)?;

        let descriptor = Descriptor {
            endpoints: Endpoints::below(&base_url),
            base_url,
            tls_ca: authorities.tls.pem(),
            issuing_anchors: authorities.hierarchies().map(|hierarchy| hierarchy.root.pem()).collect(),
            citizen_roots: options.citizen_roots.iter().map(|root| text::pem("CERTIFICATE", root)).collect(),
            personas: options.personas.clone(),
        };
        let authority =
            Authority::new(options, authorities, urls, folder, state, rng).map_err(Error::internal)?;
        let authority = Arc::new(authority);
        let handler = Arc::clone(&authority) as Arc<dyn server::Handler>;
        let server = Server::start(listener, tls, handler).map_err(Error::internal)?;
        Ok(Self { _server: server, authority, descriptor })
    }

    /// What a client needs to know.
    #[must_use]
    pub const fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// The sandbox's clock, to be moved.
    #[must_use]
    pub fn clock(&self) -> &MovableClock {
        &self.authority.options.clock
    }

    /// How many certificates were issued for a key.
    #[must_use]
    pub fn certificates_for(&self, key: KeyIdentifier) -> usize {
        let memory = self.authority.memory();
        memory.state.records.iter().filter(|record| record.key == key && record.issued.is_some()).count()
    }

    /// What is to go wrong; nothing does as long as the script is empty.
    #[must_use]
    pub fn faults(&self) -> &FaultScript {
        &self.authority.faults
    }

    /// Decides about a request that waits, or revokes what was issued; false when there is nothing that this
    /// can be done to.
    #[must_use = "nothing may have been decided"]
    pub fn decide(&self, key: KeyIdentifier, decision: Decision) -> bool {
        self.authority.decide(key, decision).is_ok()
    }

    /// The last notices by e-mail (RFC 5322), oldest first; with a state folder they lie in its `mail`, too.
    #[must_use]
    pub fn mails(&self) -> Vec<String> {
        self.authority.mails()
    }

    /// What a body sent to the address of a service (such as `/CertRa/v2`) would be answered with: status and
    /// body. Faults of the script that are of the connection do nothing here. For programs that fuzz.
    #[doc(hidden)]
    #[must_use]
    pub fn answer(&self, path: &str, content_type: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let mut request = http::Request::new(hyper::body::Bytes::copy_from_slice(body));
        *request.method_mut() = http::Method::POST;
        if let (Ok(uri), Ok(content_type)) = (path.parse(), content_type.parse()) {
            *request.uri_mut() = uri;
            request.headers_mut().insert(http::header::CONTENT_TYPE, content_type);
        }
        let response = server::Handler::answer(self.authority.as_ref(), &request).response;
        (response.status().as_u16(), response.into_body())
    }

    /// The last exchanges, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Exchange> {
        self.authority.log().to_vec()
    }
}

/// The keys of the state folder, or new ones.
fn authorities(
    options: &Options,
    folder: Option<&Folder>,
    urls: &Urls,
    rng: &mut ChaCha20Rng,
) -> Result<Authorities, Error> {
    let stored = folder.map(|folder| folder.read::<StoredAuthorities>(AUTHORITIES)).transpose()?.flatten();
    let now = options.clock.now();
    let mut authorities = match (&stored, folder) {
        (Some(stored), Some(folder)) => Authorities::load(stored)
            .map_err(|source| Error::State { path: folder.path(AUTHORITIES), source })?,
        _ => Authorities::generate(now, UnixTime::now(), urls, rng).map_err(Error::internal)?,
    };
    let complete = stored.is_some() && (options.issuing == Issuing::Ec || authorities.rsa.is_some());
    if options.issuing == Issuing::Rsa {
        authorities.ensure_rsa(now, urls, rng).map_err(Error::internal)?;
    }
    if let Some(folder) = folder.filter(|_| !complete) {
        folder.write(AUTHORITIES, &authorities.store().map_err(Error::internal)?)?;
    }
    Ok(authorities)
}
