//! What the authority remembers, in memory and on disk.

use ehealth_pki::{Certificate, KeyIdentifier};
use rustls_pki_types::UnixTime;
use serde::{Deserialize, Serialize};

use crate::dn::Subject;
use crate::mail::Notice;
use crate::refusal::Refusal;
use crate::text;
use crate::wire::types::{CertificateIdentifier, ContactData, RevocationReason};

/// The only version of [`State`] so far.
const VERSION: u32 = 1;

/// Length of the period before the end in which a certificate can be replaced (ra.md 10: about 90 days).
const REPLACEMENT_SECONDS: u64 = 90 * 86_400;

/// How many contracts of each kind are remembered: a client signs the one that it asked for last.
const MAX_CONTRACTS: usize = 1_000;

/// The number before the first request's.
const FIRST_NUMBER: u64 = 100_000;

/// Everything but the keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    version: u32,
    /// Seconds that the clock was ahead of the system's when the state was written.
    pub(crate) clock_offset: i64,
    /// How often a sandbox was started on this state.
    pub(crate) starts: u64,
    pub(crate) contracts: Vec<KnownContract>,
    pub(crate) revocation_contracts: Vec<KnownRevocation>,
    pub(crate) records: Vec<Record>,
    pub(crate) seen: Vec<Seen>,
    /// The number of the last request.
    #[serde(default)]
    pub(crate) last_number: u64,
    /// Notices that leave once the state that they tell of is kept.
    #[serde(default)]
    pub(crate) outbox: Vec<Waiting>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: VERSION,
            clock_offset: 0,
            starts: 0,
            contracts: Vec::new(),
            revocation_contracts: Vec::new(),
            records: Vec::new(),
            seen: Vec::new(),
            last_number: FIRST_NUMBER,
            outbox: Vec::new(),
        }
    }
}

/// A notice about the request with this key.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Waiting {
    #[serde(with = "as_hex")]
    pub(crate) key: KeyIdentifier,
    pub(crate) notice: Notice,
}

/// A contract that was handed out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KnownContract {
    /// SHA-256 of signer and texts, hexadecimal.
    pub(crate) digest: String,
    pub(crate) dn: String,
    pub(crate) identifier: CertificateIdentifier,
    /// Seconds since 1970.
    pub(crate) issued: u64,
}

/// A contract of revocation that was handed out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KnownRevocation {
    /// SHA-256 of signer and texts, hexadecimal.
    pub(crate) digest: String,
    #[serde(with = "as_hex")]
    pub(crate) key: KeyIdentifier,
    pub(crate) reason: RevocationReason,
    /// Seconds since 1970.
    pub(crate) issued: u64,
}

/// The `Id` of a signed request that was accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) id: String,
    /// Seconds since 1970 from which on the request is too old anyway.
    pub(crate) until: u64,
}

/// A request, and what became of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    #[serde(with = "as_hex")]
    pub(crate) key: KeyIdentifier,
    /// What e-mails and version 1 call the request by.
    #[serde(default)]
    pub(crate) number: u64,
    #[serde(with = "as_base64")]
    pub(crate) spki: Vec<u8>,
    pub(crate) identifier: CertificateIdentifier,
    /// Number of the person who signed.
    pub(crate) signer: String,
    pub(crate) contact: ContactData,
    pub(crate) base_services: Vec<String>,
    /// Seconds since 1970.
    pub(crate) requested: u64,
    /// Whether nobody has to look at it.
    pub(crate) automatic: bool,
    /// Seconds since 1970 from which on it is approved; none: somebody decides.
    pub(crate) due: Option<u64>,
    pub(crate) refused: bool,
    pub(crate) issued: Option<Issued>,
    pub(crate) revoked: Option<Revocation>,
    /// A request without identity card, which its owner has to confirm elsewhere (ra.md 4.7).
    pub(crate) foreigner: Option<Confirmation>,
    #[serde(with = "as_optional_hex")]
    pub(crate) replaces: Option<KeyIdentifier>,
    pub(crate) challenge: Option<PendingChallenge>,
    pub(crate) token: Option<Token>,
}

