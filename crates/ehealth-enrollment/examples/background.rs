//! Practice software completes a waiting request in the background: no card, no person.
use ehealth_client::{Endpoints, transport::blocking::HttpsTransport};
use ehealth_enrollment::driver::{Unattended, run};
use ehealth_enrollment::{Error, Find, Flow, Outcome, Settings, find_keystore};
use ehealth_keystore::{Password, default_folder};
use ehealth_pki::Environment;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let environment = Environment::Production;
    let folder = default_folder(environment).ok_or("no home folder")?;
    let keystore = find_keystore(&folder, environment, Find::Complete)?;
    let settings = Settings::new(environment, Endpoints::production(), folder);
    let from_the_vault = || Password::new(std::env::var("KEYSTORE_PASSWORD").unwrap_or_default());
    let mut ports = Unattended::new(HttpsTransport::system()?, from_the_vault);
    match run(&mut Flow::complete(keystore, settings), &mut ports) {
        Ok(Outcome::Completed(done)) => println!("{} is in use from now on", done.keystore.display()),
        Ok(_) => println!("nothing to do"),
        Err(Error::NotYet { next, .. }) => println!("not delivered yet; again at {}", next.as_secs()),
        Err(error) => println!("{}: {error}", error.code()),
    }
    Ok(())
}
