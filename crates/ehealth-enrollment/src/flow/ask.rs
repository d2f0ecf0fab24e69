//! One question to the authority: made, signed, sent, answered.

use beid_card::{CardKey, VerifiedIdentity};
use ehealth_client::operation::{Operation, SignedOperation, UnsignedOperation};
use ehealth_client::{Call, Header, Limits, SignerChain};
use ehealth_pki::{FinishError, SigningKey};

use super::{Effect, HttpCall, Purpose, Reply, SignatureWanted};
use crate::bridge;
use crate::error::Error;
use crate::exchange::Io;
use crate::settings::Settings;

/// An operation that nobody signs.
pub(super) async fn unsigned<O: UnsignedOperation>(
    io: &Io,
    settings: &mut Settings,
    operation: O,
) -> Result<O::Response, Error> {
    let header = Header::new(&mut settings.rng, io.now());
    let call = Call::new(operation, header)?;
    send(io, settings, &call).await
}

/// An operation that a key at hand signs: the one in the keystore.
pub(super) async fn signed_by_key<O: SignedOperation + Send + 'static>(
    io: &Io,
    settings: &mut Settings,
    operation: O,
    signer: &SignerChain,
    key: &(impl SigningKey + Sync),
) -> Result<O::Response, Error> {
    let header = Header::new(&mut settings.rng, io.now());
    let call = Call::prepare(operation, header, signer)?.sign_with(key)?;
    send(io, settings, &call).await
}

/// An operation that the card signs, with the PIN of its owner.
pub(super) async fn signed_by_card<O: SignedOperation + Send + 'static>(
    io: &Io,
    settings: &mut Settings,
    operation: O,
    holder: &VerifiedIdentity,
    key: CardKey,
    purpose: Purpose,
) -> Result<Call<O>, Error> {
    let signer = bridge::signer(holder, key)?;
    let header = Header::new(&mut settings.rng, io.now());
    let prepared = Call::prepare(operation, header, &signer)?;
    let wanted = SignatureWanted { key, tbs: prepared.to_be_signed().clone(), purpose };
    let Reply::Signature(signature) = io.perform(Effect::Sign(wanted)).await? else {
        return Err(Error::WrongReply);
    };
    prepared.finish(&signature).map_err(|error| match error {
        // The certificate was read from one card and the signature came from another.
        FinishError::Signature(_) => Error::PersonMismatch,
        error => error.into(),
    })
}

/// Sends a call and reads the answer.
pub(super) async fn send<O: Operation>(
    io: &Io,
    settings: &Settings,
    call: &Call<O>,
) -> Result<O::Response, Error> {
    let request = call.http_request(&settings.endpoints);
    let limits = Limits::new().with_max_body(call.max_response_len());
    let http = HttpCall { operation: name::<O>(), request, limits };
    match io.perform(Effect::Send(http)).await? {
        Reply::Http(response) => Ok(call.on_response(response)?),
        Reply::NotSent(error) => Err(ehealth_client::Error::from(error).into()),
        _ => Err(Error::WrongReply),
    }
}

/// The operation's name, as its type is called.
fn name<O>() -> &'static str {
    core::any::type_name::<O>().rsplit("::").next().unwrap_or_default()
}
