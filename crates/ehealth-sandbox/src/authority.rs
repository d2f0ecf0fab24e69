//! The authority behind the server: from a request to its answer.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ehealth_csr::xmldsig::Policy;
use ehealth_pki::{BoxError, Certificate, KeyIdentifier, TrustAnchor};
use http::{Request, StatusCode};
use hyper::body::Bytes;
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use rustls_pki_types::UnixTime;

use crate::ca::{Authorities, Hierarchy, Urls};
use crate::clock::MovableClock;
use crate::confirm;
use crate::control::{self, Decision};
use crate::error::Error;
use crate::faults::{FaultKind, FaultScript};
use crate::http_face;
use crate::log::Log;
use crate::mail::{Mails, Notice};
use crate::operations;
use crate::options::{Issuing, Options};
use crate::refusal::{Code, Refusal};
use crate::server::{Answer, Handler};
use crate::state::{Revocation, State, Status, Waiting};
use crate::status;
use crate::store::Folder;
use crate::vary::Vary;
use crate::wire::operation::Service;
use crate::wire::types::RevocationReason;

/// Name of the file that holds the state.
const STATE: &str = "state.json";

/// Everything that outlives one request.
#[derive(Debug)]
pub(crate) struct Authority {
    pub(crate) options: Options,
    pub(crate) authorities: Authorities,
    pub(crate) urls: Urls,
    pub(crate) citizen_anchors: Vec<TrustAnchor>,
    pub(crate) issuing_anchors: Vec<TrustAnchor>,
    pub(crate) policy: Policy,
    folder: Option<Folder>,
    memory: Mutex<Memory>,
    log: Mutex<Log>,
    pub(crate) faults: FaultScript,
    pub(crate) vary: Vary,
    mails: Mutex<Mails>,
}

/// What requests change.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) state: State,
    pub(crate) rng: ChaCha20Rng,
}

