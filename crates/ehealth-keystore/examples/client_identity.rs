//! Finds the keystore that is in use, and makes a TLS client of it. The password is read from standard input.

use ehealth_keystore::{Keystore, Password, Wanted, discover, survey};
use rustls::{ClientConfig, RootCertStore, crypto::ring};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).ok_or("client_identity FOLDER < password")?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let password = Password::new(line.trim_end_matches(['\r', '\n']).to_owned());

    let found = discover(folder.as_ref(), &Wanted::any())?;
    let survey = survey(found, &[&password], rustls_pki_types::UnixTime::now());
    let store = Keystore::open(survey.for_use().ok_or("no keystore opens")?.candidate().path(), &password)?;
    let identity = store.authentication().client_identity();
    let client = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_client_auth_cert(identity.chain(), identity.key().clone_key().into())?; // for reqwest: `use_preconfigured_tls(client)`
    println!("{store:?}: {}", client.client_auth_cert_resolver.has_certs());
    Ok(())
}
