//! What a procedure wants done, and what it is told.

use beid_card::{CardKey, Contents};
use ehealth_client::{Limits, TransportError};
use ehealth_keystore::NewKey;
use ehealth_pki::ToBeSigned;
use rustls_pki_types::UnixTime;

use super::outcome::Outcome;
use super::question::{Answer, Question};
use crate::error::Error;
use crate::files::FilesDone;

/// What the procedure wants done. Whoever drives it does so and answers with the [`Reply`] named there.
#[derive(Debug)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing was asked yet: answer with [`Reply::Begin`].
    Begin,
    /// Wait for the card and read all its files: [`Reply::Card`].
    ReadCard,
    /// Have the card sign; the person enters the PIN for it: [`Reply::Signatures`].
    Sign(SignatureWanted),
    /// Ask the person: [`Reply::Answer`].
    Ask(Question),
    /// Make an RSA key pair, if [`Flow::ahead`](crate::Flow::ahead) did not lead to one already: [`Reply::Key`].
    GenerateKey,
    /// Run the work that [`Flow::take_files`](crate::Flow::take_files) gives: [`Reply::Files`].
    Files,
    /// Send an HTTP request to the authority: [`Reply::Http`] or [`Reply::NotSent`].
    Send(HttpCall),
    /// Wait: [`Reply::Woken`].
    WaitUntil(UnixTime),
    /// The end.
    Done(Outcome),
    /// The procedure ended with an error that [`Flow::reply`](crate::Flow::reply) gave.
    Ended,
}

/// The answer to an [`Effect`].
#[derive(Debug)]
#[non_exhaustive]
pub enum Reply {
    /// To [`Effect::Begin`].
    Begin,
    /// To [`Effect::ReadCard`].
    Card(Box<Contents>),
    /// To [`Effect::Sign`], in the same order: RSA as long as the modulus, ECDSA raw `r ‖ s`.
    Signatures(Vec<Vec<u8>>),
    /// To [`Effect::Ask`].
    Answer(Answer),
    /// To [`Effect::GenerateKey`].
    Key(NewKey),
    /// To [`Effect::Files`].
    Files(Result<FilesDone, Error>),
    /// To [`Effect::Send`]: whatever the server answered.
    Http(http::Response<Vec<u8>>),
    /// To [`Effect::Send`]: nothing came back; the server may have acted all the same.
    NotSent(TransportError),
    /// To [`Effect::WaitUntil`].
    Woken,
    /// To any: it was not done, and the procedure ends.
    Failed(Error),
}

/// A signature that only the person's card can give.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignatureWanted {
    /// Which of the card's two keys.
    pub key: CardKey,
    /// What to sign. Several only with the authentication key, which serves them with one PIN entry.
    pub tbs: Vec<ToBeSigned>,
    /// What it means, to be said before the PIN is asked (domain.md S9).
    pub purpose: Purpose,
}

/// The meaning of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// The person signs in: the authority is told who asks.
    SignIn,
    /// The person signs the contract: legally binding.
    Contract {
        /// For which certificate: its subject in RFC 2253 form.
        subject: String,
    },
    /// The person revokes a certificate: legally binding.
    Revocation {
        /// Which: its subject as the authority wrote it in the contract.
        subject: String,
    },
}

/// An HTTP request of the procedure, and its limits.
#[derive(Debug)]
#[non_exhaustive]
pub struct HttpCall {
    /// The name of the operation, for people.
    pub operation: &'static str,
    /// The request.
    pub request: http::Request<Vec<u8>>,
    /// Time and size limits.
    pub limits: Limits,
}
