//! Revocation and its contract (ra.md 4.10, 4.11).

use ehealth_pki::KeyIdentifier;
use rand::Rng;

use super::certificates::manages;
use super::{Call, Outcome};
use crate::assumed::CONTRACT_SECONDS;
use crate::contract;
use crate::refusal::{Code, Refusal};
use crate::rules::signer::CardKey;
use crate::rules::{csr, revocation, signer};
use crate::state::{KnownRevocation, Revocation};
use crate::wire::request::RevocationRequest;
use crate::wire::response::Reply;
use crate::wire::types::RevocationContract;

fn unknown() -> Refusal {
    Refusal::new(Code::CertNotFound, "No certificate was requested with this key")
}

impl Call<'_> {
    pub(super) fn generate_revocation_contract(&self, request: &RevocationRequest) -> Outcome {
        csr::is_signer(&request.signer)?;
        let mut memory = self.authority.memory();
        self.settle(&mut memory)?;
        let record = memory.state.record(request.key).ok_or_else(unknown)?;
        revocation::is_revocable(record, self.now)?;
        let subject = record.subject();
        let number = format!("{:08}", memory.rng.next_u64() % 100_000_000);
        let mut style = self.authority.vary.style();
        let contract = contract::make_revocation(
            &number,
            self.now,
            &request.signer,
            &subject,
            request.reason,
            style.as_mut(),
        );
        let known = KnownRevocation {
            digest: contract::digest(&contract.signer, &contract.texts),
            key: request.key,
            reason: request.reason,
            issued: self.now.as_secs(),
        };
        self.authority.commit(&mut memory, |memory| {
            memory.state.forget_outdated(self.now, CONTRACT_SECONDS);
            memory.state.hand_out_revocation(known);
            Ok(Reply::RevocationContract(contract))
        })
    }

    pub(super) fn revoke(&self, key: KeyIdentifier, contract: &RevocationContract) -> Outcome {
        let (leaf, person) = self.signed_by_card(CardKey::Signature)?;
        signer::is_who_asks(&person, &contract.signer.id)?;
        signer::is_named(&leaf, &contract.signer)?;
        let mut memory = self.authority.memory();
        self.settle(&mut memory)?;
        let record = memory.state.record(key).ok_or_else(unknown)?;
        revocation::contract_is_known(contract, key, record, &memory.state.revocation_contracts)?;
        revocation::may_revoke(manages(&person, record, &self.authority.options.registry))?;
        revocation::is_revocable(record, self.now)?;
        self.authority.commit(&mut memory, |memory| {
            let record = memory.state.record_mut(key).ok_or_else(unknown)?;
            record.revoked = Some(Revocation { at: self.now.as_secs(), reason: contract.reason });
            Ok(Reply::Done)
        })
    }
}