impl Authority {
    pub(crate) fn new(
        options: Options,
        authorities: Authorities,
        urls: Urls,
        folder: Option<Folder>,
        state: State,
        rng: ChaCha20Rng,
    ) -> Result<Self, BoxError> {
        let anchor = |der: &[u8]| Certificate::from_der(der).map(|root| TrustAnchor::from_certificate(&root));
        let citizen_anchors =
            options.citizen_roots.iter().map(|root| anchor(root)).collect::<Result<Vec<_>, _>>()?;
        let issuing_anchors =
            authorities.hierarchies().map(|h| anchor(&h.root.certificate)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            authorities,
            urls,
            citizen_anchors,
            issuing_anchors,
            policy: options
                .refused_schemes
                .iter()
                .fold(Policy::default(), |policy, scheme| policy.without(*scheme)),
            folder,
            memory: Mutex::new(Memory { state, rng }),
            log: Mutex::default(),
            faults: FaultScript::new(options.faults.clone()),
            vary: Vary::new(&options),
            mails: Mutex::default(),
            options,
        })
    }

    /// The state that `folder` holds, or a new one; the start is counted in it.
    pub(crate) fn load_state(folder: Option<&Folder>) -> Result<State, Error> {
        let Some(folder) = folder else { return Ok(State::default()) };
        let mut state = folder.read::<State>(STATE)?.unwrap_or_default();
        if !state.is_known_version() {
            return Err(Error::State { path: folder.path(STATE), source: "of another version".into() });
        }
        state.starts = state.starts.saturating_add(1);
        folder.write(STATE, &state)?;
        Ok(state)
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.options.clock.now()
    }

    /// The hierarchy that issues now.
    pub(crate) fn issuing(&self) -> &Hierarchy {
        match (self.options.issuing, &self.authorities.rsa) {
            (Issuing::Rsa, Some(rsa)) => rsa,
            _ => &self.authorities.ec,
        }
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, on disk and in memory alike: all of it, before anything that rests on it is answered,
    /// or, when the act is refused or the disk fails, nothing.
    pub(crate) fn commit<T>(
        &self,
        memory: &mut Memory,
        act: impl FnOnce(&mut Memory) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let before = self.folder.is_some().then(|| memory.state.clone());
        let queued = memory.state.outbox.len();
        let outcome = act(memory).and_then(|value| self.save(&memory.state).map(|()| value));
        if outcome.is_err() {
            memory.state.outbox.truncate(queued);
            if let Some(before) = before {
                memory.state = before;
            }
        }
        let value = outcome?;
        let announces = memory.state.outbox.len() > queued;
        // an earlier notice that could not be sent is tried again, and is nothing to this client
        self.post(memory).or_else(|refusal| if announces { Err(refusal) } else { Ok(()) })?;
        Ok(value)
    }

    /// As [`commit`](Self::commit), for those who do not hold the memory yet.
    pub(crate) fn change<T>(
        &self,
        act: impl FnOnce(&mut Memory) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.commit(&mut self.memory(), act)
    }

    fn save(&self, state: &State) -> Result<(), Refusal> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let mut state = state.clone();
        state.clock_offset = self.options.clock.offset().unwrap_or_default();
        folder.write(STATE, &state).map_err(|error| {
            Refusal::new(Code::InternalError, "The state cannot be kept").with("reason", error.to_string())
        })
    }

    /// Moves the clock; one that was moved is still moved after the next start, or is not moved at all.
    pub(crate) fn move_clock(&self, by: impl FnOnce(&MovableClock)) -> Result<(), Refusal> {
        let memory = self.memory();
        let clock = &self.options.clock;
        let before = clock.reading();
        by(clock);
        self.save(&memory.state).inspect_err(|_| clock.restore(before))
    }

    /// Decides about a request.
    pub(crate) fn decide(&self, key: KeyIdentifier, decision: Decision) -> Result<(), Refusal> {
        let now = self.now();
        let unknown = || Refusal::new(Code::CertNotFound, "There is no request that this can be done to");
        self.change(|memory| {
            let record = memory.state.record_mut(key).ok_or_else(unknown)?;
            match (decision, record.status(now)) {
                (Decision::Approve, Status::InProgress) => {
                    if record.due.replace(now.as_secs()).is_none() {
                        memory.state.notify(key, Notice::Accepted);
                    }
                }
                (Decision::Refuse, Status::InProgress) => record.refused = true,
                (Decision::Revoke, Status::ValidActive) => {
                    let reason = RevocationReason::CessationOfOperation;
                    record.revoked = Some(Revocation { at: now.as_secs(), reason });
                }
                _ => return Err(unknown()),
            }
            operations::issue_due(self, memory, now)
        })
    }

    /// Sends the notices that wait; what cannot be sent waits on, over a restart too.
    fn post(&self, memory: &mut Memory) -> Result<(), Refusal> {
        if memory.state.outbox.is_empty() {
            return Ok(());
        }
        let mut mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.now();
        while let Some(Waiting { key, notice }) = memory.state.outbox.first().copied() {
            if let Some(record) = memory.state.record(key) {
                mails.send(self.folder.as_ref(), record, notice, now).map_err(operations::internal)?;
            }
            memory.state.outbox.remove(0);
        }
        // where this is not kept, the same notices are written once more, each in its own place
        let _ = self.save(&memory.state);
        Ok(())
    }

    /// The last notices, oldest first.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).to_vec()
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An identifier that was not used before: `_` and 32 hexadecimal digits.
    pub(crate) fn fresh_id(&self) -> String {
        let mut bytes = [0u8; 16];
        self.memory().rng.fill_bytes(&mut bytes);
        format!("_{}", crate::text::hex(&bytes))
    }
}

impl Handler for Authority {
    fn answer(&self, request: &Request<Bytes>) -> Answer {
        let path = request.uri().path();
        if let Some(service) = Service::of_path(path) {
            return self.answer_soap(service, request);
        }
        if let Some(token) = path.strip_prefix("/confirm/") {
            return confirm::answer(self, request, token).into();
        }
        if let Some(control) = path.strip_prefix("/control") {
            return control::answer(self, request, control).into();
        }
        self.answer_plain(request)
    }

    fn answer_plain(&self, request: &Request<Bytes>) -> Answer {
        status::answer(self, request, request.uri().path())
            .unwrap_or_else(|| http_face::empty(StatusCode::NOT_FOUND, self.now()))
            .into()
    }

    fn tls_fault(&self) -> Option<FaultKind> {
        self.faults.take_tls()
    }
}