/// A certificate that was issued.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Issued {
    #[serde(with = "as_base64")]
    pub(crate) certificate: Vec<u8>,
    /// The certificate of the CA that signed it.
    #[serde(with = "as_base64")]
    pub(crate) issuer: Vec<u8>,
    /// Seconds since 1970.
    #[serde(default)]
    pub(crate) not_before: u64,
    /// Seconds since 1970.
    pub(crate) not_after: u64,
}

/// That a certificate was revoked.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Revocation {
    /// Seconds since 1970.
    pub(crate) at: u64,
    pub(crate) reason: RevocationReason,
}

/// How a request without identity card is confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Confirmation {
    /// The secret part of the address.
    pub(crate) token: String,
    /// Seconds since 1970.
    pub(crate) expires: u64,
    pub(crate) confirmed: bool,
}

/// A challenge that waits for its answer (ra.md 5.4).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PendingChallenge {
    #[serde(with = "as_base64")]
    pub(crate) spki: Vec<u8>,
    #[serde(with = "as_base64")]
    pub(crate) serial: Vec<u8>,
}

/// A registered token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Token {
    #[serde(with = "as_base64")]
    pub(crate) etk: Vec<u8>,
    pub(crate) state: TokenState,
}

/// Whether senders find a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TokenState {
    /// A replacement that its owner has not activated.
    Waiting,
    Active,
    /// Another one was activated in its place.
    Replaced,
}

/// `AuthenticationCertificateStatus` (ra.md 4.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    InProgress,
    ValidActive,
    Refused,
    Revoked,
    Expired,
}

impl Status {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::ValidActive => "VALID_ACTIVE",
            Self::Refused => "REFUSED",
            Self::Revoked => "REVOKED",
            Self::Expired => "EXPIRED",
        }
    }
}

impl Record {
    pub(crate) fn status(&self, now: UnixTime) -> Status {
        match &self.issued {
            _ if self.revoked.is_some() => Status::Revoked,
            _ if self.refused => Status::Refused,
            None => Status::InProgress,
            Some(issued) if issued.not_after < now.as_secs() => Status::Expired,
            Some(_) => Status::ValidActive,
        }
    }

    /// `ETKStatus`.
    pub(crate) fn etk_status(&self, now: UnixTime) -> &'static str {
        match (self.status(now), &self.token) {
            (_, None) if self.challenge.is_some() => "IN_REQUEST",
            (_, None) => "NOT_REQUESTED",
            (Status::Revoked, Some(_)) => "REVOKED",
            (Status::Expired, Some(_)) => "EXPIRED",
            (_, Some(token)) => match token.state {
                TokenState::Waiting => "WAIT_FOR_ACTIVATION",
                TokenState::Active => "VALID_ACTIVE",
                TokenState::Replaced => "REVOKED",
            },
        }
    }

    /// From when on the certificate may be replaced.
    pub(crate) fn replacement_start(&self) -> Option<u64> {
        self.issued.as_ref().map(|issued| issued.not_after.saturating_sub(REPLACEMENT_SECONDS))
    }

    /// Whether it may be replaced now.
    pub(crate) fn in_replacement_period(&self, now: UnixTime) -> bool {
        self.status(now) == Status::ValidActive
            && self.replacement_start().is_some_and(|start| start <= now.as_secs())
    }

    /// Whether the certificate is for the same owner and application.
    pub(crate) fn is_for(&self, identifier: &CertificateIdentifier) -> bool {
        let own = &self.identifier;
        own.actor.id.id_type.eq_ignore_ascii_case(&identifier.actor.id.id_type)
            && own.actor.id.value == identifier.actor.id.value
            && own.application_id.as_deref().map(crate::dn::fold)
                == identifier.application_id.as_deref().map(crate::dn::fold)
    }

    /// Whether senders find its token.
    pub(crate) fn has_active_token(&self) -> bool {
        self.token.as_ref().is_some_and(|token| token.state == TokenState::Active)
    }

    /// Since when its certificate is to be issued, in seconds since 1970; none when it is not, or already was.
    pub(crate) fn due_by(&self, now: UnixTime) -> Option<u64> {
        let waits = self.issued.is_none() && !self.refused && self.revoked.is_none();
        self.due.filter(|due| waits && *due <= now.as_secs())
    }

    /// Whether its time to be confirmed is over.
    fn has_lapsed(&self, now: UnixTime) -> bool {
        let lapsed =
            |confirmation: &Confirmation| !confirmation.confirmed && confirmation.expires < now.as_secs();
        self.foreigner.as_ref().is_some_and(lapsed)
    }

    /// Whether its owner still has to confirm it.
    pub(crate) fn awaits_confirmation(&self) -> bool {
        self.foreigner.as_ref().is_some_and(|confirmation| !confirmation.confirmed)
    }

    /// The name its certificate is made out to.
    pub(crate) fn subject(&self) -> Subject {
        match &self.foreigner {
            Some(_) => Subject::of_foreigner(&self.identifier),
            None => Subject::of(&self.identifier),
        }
    }

    /// The certificate, parsed.
    pub(crate) fn certificate(&self) -> Option<Certificate> {
        Certificate::from_der(&self.issued.as_ref()?.certificate).ok()
    }
}

