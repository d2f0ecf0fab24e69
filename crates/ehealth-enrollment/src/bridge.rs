//! Where the types of two crates meet.

use beid_card::{CardKey, Contents, Digest, VerifiedIdentity};
use ehealth_client::SignerChain;
use ehealth_csr::{Person, Ssin};
use ehealth_pki::{Certificate, Environment, ToBeSigned, TrustAnchor, anchor};
use rustls_pki_types::UnixTime;

use crate::error::Error;
use crate::settings::Settings;

/// What a card is given to sign.
pub(crate) fn digest(tbs: &ToBeSigned) -> Result<Digest, Error> {
    Ok(Digest::new(tbs.scheme().hash(), tbs.digest())?)
}

/// The holder of a card as the authority knows people.
pub(crate) fn person(holder: &VerifiedIdentity) -> Result<Person, Error> {
    let ssin = Ssin::parse(holder.national_number()).map_err(ehealth_csr::Error::from)?;
    Ok(Person::new(ssin, holder.given_names(), holder.surname()))
}

/// The certificates that go into a signature of the card (ra.md 3.2).
pub(crate) fn signer(holder: &VerifiedIdentity, key: CardKey) -> Result<SignerChain, Error> {
    let chain = match key {
        CardKey::Authentication => holder.authentication_chain()?,
        CardKey::Signature => holder.signature_chain()?,
    };
    Ok(SignerChain::new(&chain, holder.scheme(key)?))
}

/// The holder, when the card's data and certificates hold under the anchors of this environment, and it can
/// sign at all. A real card in the sandbox, or a virtual one outside it, belongs to another world.
pub(crate) fn verified(
    contents: &Contents,
    settings: &Settings,
    now: UnixTime,
) -> Result<VerifiedIdentity, Error> {
    let report = contents.verify(&settings.citizen_anchors, now);
    let holder = match report.into_identity() {
        Ok(holder) => holder,
        Err(error) => return Err(foreign_world(contents, settings).unwrap_or(error.into())),
    };
    holder.signature_chain()?;
    Ok(holder)
}

/// A card of the other world than the environment's is said to be so, rather than to be forged.
fn foreign_world(contents: &Contents, settings: &Settings) -> Option<Error> {
    let root = Certificate::from_der(contents.root()?).ok()?;
    let key = TrustAnchor::from_certificate(&root).spki_sha256();
    let real = [Environment::Production, Environment::Acceptance]
        .into_iter()
        .flat_map(anchor::citizen)
        .any(|known| known.spki_sha256() == key);
    let wrong = match settings.environment {
        Environment::Sandbox => real,
        _ => !real && anchor::is_test_name(root.subject()),
    };
    wrong.then_some(Error::WrongWorld)
}
