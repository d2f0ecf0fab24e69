//! Makes the keystore of a new request in a folder. The password is read from standard input.

use ehealth_keystore::{Environment, FileName, NewKey, Password, Place, Profile, files};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).ok_or("new_keystore FOLDER < password")?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let password = Password::new(line.trim_end_matches(['\r', '\n']).to_owned());

    files::ensure_folder(folder.as_ref())?;
    let stamp = jiff::ZonedDateTime::now().strftime("%Y%m%d-%H%M%S").to_string(); // local time
    let name = FileName::new("SSIN", "00010100173", None, &stamp, Environment::Production)?;
    let key = NewKey::generate(&mut rand::rng());
    let key = key.store(&Place::new(folder.as_ref(), name), &password, Profile::default())?;
    println!("{} is in {}", key.key_identifier(), key.path().unwrap_or("".as_ref()).display());
    Ok(())
}
