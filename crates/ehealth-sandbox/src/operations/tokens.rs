//! Registration of encryption keys, the same in both versions once it is known who asks.

use ehealth_pki::Certificate;
use rustls_pki_types::UnixTime;

use super::{Call, Outcome, internal};
use crate::authority::Authority;
use crate::etk;
use crate::refusal::{Code, Refusal};
use crate::rules::etk as rules;
use crate::state::{PendingChallenge, Record, Token, TokenState};
use crate::wire::response::Reply;

fn unknown() -> Refusal {
    Refusal::new(Code::CertNotFound, "No certificate was requested with this key")
}

impl Call<'_> {
    pub(super) fn start_etk_registration(&self, public_key: Vec<u8>) -> Outcome {
        let leaf = self.signed_by_holder()?;
        self.authority.start_registration(&leaf, public_key).map(Reply::Challenge)
    }

    pub(super) fn complete_etk_registration(&self, certificate: Option<Vec<u8>>) -> Outcome {
        let Some(certificate) = certificate else {
            return Err(Refusal::new(Code::SignatureInvalid, "no signature"));
        };
        let leaf = self.signed_by_holder()?;
        let (etk, to_be_activated) = self.authority.complete_registration(&leaf, &certificate, self.now)?;
        Ok(Reply::Token { etk, to_be_activated })
    }

    pub(super) fn activate_etk(&self) -> Outcome {
        let leaf = self.signed_by_holder()?;
        self.authority.activate(&leaf).map(|()| Reply::Done)
    }
}

impl Authority {
    /// The challenge for an encryption key.
    pub(crate) fn start_registration(
        &self,
        leaf: &Certificate,
        public_key: Vec<u8>,
    ) -> Result<Vec<u8>, Refusal> {
        let mut memory = self.memory();
        let record = memory.state.record(leaf.key_identifier()).ok_or_else(unknown)?;
        rules::is_encryption_key(&public_key, record)?;
        let high_bit = self.vary.style().is_some_and(|mut style| style.one_in(2));
        let (serial, challenge) = etk::challenge(&public_key, high_bit, &mut memory.rng).map_err(internal)?;
        self.commit(&mut memory, |memory| {
            let record = memory.state.record_mut(leaf.key_identifier()).ok_or_else(unknown)?;
            record.challenge = Some(PendingChallenge { spki: public_key, serial });
            Ok(challenge)
        })
    }

    /// The token for an encryption certificate, and whether it waits for its activation.
    pub(crate) fn complete_registration(
        &self,
        leaf: &Certificate,
        certificate: &[u8],
        now: UnixTime,
    ) -> Result<(Vec<u8>, bool), Refusal> {
        let mut memory = self.memory();
        let record = memory.state.record(leaf.key_identifier()).ok_or_else(unknown)?;
        rules::is_encryption_certificate(certificate, leaf, rules::challenge(record)?)?;
        // A replacement waits until its owner says that his programs have it (ra.md 5.2).
        let to_be_activated =
            record.replaces.and_then(|old| memory.state.record(old)).is_some_and(Record::has_active_token);
        let etk = etk::token(certificate, leaf.der(), &self.authorities.etk, now).map_err(internal)?;
        self.commit(&mut memory, |memory| {
            let record = memory.state.record_mut(leaf.key_identifier()).ok_or_else(unknown)?;
            record.challenge = None;
            let state = if to_be_activated { TokenState::Waiting } else { TokenState::Active };
            record.token = Some(Token { etk: etk.clone(), state });
            Ok((etk, to_be_activated))
        })
    }

    /// The token that waits is from now on the one that senders find.
    pub(crate) fn activate(&self, leaf: &Certificate) -> Result<(), Refusal> {
        self.change(|memory| {
            let record = memory.state.record_mut(leaf.key_identifier()).ok_or_else(unknown)?;
            let token = rules::waiting_token(record)?;
            token.state = TokenState::Active;
            let replaced = record.replaces.and_then(|old| memory.state.record_mut(old));
            if let Some(token) = replaced.and_then(|old| old.token.as_mut()) {
                token.state = TokenState::Replaced;
            }
            Ok(())
        })
    }
}
