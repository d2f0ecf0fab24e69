//! Secrets of the local page: the token of the address, the cookie, the place, the form's token.

use core::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::Rng as _;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Tokens that are handed out and not used yet; an older one is forgotten.
const MAX_WAITING: usize = 8;

/// 256 random bits in hexadecimal.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<String>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A new one.
    pub(crate) fn new() -> Self {
        let mut bytes = Zeroizing::new([0u8; 32]);
        rand::rng().fill_bytes(bytes.as_mut());
        Self(Zeroizing::new(hexadecimal(bytes.as_ref())))
    }

    /// One that another process wrote down: 64 hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let good = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        good.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text, for the one place where it has to stand.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `text` is this secret; how far it agrees is not told by the time this takes.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.0.as_bytes().ct_eq(text.as_bytes()).into()
    }

    /// A proof that its maker knows this secret: HMAC-SHA-256 over `parts`, in hexadecimal.
    pub(crate) fn proof(&self, parts: &[&str]) -> String {
        let mut mac = match Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) {
            Ok(mac) => mac,
            // HMAC takes a key of any length.
            Err(_) => return String::new(),
        };
        for part in parts {
            mac.update(part.as_bytes());
            mac.update(&[0]);
        }
        hexadecimal(&mac.finalize().into_bytes())
    }

    /// Whether `proof` was made by [`proof`](Self::proof) with the same secret.
    pub(crate) fn is_proved(&self, parts: &[&str], proof: &str) -> bool {
        let expected = self.proof(parts);
        !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(proof.as_bytes()))
    }
}

/// Tokens that each open the page once.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Vec<Secret>);

impl Tokens {
    /// One more.
    pub(crate) fn issue(&mut self) -> Secret {
        let token = Secret::new();
        if self.0.len() == MAX_WAITING {
            self.0.remove(0);
        }
        self.0.push(token.clone());
        token
    }

    /// Whether the token is good; it is not afterwards.
    pub(crate) fn redeem(&mut self, text: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|token| !token.is(text));
        self.0.len() != before
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_works_once() {
        let mut tokens = Tokens::default();
        let token = tokens.issue();
        assert_eq!(token.expose().len(), 64);
        assert!(!tokens.redeem("") && !tokens.redeem(&"0".repeat(64)));
        assert!(tokens.redeem(token.expose()));
        assert!(!tokens.redeem(token.expose()));
        let first = tokens.issue();
        for _ in 0..MAX_WAITING {
            tokens.issue();
        }
        assert!(!tokens.redeem(first.expose()), "the oldest is forgotten");
    }

    #[test]
    fn proofs() {
        let (secret, other) = (Secret::new(), Secret::new());
        let proof = secret.proof(&["again", "nonce"]);
        assert!(secret.is_proved(&["again", "nonce"], &proof));
        assert!(!other.is_proved(&["again", "nonce"], &proof));
        assert!(!secret.is_proved(&["againnonce", ""], &proof));
        assert!(!secret.is_proved(&["again", "nonce"], ""));
        assert_eq!(format!("{secret:?}"), "Secret");
        assert!(Secret::parse("x").is_none());
        assert!(Secret::parse(secret.expose()).unwrap().is(secret.expose()));
    }
}
