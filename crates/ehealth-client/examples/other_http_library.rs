//! The client with another HTTP library: it makes the request and reads the answer, ureq carries both.
//! Arguments: KEY_IDENTIFIER [URL ROOT.der]
use ehealth_client::certra::{CertificateReply, GetCertificate};
use ehealth_client::{Call, Endpoints, Header, UnixTime};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let key = arguments.next().ok_or("KEY_IDENTIFIER [URL ROOT.der]")?;
    let (endpoints, roots) = match (arguments.next(), arguments.next()) {
        (Some(url), Some(root)) => {
            let root = Certificate::from_der(&std::fs::read(root)?).to_owned();
            (Endpoints::new(&url, &url, &url)?, RootCerts::from([root]))
        }
        _ => (Endpoints::acceptance(), RootCerts::WebPki),
    };
    let tls = TlsConfig::builder().root_certs(roots).build();
    let config = ureq::Agent::config_builder().tls_config(tls).http_status_as_error(false).max_redirects(0);

    let call = Call::new(GetCertificate::new(key.parse()?), Header::new(&mut rand::rng(), UnixTime::now()))?;
    let mut response = config.build().new_agent().run(call.http_request(&endpoints))?;
    let limit = u64::try_from(call.max_response_len())?;
    let body = response.body_mut().with_config().limit(limit).read_to_vec()?;
    match call.on_response(response.map(|_| body))? {
        CertificateReply::Delivered(chain) => println!("{} certificates", chain.len()), // issued::check them
        _ => println!("not yet: ask again in 10 seconds or more"),
    }
    Ok(())
}