impl State {
    /// Forgets what nobody can go on with: old contracts, requests that were not confirmed in time.
    pub(crate) fn forget_outdated(&mut self, now: UnixTime, contract_seconds: u64) {
        let seconds = now.as_secs();
        self.contracts.retain(|known| seconds.saturating_sub(known.issued) <= contract_seconds);
        self.revocation_contracts.retain(|known| seconds.saturating_sub(known.issued) <= contract_seconds);
        self.records.retain(|record| !record.has_lapsed(now));
    }

    /// Remembers a contract that is handed out.
    pub(crate) fn hand_out(&mut self, contract: KnownContract) {
        keep_last(&mut self.contracts, contract);
    }

    /// As [`hand_out`](Self::hand_out), for revocation.
    pub(crate) fn hand_out_revocation(&mut self, contract: KnownRevocation) {
        keep_last(&mut self.revocation_contracts, contract);
    }

    /// Whether nothing is to be issued or forgotten by now.
    pub(crate) fn is_settled(&self, now: UnixTime) -> bool {
        !self.records.iter().any(|record| record.due_by(now).is_some() || record.has_lapsed(now))
    }

    /// Remembers a signed request by its `Id` until it is too old anyway, so that it does what it does once.
    pub(crate) fn see(&mut self, id: &str, until: u64, now: UnixTime) -> Result<(), Refusal> {
        self.seen.retain(|seen| seen.until >= now.as_secs());
        crate::rules::timing::is_new(id, &self.seen)?;
        self.seen.push(Seen { id: id.to_owned(), until });
        Ok(())
    }

    /// A notice to the owner of a request, written when the change that it belongs to is kept.
    pub(crate) fn notify(&mut self, key: KeyIdentifier, notice: Notice) {
        self.outbox.push(Waiting { key, notice });
    }

    /// A number that no request had before.
    pub(crate) const fn next_number(&mut self) -> u64 {
        self.last_number = self.last_number.saturating_add(1);
        self.last_number
    }

    pub(crate) fn record(&self, key: KeyIdentifier) -> Option<&Record> {
        self.records.iter().find(|record| record.key == key)
    }

    pub(crate) fn record_mut(&mut self, key: KeyIdentifier) -> Option<&mut Record> {
        self.records.iter_mut().find(|record| record.key == key)
    }

    /// Whether this version can go on with it.
    pub(crate) const fn is_known_version(&self) -> bool {
        self.version == VERSION
    }
}

/// Adds a contract; the oldest goes when there are too many.
fn keep_last<T>(contracts: &mut Vec<T>, contract: T) {
    contracts.push(contract);
    let too_many = contracts.len().saturating_sub(MAX_CONTRACTS);
    contracts.drain(..too_many);
}

mod as_base64 {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::text::base64(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        super::text::from_base64(&text).ok_or_else(|| D::Error::custom("not base64"))
    }
}

mod as_hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::KeyIdentifier;

    pub(super) fn serialize<S: Serializer>(key: &KeyIdentifier, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(key)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<KeyIdentifier, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

mod as_optional_hex {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::KeyIdentifier;

    pub(super) fn serialize<S: Serializer>(
        key: &Option<KeyIdentifier>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        key.map(|key| key.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<KeyIdentifier>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}
