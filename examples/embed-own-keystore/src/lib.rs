//! A certificate whose keys live in a key holder of one's own: an HSM, the vault of a practice program, a
//! service. No `.p12`, no file: `ehealth-keystore` and `ehealth-enrollment` are not used.
//!
//! Everything that a key signs is signed in two phases. A document is *prepared* for a public key, which gives
//! the bytes to sign; they travel to whoever holds the key, whenever that is; and `finish` verifies what comes
//! back before the document exists. A wrong key, a signature in another form, a card exchanged in between are
//! found there, never by the authority.
//!
//! The order is the one of `ehealth-enrollment`: a key is safe in the holder before anything is signed with it,
//! and the encryption key and its certificate are there before they are registered.

use beid_card::transport::Reader;
use beid_card::{Card, CardKey, Digest, Files, Pin, PinQuestion, PinSource};
use ehealth_client::certra::{GenerateCertificate, GenerateContract, GetCertificate};
use ehealth_client::etk::EncryptionCertificate;
use ehealth_client::etkra::{CompleteETKRegistration, StartETKRegistration};
use ehealth_client::issued::{self, Expected};
use ehealth_client::operation::{Operation, SignedOperation};
use ehealth_client::{Call, Endpoints, Header, Limits, SignerChain, Transport, UnixTime};
use ehealth_csr::{CertificationRequest, ContactData, Contract, EHealthCsr, Person, Ssin, SubjectName};
use ehealth_pki::{BoxError, KeyIdentifier, Prepared, SignatureScheme, ToBeSigned, TrustAnchor};
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};

/// Label of the key that the certificate is for.
pub const AUTHENTICATION: &str = "authentication";
/// Label of the key that others encrypt for.
pub const ENCRYPTION: &str = "encryption";

/// Whoever holds the keys. They never leave it.
pub trait KeyHolder {
    /// Makes an RSA key of 2048 bits and keeps it safely; gives its public half.
    ///
    /// # Errors
    /// The holder's own.
    fn create(&mut self, label: &str) -> Result<SubjectPublicKeyInfoDer<'static>, BoxError>;

