//! EtkRA v1 (ra.md 9.4).

use super::{Call, Outcome, Reply};
use crate::operations::internal;
use crate::refusal::{Code, Refusal};

/// What has to be signed to activate a token.
const ACTIVATE: &[u8] = b"ACTIVATE";

impl Call<'_> {
    pub(super) fn start_registration(&self, signed: &[u8]) -> Outcome {
        let (opened, leaf) = self.signed_by_holder(signed)?;
        let challenge = self.authority.start_registration(&leaf, opened.content)?;
        let signer = &self.authority.authorities.etk;
        let signature = signer.key.sign(&challenge).map_err(internal)?;
        Ok(Reply::Challenge { challenge, signature, certificate: signer.certificate.clone() })
    }

    pub(super) fn complete_registration(&self, signed: &[u8]) -> Outcome {
        let (opened, leaf) = self.signed_by_holder(signed)?;
        let (etk, _) = self.authority.complete_registration(&leaf, &opened.content, self.now)?;
        Ok(Reply::Token(etk))
    }

    pub(super) fn activate(&self, signed: &[u8]) -> Outcome {
        let (opened, leaf) = self.signed_by_holder(signed)?;
        if opened.content != ACTIVATE {
            return Err(Refusal::new(Code::ContentInvalid, "What was signed is not the word that activates"));
        }
        self.once(signed)?;
        self.authority.activate(&leaf).map(|()| Reply::Done)
    }
}
