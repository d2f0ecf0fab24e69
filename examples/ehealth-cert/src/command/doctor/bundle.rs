//! What a person may send to support: plain text, to be read before it is sent. No secret is in it, and numbers of
//! people are masked.

use std::path::{Path, PathBuf};

use ehealth_keystore::files;

use crate::failure::Failure;
use crate::world::World;

/// Digits in a row from which on a number is masked: shorter ones are versions, sizes and dates.
const LONG: usize = 7;

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

/// Numbers of people and organisations, e-mail addresses, and the name of the user's home folder.
pub(super) fn masked(line: &str) -> String {
    let home = std::env::home_dir().map(|home| home.display().to_string()).filter(|home| home.len() > 1);
    let line = home.map_or_else(|| line.to_owned(), |home| line.replace(&home, "~"));
    let words: Vec<String> = line
        .split(' ')
        .map(
            |word| if word.contains('@') && word.contains('.') { "***@***".to_owned() } else { digits(word) },
        )
        .collect();
    words.join(" ")
}

/// Long numbers keep their first two digits, so that two different ones can be told apart. The stamp of a
/// keystore's name (`yyyyMMdd-HHmmss`) is no number of anybody.
fn digits(word: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for character in word.chars().chain(std::iter::once('\0')) {
        if character.is_ascii_digit() {
            run.push(character);
            continue;
        }
        let stamp = run.len() == 8 && run.starts_with("20");
        if run.len() >= LONG && !stamp {
            out.push_str(run.get(..2).unwrap_or_default());
            out.push_str(&"*".repeat(run.len() - 2));
        } else {
            out.push_str(&run);
        }
        run.clear();
        if character != '\0' {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn numbers_and_addresses() {
        assert_eq!(masked("SSIN=00010100173 20260101-101010.p12"), "SSIN=00********* 20260101-101010.p12");
        assert_eq!(masked("to me@example.be now"), "to ***@*** now");
        assert_eq!(masked("version 0.1.0, 10240 bytes"), "version 0.1.0, 10240 bytes");
    }
}
