//! What may be revoked, by whom (ra.md 4.11).

use ehealth_pki::KeyIdentifier;
use rustls_pki_types::UnixTime;

use crate::contract;
use crate::dn::Subject;
use crate::refusal::{Code, Refusal};
use crate::state::{KnownRevocation, Record, Status};
use crate::wire::types::RevocationContract;

/// The certificate is in force.
pub(crate) fn is_revocable(record: &Record, now: UnixTime) -> Result<(), Refusal> {
    match record.status(now) {
        Status::ValidActive => Ok(()),
        status => Err(Refusal::new(Code::NotRevocable, "Only a certificate in force can be revoked")
            .with("status", status.as_str())),
    }
}

/// The person manages the certificate.
pub(crate) fn may_revoke(manages: bool) -> Result<(), Refusal> {
    if manages {
        return Ok(());
    }
    Err(Refusal::new(Code::NotAuthorized, "This person does not manage the certificate"))
}

/// The contract was handed out for this certificate and comes back as it was (ra.md 6.1).
pub(crate) fn contract_is_known(
    contract: &RevocationContract,
    key: KeyIdentifier,
    record: &Record,
    known: &[KnownRevocation],
) -> Result<(), Refusal> {
    let digest = contract::digest(&contract.signer, &contract.texts);
    let handed_out = known
        .iter()
        .any(|known| known.digest == digest && known.key == key && known.reason == contract.reason);
    if handed_out && Subject::from_text(&contract.dn) == Some(record.subject()) {
        return Ok(());
    }
    Err(Refusal::new(Code::ContractUnknown, "This is not a contract of this authority for this certificate"))
}
