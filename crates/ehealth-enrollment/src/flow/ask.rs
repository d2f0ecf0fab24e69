//! One question to the authority: made, signed, sent, answered.

use core::time::Duration;

use beid_card::{CardKey, VerifiedIdentity};
use ehealth_client::fault::Retry;
use ehealth_client::operation::{Operation, Repeat, SignedOperation, UnsignedOperation};
use ehealth_client::transport::{ClockSkew, server_time};
use ehealth_client::{Call, Header, Limits, SignerChain};
use ehealth_pki::{FinishError, Prepared, SigningKey};
use rustls_pki_types::UnixTime;

use super::{Effect, HttpCall, Purpose, Reply, SignatureWanted};
use crate::assumed;
use crate::bridge;
use crate::error::Error;
use crate::exchange::Io;
use crate::settings::Settings;

/// An operation that nobody signs.
pub(super) async fn unsigned<O: UnsignedOperation + Clone>(
    io: &Io,
    settings: &mut Settings,
    operation: O,
) -> Result<O::Response, Error> {
    let mut tried = 0;
    loop {
        let header = Header::new(&mut settings.rng, io.now());
        let call = Call::new(operation.clone(), header)?;
        match send(io, settings, &call).await {
            Err(error) => pause::<O>(io, &mut tried, error).await?,
            answer => return answer,
        }
    }
}

/// An operation that a key at hand signs: the one in the keystore.
pub(super) async fn signed_by_key<O: SignedOperation + Clone + Send + 'static>(
    io: &Io,
    settings: &mut Settings,
    operation: O,
    signer: &SignerChain,
    key: &(impl SigningKey + Sync),
) -> Result<O::Response, Error> {
    let mut tried = 0;
    loop {
        let header = Header::new(&mut settings.rng, io.now());
        let call = Call::prepare(operation.clone(), header, signer)?.sign_with(key)?;
        match send(io, settings, &call).await {
            Err(error) => pause::<O>(io, &mut tried, error).await?,
            answer => return answer,
        }
    }
}

/// An operation that is ready for the card.
pub(super) fn prepare<O: SignedOperation + Send + 'static>(
    io: &Io,
    settings: &mut Settings,
    operation: O,
    holder: &VerifiedIdentity,
    key: CardKey,
) -> Result<Prepared<Call<O>>, Error> {
    let signer = bridge::signer(holder, key)?;
    let header = Header::new(&mut settings.rng, io.now());
    Ok(Call::prepare(operation, header, &signer)?)
}

/// An operation that the card signs, with the PIN of its owner. It is not repeated: each try costs a PIN.
pub(super) async fn signed_by_card<O: SignedOperation + Send + 'static>(
    io: &Io,
    settings: &mut Settings,
    operation: O,
    holder: &VerifiedIdentity,
    key: CardKey,
    purpose: Purpose,
) -> Result<Call<O>, Error> {
    let prepared = prepare(io, settings, operation, holder, key)?;
    let tbs = vec![prepared.to_be_signed().clone()];
    let mut signatures = signatures(io, SignatureWanted { key, tbs, purpose }).await?;
    finish(prepared, signatures.pop())
}

/// The signatures of one PIN entry, as many as were asked for.
pub(super) async fn signatures(io: &Io, wanted: SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
    let asked = wanted.tbs.len();
    match io.perform(Effect::Sign(wanted)).await? {
        Reply::Signatures(signatures) if signatures.len() == asked => Ok(signatures),
        _ => Err(Error::WrongReply),
    }
}

/// Puts a card's signature into its document.
pub(super) fn finish<T>(prepared: Prepared<T>, signature: Option<Vec<u8>>) -> Result<T, Error> {
    let signature = signature.ok_or(Error::WrongReply)?;
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
        Reply::Http(response) => {
            let server = server_time(response.headers());
            call.on_response(response).map_err(|error| clock_or(error, io.now(), server))
        }
        Reply::NotSent(error) => Err(ehealth_client::Error::from(error).into()),
        _ => Err(Error::WrongReply),
    }
}

/// A request that was refused while the clocks disagree was refused for that: it carries the time.
fn clock_or(error: ehealth_client::Error, now: UnixTime, server: Option<UnixTime>) -> Error {
    use ehealth_client::Error as E;
    match (error, server) {
        (E::Refused(_) | E::Fault(_), Some(server))
            if ClockSkew::between(now, server) != ClockSkew::Small =>
        {
            Error::ClockSkew { server }
        }
        (error, _) => error.into(),
    }
}

/// Waits before an operation that is safe to repeat is repeated; any other error is given back. Only what the
/// authority itself calls temporary is repeated: somebody whose network is gone wants to know at once.
async fn pause<O: Operation>(io: &Io, tried: &mut u32, error: Error) -> Result<(), Error> {
    let most = match &error {
        _ if O::REPEAT != Repeat::Freely => 0,
        Error::Client(ehealth_client::Error::Unavailable(_)) => 1,
        Error::Client(ehealth_client::Error::Fault(fault)) => match fault.retry() {
            Retry::AfterPause => assumed::MAX_REPEATS,
            Retry::Once => 1,
            _ => 0,
        },
        _ => 0,
    };
    if *tried >= most {
        return Err(error);
    }
    *tried = tried.saturating_add(1);
    let seconds = assumed::REPEAT_PAUSE.as_secs().saturating_mul(u64::from(*tried));
    let until = UnixTime::since_unix_epoch(Duration::from_secs(io.now().as_secs().saturating_add(seconds)));
    match io.perform(Effect::WaitUntil(until)).await? {
        Reply::Woken => Ok(()),
        _ => Err(Error::WrongReply),
    }
}

/// The operation's name, as its type is called.
fn name<O>() -> &'static str {
    core::any::type_name::<O>().rsplit("::").next().unwrap_or_default()
}
