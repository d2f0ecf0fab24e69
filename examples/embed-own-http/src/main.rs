//! The procedure over another HTTP library, here ureq: one trait with one method stands between them. The
//! rest is as in `embed-background`.

use std::error::Error as StdError;

use ehealth_client::transport::Phase;
use ehealth_client::{Endpoints, Limits, Transport, TransportError};
use ehealth_enrollment::driver::{Unattended, run};
use ehealth_enrollment::{Find, Flow, Outcome, Settings, find_keystore};
use ehealth_keystore::{Password, default_folder};
use ehealth_pki::Environment;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Error, Timeout};

fn main() -> Result<(), Box<dyn StdError>> {
    let environment = Environment::Production;
    let folder = default_folder(environment).ok_or("no home folder")?;
    let keystore = find_keystore(&folder, environment, Find::Complete)?;
    let settings = Settings::new(environment, Endpoints::production(), folder);
    let password = || Password::new(std::env::var("KEYSTORE_PASSWORD").unwrap_or_default());
    let mut ports = Unattended::new(Ureq::new(RootCerts::WebPki), password);
    match run(&mut Flow::complete(keystore, settings), &mut ports)? {
        Outcome::Completed(done) => println!("{} is in use from now on", done.keystore.display()),
        _ => println!("nothing to do"),
    }
    Ok(())
}

/// ureq as a transport.
struct Ureq(Agent);

impl Ureq {
    fn new(roots: RootCerts) -> Self {
        let tls = TlsConfig::builder().root_certs(roots).build();
        // Every answer is of interest, refusals too, and a signed request is never sent on elsewhere.
        let config = Agent::config_builder().tls_config(tls).http_status_as_error(false).max_redirects(0);
        Self(config.build().new_agent())
    }
}

impl Transport for Ureq {
    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        // Send once, with the limits given, and hand back whatever came.
        let request = self.0.configure_request(request);
        let request =
            request.timeout_connect(Some(limits.connect())).timeout_recv_response(Some(limits.answer()));
        let mut response = self.0.run(request.build()).map_err(failure)?;
        let most = u64::try_from(limits.max_body()).unwrap_or(u64::MAX);
        let body = response.body_mut().with_config().limit(most).read_to_vec();
        match body {
            Ok(body) => Ok(response.map(|_| body)),
            Err(Error::BodyExceedsLimit(_)) => Err(TransportError::TooLong(limits.max_body())),
            Err(error) => Err(TransportError::Cut(error.into())),
        }
    }
}

/// What the library says, in the words that have a code and a remedy. What matters most is whether the request
/// may have arrived: the procedure then asks the authority before it sends again. In doubt, it may.
fn failure(error: Error) -> TransportError {
    match error {
        Error::HostNotFound => TransportError::NameNotFound(error.into()),
        Error::ConnectionFailed => TransportError::Refused(error.into()),
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => TransportError::Timeout(Phase::Connect),
        Error::Timeout(_) => TransportError::Timeout(Phase::Answer),
        Error::Rustls(_) | Error::Tls(_) => TransportError::Tls(error.into()),
        Error::Io(ref io) => match io.kind() {
            std::io::ErrorKind::ConnectionRefused => TransportError::Refused(error.into()),
            std::io::ErrorKind::NetworkUnreachable => TransportError::Offline(error.into()),
            _ => TransportError::Cut(error.into()),
        },
        other => TransportError::Other(other.into()),
    }
}

#[cfg(test)]
mod tests;
