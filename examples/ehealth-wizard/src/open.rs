//! Opens the page in the browser without its token standing in any list of processes: the browser is given a file
//! that only its user can read, which leads on to the page.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Error;
use crate::{folder, running};

/// How long the file stays; a browser that starts cold has read it by then.
const STAYS: Duration = Duration::from_secs(30);

/// The file that the browser was given; taken away with this value, or after a while.
#[derive(Debug)]
pub struct Handed(PathBuf);

impl Drop for Handed {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Hands `address` to the browser.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn browser(runtime: &Path, address: &str) -> Result<Handed, Error> {
    let path = write(runtime, address)?;
    folder::start(&path);
    let handed = Handed(path.clone());
    std::thread::spawn(move || {
        std::thread::sleep(STAYS);
        let _ = std::fs::remove_file(path);
    });
    Ok(handed)
}

/// Writes the file that leads to `address`, readable for its owner alone.
fn write(runtime: &Path, address: &str) -> Result<PathBuf, Error> {
    let name = crate::token::Secret::new();
    let path = runtime.join(format!("open-{}.html", name.expose().get(..16).unwrap_or_default()));
    let text = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\"><title>eHealth</title>\n"
    );
    let failed = |error| Error::file(&path, error);
    let mut file = running::private().create_new(true).open(&path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_for_one_reader() {
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), "http://127.0.0.1:1/?token=x").unwrap();
        assert!(std::fs::read_to_string(&path).unwrap().contains("url=http://127.0.0.1:1/?token=x"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
