//! Registration of encryption keys.

use super::{Call, Outcome, internal};
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
        let mut memory = self.authority.memory();
        let record = memory.state.record(leaf.key_identifier()).ok_or_else(unknown)?;
        rules::is_encryption_key(&public_key, record)?;
        let high_bit = self.authority.vary.style().is_some_and(|mut style| style.one_in(2));
        let (serial, challenge) = etk::challenge(&public_key, high_bit, &mut memory.rng).map_err(internal)?;
        let record = memory.state.record_mut(leaf.key_identifier()).ok_or_else(unknown)?;
        record.challenge = Some(PendingChallenge { spki: public_key, serial });
        self.authority.save(&memory.state)?;
        Ok(Reply::Challenge(challenge))
    }

    pub(super) fn complete_etk_registration(&self, certificate: Option<Vec<u8>>) -> Outcome {
        let Some(certificate) = certificate else {
            return Err(Refusal::new(Code::SignatureInvalid, "no signature"));
        };
        let leaf = self.signed_by_holder()?;
        let mut memory = self.authority.memory();
        let record = memory.state.record(leaf.key_identifier()).ok_or_else(unknown)?;
        rules::is_encryption_certificate(&certificate, &leaf, rules::challenge(record)?)?;
        // A replacement waits until its owner says that his programs have it (ra.md 5.2).
        let to_be_activated =
            record.replaces.and_then(|old| memory.state.record(old)).is_some_and(Record::has_active_token);
        let etk = etk::token(&certificate, leaf.der(), &self.authority.authorities.etk, self.now)
            .map_err(internal)?;
        let record = memory.state.record_mut(leaf.key_identifier()).ok_or_else(unknown)?;
        record.challenge = None;
        let state = if to_be_activated { TokenState::Waiting } else { TokenState::Active };
        record.token = Some(Token { etk: etk.clone(), state });
        self.authority.save(&memory.state)?;
        Ok(Reply::Token { etk, to_be_activated })
    }

    pub(super) fn activate_etk(&self) -> Outcome {
        let leaf = self.signed_by_holder()?;
        let mut memory = self.authority.memory();
        let record = memory.state.record_mut(leaf.key_identifier()).ok_or_else(unknown)?;
        let token = rules::waiting_token(record)?;
        token.state = TokenState::Active;
        let replaced = record.replaces.and_then(|old| memory.state.record_mut(old));
        if let Some(token) = replaced.and_then(|old| old.token.as_mut()) {
            token.state = TokenState::Replaced;
        }
        self.authority.save(&memory.state)?;
        Ok(Reply::Done)
    }
}
