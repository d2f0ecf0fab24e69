//! Card authentication: the chip proves that it is the one whose key the State signed (card.md 10).

use ehealth_pki::{HashAlgorithm, SignatureScheme};

use crate::apdu::{Command, StatusWord};
use crate::contents::Contents;
use crate::error::Error;
use crate::file::{File, FileError, FileProblem};
use crate::link::Link;
use crate::verify::Check;

/// Lets the chip sign the hash of `nonce` with its own key and verifies it with the key on the card, whose hash
/// stands in the identity file.
pub(crate) fn authenticate(link: &mut Link<'_>, contents: &Contents, nonce: &[u8]) -> Result<(), Error> {
    let forged = Error::IdentityForged { check: Check::BasicKey };
    let file = contents.files().get(File::BasicKey).filter(|file| !file.is_empty());
    let key = file.ok_or(Error::File(FileError::new(File::BasicKey, FileProblem::Absent)))?;
    if contents.identity().basic_key_hash() != Some(&HashAlgorithm::Sha384.digest(key)) {
        return Err(forged);
    }
    let scheme = SignatureScheme::for_key(key)
        .map_err(|_| Error::File(FileError::new(File::BasicKey, FileProblem::Der)))?;
    let algorithm = match scheme {
        SignatureScheme::Ecdsa(HashAlgorithm::Sha256) => 0x01,
        SignatureScheme::Ecdsa(HashAlgorithm::Sha384) => 0x02,
        _ => return Err(Error::Unsupported),
    };
    let challenge = scheme.hash().digest(nonce);
    let response = link.send(&Command::internal_authenticate(algorithm, &challenge))?;
    let response = match response.status() {
        status if status.sw1() == 0x61 => link.ask(status.sw2(), Command::get_response)?,
        _ => response,
    };
    match response.status() {
        StatusWord::OK => scheme.verify(key, nonce, response.data()).map_err(|_| forged),
        status => Err(Error::from_status(status, "INTERNAL AUTHENTICATE")),
    }
}
