//! What the server and the procedure share.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use ehealth_examples_common::{Language, World};
use rustls_pki_types::UnixTime;

use crate::Clock;
use crate::card::Cards;
use crate::server::Presence;
use crate::state::Shared;
use crate::token::{Secret, Tokens};

/// One run of the wizard.
pub(crate) struct App {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// What the `Host` of every request has to be.
    pub(crate) host: String,
    /// The cookie's value.
    pub(crate) cookie: Secret,
    /// First part of every path below which the cookie is sent. Cookies know no ports: without this, the browser
    /// would show ours to whoever serves on another port of the same machine.
    pub(crate) place: Secret,
    /// The token of the forms.
    pub(crate) csrf: Secret,
    /// Proves to another start of the program that this is the wizard of the same user.
    pub(crate) again: Secret,
    /// Tokens that open the page.
    pub(crate) tokens: Mutex<Tokens>,
    /// Which authority, which folder, which anchors.
    pub(crate) world: Arc<World>,
    /// Screen, answers, progress.
    pub(crate) shared: Arc<Shared>,
    /// Where cards come from.
    pub(crate) cards: Arc<Mutex<Box<dyn Cards>>>,
    /// What time it is.
    pub(crate) clock: Clock,
    /// When somebody was last here.
    pub(crate) presence: Presence,
}

impl App {
    /// A run that listens at `address`.
    pub(crate) fn new(
        address: SocketAddr,
        world: World,
        language: Language,
        cards: Box<dyn Cards>,
        clock: Clock,
    ) -> Self {
        Self {
            address,
            host: address.to_string(),
            cookie: Secret::new(),
            place: Secret::new(),
            csrf: Secret::new(),
            again: Secret::new(),
            tokens: Mutex::new(Tokens::default()),
            world: Arc::new(world),
            shared: Arc::new(Shared::new(language)),
            cards: Arc::new(Mutex::new(cards)),
            clock,
            presence: Presence::new(),
        }
    }

    /// What the `Origin` of every form has to be.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.host)
    }

    /// An address that opens the page once.
    pub(crate) fn door(&self) -> String {
        format!("{}/?token={}", self.origin(), self.issue().expose())
    }

    /// A token that opens the page once.
    pub(crate) fn issue(&self) -> Secret {
        self.tokens.lock().unwrap_or_else(std::sync::PoisonError::into_inner).issue()
    }

    /// The time.
    pub(crate) fn now(&self) -> UnixTime {
        (self.clock)()
    }

    /// Path of the current screen.
    pub(crate) fn home(&self) -> String {
        format!("/{}/", self.place.expose())
    }
}
