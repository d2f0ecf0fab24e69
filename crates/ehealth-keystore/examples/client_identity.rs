//! Finds the keystore that is in use and takes what a TLS client needs. The password is read from standard input.

use ehealth_keystore::{Keystore, Password, Wanted, discover, survey};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, UnixTime};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).ok_or("client_identity FOLDER < password")?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let password = Password::new(line.trim_end_matches(['\r', '\n']).to_owned());

    let survey = survey(discover(folder.as_ref(), &Wanted::any())?, &[&password], UnixTime::now());
    let best = survey.for_use().ok_or("no keystore opens")?;
    let store = Keystore::open(best.candidate().path(), &password)?;
    let identity = store.authentication().client_identity();
    // rustls: builder.with_client_auth_cert(chain, key)?, and reqwest: .use_preconfigured_tls(config)
    let chain: Vec<CertificateDer<'static>> = identity.chain();
    let key = PrivateKeyDer::from(identity.key().clone_key());
    println!("{store:?}: {} certificates, {key:?}", chain.len());
    Ok(())
}
