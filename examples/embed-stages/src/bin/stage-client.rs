//! The authority alone: has it issued a certificate for this key? `client KEY_IDENTIFIER`

use std::error::Error;

use ehealth_client::certra::{CertificateReply, GetCertificate};
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Call, Endpoints, Header, Limits, Transport, UnixTime};
use ehealth_pki::KeyIdentifier;

fn main() -> Result<(), Box<dyn Error>> {
    let key: KeyIdentifier = std::env::args().nth(1).ok_or("stage-client KEY_IDENTIFIER")?.parse()?;
    match issued(&mut HttpsTransport::system()?, &Endpoints::production(), key) {
        Ok(None) => println!("not yet: ask again in 10 seconds or more"),
        Ok(Some(certificates)) => println!("{certificates} certificates can be fetched"),
        // The code is stable and chooses the words; `may_have_acted` says whether asking came first.
        Err(error) => println!("{}: {:?}", error.code(), error.remedy()),
    }
    Ok(())
}

/// How many certificates there are; `None` while it is not issued.
fn issued(
    transport: &mut dyn Transport,
    endpoints: &Endpoints,
    key: KeyIdentifier,
) -> Result<Option<usize>, ehealth_client::Error> {
    let call = Call::new(GetCertificate::new(key), Header::new(&mut rand::rng(), UnixTime::now()))?;
    Ok(match call.send(transport, endpoints, &Limits::new())? {
        // Before they are used: `issued::check`.
        CertificateReply::Delivered(chain) => Some(chain.len()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use embed_testing::{Persona, Practice};

    #[test]
    fn before_and_after() {
        let practice = Practice::patient();
        let ask = |key| issued(&mut practice.transport(), &practice.endpoints(), key);
        let stranger = "37E3A0B1C2D3E4F5060718293A4B5C6D7E8FD8BA".parse().unwrap();
        assert_eq!(ask(stranger).unwrap_err().code(), "ra.refused");
        let requested = practice.request(&Persona::adult_ec());
        assert_eq!(ask(requested.key_identifier).unwrap(), None);
        practice.approve(&requested);
        assert_eq!(ask(requested.key_identifier).unwrap(), Some(2));
    }
}