    /// Signs `tbs.digest()` as `tbs.scheme()` says: PKCS#1 v1.5 with SHA-256.
    ///
    /// # Errors
    /// The holder's own.
    fn sign(&mut self, label: &str, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError>;

    /// Decrypts with RSAES-PKCS1-v1_5.
    ///
    /// # Errors
    /// The holder's own.
    fn decrypt(&mut self, label: &str, ciphertext: &[u8]) -> Result<Vec<u8>, BoxError>;

    /// Keeps the certificates of a key, its own first.
    ///
    /// # Errors
    /// The holder's own.
    fn keep(&mut self, label: &str, chain: &[CertificateDer<'static>]) -> Result<(), BoxError>;
}

/// The authority, and whom to believe.
pub struct Authority<T> {
    /// What carries the requests.
    pub transport: T,
    /// Where it is.
    pub endpoints: Endpoints,
    /// Who may have signed the certificates of an identity card: `anchor::citizen(environment)`.
    pub citizen_anchors: Vec<TrustAnchor>,
    /// Who may have signed the issuing CA: `anchor::issuing(environment)`.
    pub issuing_anchors: Vec<TrustAnchor>,
}

/// What the person does.
pub struct Consent<'a> {
    /// Reads the contract and accepts it, or not.
    pub accept: &'a mut dyn FnMut(&Contract) -> bool,
    /// Types the PIN, knowing how many tries are left.
    pub pin: &'a mut dyn FnMut(PinQuestion) -> Option<Pin>,
}

/// A request that the authority has. Keep it: it is what completing needs.
pub struct Waiting {
    /// The subject that was asked for.
    pub subject: SubjectName,
    /// The key that was asked for.
    pub key: SubjectPublicKeyInfoDer<'static>,
    /// The signed request: the content of an `.ehcsr`. After a lost answer the authority is asked by the
    /// identifier of the key before this is sent again.
    pub signed: Vec<u8>,
}

/// The first half: card, contract, key, request, legal signature, sending.
///
/// # Errors
/// Those of the card, the person, the authority, the key holder.
pub fn request<R: Reader, T: Transport>(
    holder: &mut dyn KeyHolder,
    card: &mut Card<R>,
    authority: &mut Authority<T>,
    contact: &ContactData,
    consent: Consent<'_>,
) -> Result<Waiting, BoxError> {
    let Consent { accept, pin } = consent;
    // Who is it? Only a card that holds under the anchors gives an identity.
    let contents = card.read(Files::all())?;
    let identity = contents.verify(&authority.citizen_anchors, UnixTime::now()).into_identity()?;
    let ssin = Ssin::parse(identity.national_number())?;
    let person = Person::new(ssin, identity.given_names(), identity.surname());
    let subject = SubjectName::person(person.ssin(), person.given_names(), person.surname())?;

    let operation = GenerateContract::for_person(contact.clone(), person.clone(), subject.clone());
    let contract = authority.ask(&Call::new(operation, header())?)?;
    contract.check(&person, &subject)?;
    if !accept(&contract) {
        return Err("the contract was not accepted".into());
    }

    // The key first, then the request that it signs.
    let key = holder.create(AUTHENTICATION)?;
    let prepared = CertificationRequest::prepare(contract.subject(), &key, SignatureScheme::for_key(&key)?)?;
    let csr = signed_by(holder, AUTHENTICATION, prepared)?;

    // The request around it is signed by the person, with legal effect.
    let operation = GenerateCertificate::new(EHealthCsr::new(contact.clone(), csr, contract))?;
    let signer = SignerChain::new(&identity.signature_chain()?, identity.scheme(CardKey::Signature)?);
    let prepared = Call::prepare(operation, header(), &signer)?;
    let tbs = prepared.to_be_signed();
    let digest = Digest::new(tbs.scheme().hash(), tbs.digest())?;
    let signature = card.sign_legally(&digest, PinSource::Ask(pin))?;
    let call = prepared.finish(signature.as_bytes())?;

    let receipt = authority.ask(&call)?;
    if receipt.key_identifier() != KeyIdentifier::of_spki(&key)? {
        return Err("the receipt is for another key".into());
    }
    Ok(Waiting { subject, key, signed: call.body().to_vec() })
}

/// The second half: certificate, encryption key, registration. `ra.not_yet` means: later.
///
/// # Errors
/// Those of the authority and of the key holder.
pub fn complete<T: Transport>(
    holder: &mut dyn KeyHolder,
    authority: &mut Authority<T>,
    waiting: &Waiting,
) -> Result<(), BoxError> {
    let call = Call::new(GetCertificate::new(KeyIdentifier::of_spki(&waiting.key)?), header())?;
    let reply = authority.ask(&call)?;
    // Ours, bit for bit, and under an anchor: nothing is kept before that.
    let expected = Expected { spki: &waiting.key, subject: &waiting.subject };
    let chain = issued::check(&reply, &expected, &authority.issuing_anchors, UnixTime::now())?;
    let leaf = chain.certificates().first().ok_or("no certificate")?;
    holder.keep(AUTHENTICATION, &chain.to_der())?;

    let encryption = holder.create(ENCRYPTION)?;
    let signer = SignerChain::new(&chain.to_der(), SignatureScheme::for_key(&waiting.key)?);
    let start = StartETKRegistration::new(&encryption);
    let challenge = authority.ask(&call_signed_by(holder, start, &signer)?)?;
    // What does not decrypt and what decrypts to something else is told alike.
    let plaintext = holder.decrypt(ENCRYPTION, challenge.ciphertext());
    let plaintext = plaintext.map_err(|_| ehealth_client::Error::ChallengeMismatch)?;
    let serial = challenge.serial_number(&plaintext)?;

    let certificate = EncryptionCertificate::prepare(leaf, &encryption, &serial)?;
    let certificate = signed_by(holder, AUTHENTICATION, certificate)?;
    holder.keep(ENCRYPTION, &[certificate.to_der().clone()])?;
    let complete = CompleteETKRegistration::new(certificate);
    authority.ask(&call_signed_by(holder, complete, &signer)?)?;
    Ok(())
}

impl<T: Transport> Authority<T> {
    fn ask<O: Operation>(&mut self, call: &Call<O>) -> Result<O::Response, ehealth_client::Error> {
        call.send(&mut self.transport, &self.endpoints, &Limits::new())
    }
}

/// Both phases: the holder is given the bytes, `finish` verifies what it gives back.
fn signed_by<D>(holder: &mut dyn KeyHolder, label: &str, prepared: Prepared<D>) -> Result<D, BoxError> {
    let signature = holder.sign(label, prepared.to_be_signed())?;
    Ok(prepared.finish(&signature)?)
}

fn call_signed_by<O: SignedOperation + Send + 'static>(
    holder: &mut dyn KeyHolder,
    operation: O,
    signer: &SignerChain,
) -> Result<Call<O>, BoxError> {
    signed_by(holder, AUTHENTICATION, Call::prepare(operation, header(), signer)?)
}

fn header() -> Header {
    Header::new(&mut rand::rng(), UnixTime::now())
}

#[cfg(test)]
mod tests;
