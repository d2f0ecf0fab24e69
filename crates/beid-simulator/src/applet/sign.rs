//! MSE SET, COMPUTE DIGITAL SIGNATURE, INTERNAL AUTHENTICATE (card.md 9 and 10).

use rsa::pss::Pss;

use super::{Answer, Engine, Environment, Handled, status};
use crate::command::Received;
use crate::keys::{self, PrivateKey};
use crate::persona::Applet;

/// The chip's own key.
const BASIC_KEY: u8 = 0x81;
const AUTHENTICATION_KEY: u8 = 0x82;
/// The key that gives non-repudiation.
pub(super) const SIGNATURE_KEY: u8 = 0x83;

/// Card authentications before the PIN must be given again (card.md 10).
const MAX_INTERNAL_AUTHENTICATIONS: u16 = 5000;

/// Length of the hash that an algorithm of 1.8 takes, in bytes.
fn is_ec_length(algorithm: u8, length: usize) -> bool {
    match algorithm {
        0x01 | 0x08 => length == 32,
        0x02 | 0x10 => length == 48,
        0x04 | 0x20 => length == 64,
        0x40 => matches!(length, 20 | 28 | 32 | 48 | 64),
        _ => false,
    }
}

impl Engine {
    pub(super) fn set_environment(&mut self, command: &Received<'_>) -> Handled {
        if (command.p1, command.p2) != (0x41, 0xB6) {
            return Err(status::WRONG_P1_P2);
        }
        if command.data.len() != 5 {
            return Err(status::WRONG_LENGTH);
        }
        let [0x04, 0x80, algorithm, 0x84, key] = *command.data else { return Err(status::BAD_DATA) };
        let known: &[u8] = match self.image.applet {
            Applet::V11 => &[0x01, 0x02, 0x04],
            Applet::V17 | Applet::V17Rekeyed => &[0x01, 0x02, 0x04, 0x08, 0x10, 0x20],
            Applet::V18 => &[0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40],
        };
        if !known.contains(&algorithm) {
            return Err(status::BAD_DATA);
        }
        let present = match key {
            BASIC_KEY => self.image.basic.is_some() && algorithm == 0x02,
            AUTHENTICATION_KEY => self.image.authentication.is_some(),
            SIGNATURE_KEY => self.image.signature.is_some(),
            _ => false,
        };
        if !present {
            return Err(status::NO_REFERENCE);
        }
        self.environment = Some(Environment { algorithm, key });
        Ok(Answer::status(status::OK))
    }

    /// `legally`: VERIFY came just before.
    pub(super) fn compute_signature(&mut self, command: &Received<'_>, legally: bool) -> Handled {
        if (command.p1, command.p2) != (0x9E, 0x9A) {
            return Err(status::WRONG_P1_P2);
        }
        let environment = self.environment.ok_or(status::CONDITIONS)?;
        let (key, allowed) = match environment.key {
            AUTHENTICATION_KEY => (&self.image.authentication, self.rights.is_open()),
            SIGNATURE_KEY => (&self.image.signature, legally),
            // The basic key signs challenges of INTERNAL AUTHENTICATE only.
            _ => (&None, false),
        };
        if !allowed {
            return Err(status::PIN_REQUIRED);
        }
        let signature = match key.clone() {
            Some(PrivateKey::Rsa(key)) => self.sign_rsa(&key, environment.algorithm, command.data),
            Some(PrivateKey::Ec(key)) if is_ec_length(environment.algorithm, command.data.len()) => {
                Some(keys::sign_raw(&key, command.data))
            }
            _ => None,
        };
        let signature = signature.ok_or(status::WRONG_LENGTH)?;
        Ok(self.announce(signature))
    }

    /// `None` for data of another length than the algorithm takes.
    fn sign_rsa(&mut self, key: &rsa::PrivateKey, algorithm: u8, data: &[u8]) -> Option<Vec<u8>> {
        let with_prefix = |prefix: &[u8], length: usize| {
            (data.len() == length)
                .then(|| [prefix, data].concat())
                .and_then(|info| keys::sign_padded(key, &info))
        };
        match algorithm {
            0x01 if !data.is_empty() => keys::sign_padded(key, data),
            0x02 => with_prefix(keys::DIGEST_INFO_SHA1, 20),
            0x04 => with_prefix(keys::DIGEST_INFO_MD5, 16),
            0x08 => with_prefix(keys::DIGEST_INFO_SHA256, 32),
            0x10 if data.len() == 20 => {
                key.sign_with_rng(&mut self.random, Pss::<sha1::Sha1>::new_with_salt(20), data).ok()
            }
            0x20 if data.len() == 32 => {
                key.sign_with_rng(&mut self.random, Pss::<sha2::Sha256>::new_with_salt(32), data).ok()
            }
            _ => None,
        }
    }

    pub(super) fn internal_authenticate(&mut self, command: &Received<'_>) -> Handled {
        if command.p2 != BASIC_KEY {
            return Err(status::NO_REFERENCE);
        }
        // The basic key is on P-384: hashes of 48 bytes.
        if command.p1 != 0x02 {
            return Err(status::WRONG_P1_P2);
        }
        let challenge = match command.data {
            [0x94, 48, challenge @ ..] if challenge.len() == 48 => challenge,
            data if data.len() != 50 => return Err(status::WRONG_LENGTH),
            _ => return Err(status::BAD_DATA),
        };
        if self.internal_authentications >= MAX_INTERNAL_AUTHENTICATIONS {
            return Err(status::CONDITIONS);
        }
        let Some(PrivateKey::Ec(key)) = &self.image.basic else { return Err(status::NO_REFERENCE) };
        let signature = keys::sign_raw(key, challenge);
        self.internal_authentications += 1;
        self.environment = None;
        Ok(self.announce(signature))
    }
}
