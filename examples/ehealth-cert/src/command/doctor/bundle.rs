//! What a person may send to support: plain text, to be read before it is sent. No secret is in it, and numbers of
//! people are masked.

use std::path::{Path, PathBuf};

use ehealth_client::support::mask;
use ehealth_keystore::files;

use crate::failure::Failure;
use crate::world::World;

/// Writes the report as a new file.
///
/// # Errors
/// `file.*`.
pub(super) fn write(file: &Path, report: &[String], world: &World) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(file).map_err(|error| Failure::writing(file, &error))?;
    let mut text = format!(
        "ehealth-cert {} · {} {} · {} · {}\n\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        world.environment,
        jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC"),
    );
    for line in report {
        text.push_str(&masked(line));
        text.push('\n');
    }
    files::publish_new(&path, text.as_bytes()).map_err(|error| Failure::of(error.code(), &error))?;
    Ok(path)
}

/// Numbers of people and organisations, e-mail addresses, keys, and the name of the user's home folder.
pub(super) fn masked(line: &str) -> String {
    let home = std::env::home_dir().map(|home| home.display().to_string()).filter(|home| home.len() > 1);
    let line = home.map_or_else(|| line.to_owned(), |home| line.replace(&home, "~"));
    mask(line.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn numbers_and_addresses() {
        for (line, secrets, kept) in [
            ("SSIN=00010100173 20260101-101010.p12", &["00010100173"][..], "SSIN="),
            ("CBE=0999999922,AGENDA ok", &["0999999922"], "AGENDA ok"),
            ("to me@example.be now", &["me@example.be"], " now"),
            ("call +32 470 12 34 56", &["470 12"], "call"),
            ("version 0.1.0, 10240 bytes", &[], "version 0.1.0, 10240 bytes"),
        ] {
            let masked = masked(line);
            assert!(masked.contains(kept), "{masked}");
            for secret in secrets {
                assert!(!masked.contains(secret), "{masked}");
            }
        }
    }
}
