//! The jobs, done by ours.

use std::error::Error;

use beid_card::pin::{LastTry, UnknownTries};
use beid_card::{Card, CardKey, Digest, File, Files, Mode, Pin, PinPolicy, PinSource};
use beid_simulator::{CardHandle, DEFAULT_SEED, LogEntry, Persona, VirtualCard, VirtualReader};

use crate::Cost;

/// A row of card.md 14.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    Recognise,
    Person,
    PersonAndProof,
    Certificates,
    BasicKey,
    Sign,
    SignInReading,
    SecondSignature,
    SignLegally,
    SecondLegally,
    Challenge,
    Everything,
}

pub(crate) const JOBS: &[Job] = &[
    Job::Recognise,
    Job::Person,
    Job::PersonAndProof,
    Job::Certificates,
    Job::BasicKey,
    Job::Sign,
    Job::SignInReading,
    Job::SecondSignature,
    Job::SignLegally,
    Job::SecondLegally,
    Job::Challenge,
    Job::Everything,
];

impl Job {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Recognise => "recognise",
            Self::Person => "identity + address",
            Self::PersonAndProof => "identity + address + photo + register certificate + both signatures",
            Self::Certificates => "four certificates",
            Self::BasicKey => "basic key",
            Self::Sign => "sign, authentication key",
            Self::SignInReading => "sign, in the transaction that read the certificates",
            Self::SecondSignature => "second signature, authentication key, same batch",
            Self::SignLegally => "sign, signature key",
            Self::SecondLegally => "second signature, signature key, same batch",
            Self::Challenge => "card challenge",
            Self::Everything => "everything above once, one signature",
        }
    }
}

const CERTIFICATES: [File; 4] = [
    File::AuthenticationCertificate,
    File::SignatureCertificate,
    File::CitizenCaCertificate,
    File::RootCertificate,
];
const PROOF: [File; 5] = [
    File::Address,
    File::Photo,
    File::NationalRegisterCertificate,
    File::IdentitySignature,
    File::AddressSignature,
];

/// The person of a reference card.
pub(crate) fn persona(generation: &str) -> Persona {
    if generation == "1.8" { Persona::adult_ec() } else { Persona::adult_rsa() }
}

/// The reference card of card.md 14.5.
pub(crate) fn reference(generation: &str) -> VirtualCard {
    VirtualCard::new(&persona(generation), DEFAULT_SEED).with_reference_sizes()
}

fn sum<'a>(entries: impl Iterator<Item = &'a LogEntry>) -> Cost {
    entries.fold(Cost { commands: 0, bytes: Some((0, 0)) }, |cost, entry| Cost {
        commands: cost.commands + 1,
        bytes: cost.bytes.map(|(out, back)| (out + entry.sent, back + entry.received)),
    })
}

/// Tries query, comparison of the chip's number and LOG OFF are counted apart (card.md 9.3), that is: not.
fn is_apart(entry: &LogEntry) -> bool {
    match entry.name {
        "LOG OFF" | "GET CARD DATA" => true,
        "VERIFY" => entry.sent <= 5,
        _ => false,
    }
}

/// What the card has seen since the log was emptied.
fn seen(handle: &CardHandle) -> Cost {
    sum(handle.log().iter().filter(|entry| !is_apart(entry)))
}

fn pin() -> Result<PinSource<'static>, beid_card::Error> {
    Ok(PinSource::Entered(Pin::parse(Persona::PIN)?))
}

/// A card that was opened; nothing is counted yet.
fn open(card: VirtualCard) -> Result<(Card<VirtualReader>, CardHandle), beid_card::Error> {
    let handle = card.handle();
    let policy = PinPolicy::new(LastTry::Keep, UnknownTries::Accept);
    let card = Card::open(card.reader())?.with_pin_policy(policy);
    handle.clear_log();
    Ok((card, handle))
}

/// `None` where the generation does not know the job.
pub(crate) fn ours(generation: &str, job: Job) -> Result<Option<Cost>, Box<dyn Error>> {
    let ec = generation == "1.8";
    if !ec && matches!(job, Job::BasicKey | Job::Challenge) {
        return Ok(None);
    }
    let inside = reference(generation);
    if job == Job::Recognise {
        let handle = inside.handle();
        Card::open(inside.reader())?;
        return Ok(Some(sum(handle.log().iter())));
    }
    let (mut card, handle) = open(inside)?;
    let digest = |text: &[u8], card: &Card<VirtualReader>| {
        Digest::of(card.scheme(CardKey::Authentication).hash(), text)
    };
    let digests = [digest(b"a", &card), digest(b"b", &card)];
    // What stands on the card when a program signs: it has read the certificates.
    let prepare = |card: &mut Card<VirtualReader>| -> Result<(), beid_card::Error> {
        card.read(Files::of(&CERTIFICATES))?;
        handle.clear_log();
        Ok(())
    };
    match job {
        Job::Recognise => {}
        Job::Person => drop(card.read(Files::of(&[File::Address]))?),
        Job::PersonAndProof => drop(card.read(Files::of(&PROOF))?),
        Job::Certificates => {
            card.read(Files::identity())?;
            handle.clear_log();
            card.read(Files::of(&CERTIFICATES))?;
        }
        Job::BasicKey => {
            card.read(Files::identity())?;
            handle.clear_log();
            card.read(Files::of(&[File::BasicKey]))?;
        }
        Job::Sign | Job::SignLegally => {
            prepare(&mut card)?;
            let [first, _] = &digests;
            if job == Job::Sign {
                card.sign_authentication(first, pin()?)?;
            } else {
                card.sign_legally(first, pin()?)?;
            }
        }
        Job::SignInReading => {
            // The batch begins with the certificate of its key; the others are read in it.
            card.read(Files::of(&[File::AuthenticationCertificate]))?;
            let mut batch = card.authentication_batch(pin()?)?;
            batch.read(Files::of(&CERTIFICATES))?;
            handle.clear_log();
            let [first, _] = &digests;
            drop(batch.sign(first)?);
        }
        Job::SecondSignature | Job::SecondLegally => {
            prepare(&mut card)?;
            let legally = job == Job::SecondLegally;
            let batch = if legally { card.legal_batch(pin()?) } else { card.authentication_batch(pin()?) }?;
            let [first, second] = &digests;
            let (batch, _) = batch.sign(first)?;
            handle.clear_log();
            drop(batch.sign(second)?);
        }
        Job::Challenge => {
            card.read(Files::of(&[File::BasicKey]))?;
            handle.clear_log();
            // The key of the reference card's identity is another than the file's; only the exchange counts.
            drop(card.authenticate_chip(&[7; 32]));
        }
        Job::Everything => {
            let inside = reference(generation);
            let handle = inside.handle();
            let mut card = Card::open(inside.reader())?;
            card.read(Files::all())?;
            card.sign_authentication_with(&digests[..1], Mode::Usual, pin()?)?;
            if ec {
                card.authenticate_chip(&[7; 32])?;
            }
            let apart = |(place, entry): &(usize, &LogEntry)| *place > 1 && is_apart(entry);
            let log = handle.log();
            return Ok(Some(sum(log
                .iter()
                .enumerate()
                .filter(|entry| !apart(entry))
                .map(|(_, entry)| entry))));
        }
    }
    Ok(Some(seen(&handle)))
}
