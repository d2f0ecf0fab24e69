//! Files that say how the sandbox is to be.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::Error;

/// Bytes of the largest file that is read: a registry of some ten thousand organisations.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// What a JSON file holds; the error says in which line it is wrong.
pub(crate) fn json<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let wrong = |source| Error::Input { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(|error| wrong(error.into()))?.take(MAX_BYTES);
    file.read_to_end(&mut bytes).map_err(|error| wrong(error.into()))?;
    serde_json::from_slice(&bytes).map_err(|error| wrong(error.into()))
}
