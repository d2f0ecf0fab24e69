//! Which world a command lives in: environment, folder, trust, card. Real and invented worlds never meet
//! (product.md, "Global flags" and "Virtual cards"); every rule of that stands here.

mod anchors;
mod descriptor;
pub mod folder;

use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Endpoints, TransportError};
use ehealth_enrollment::Settings;
use ehealth_pki::{Environment, TrustAnchor};

use crate::config::Config;
use crate::failure::Failure;
use crate::flags::{CardFlag, Global, World as WorldFlag};
use crate::transport::Interruptible;

pub use anchors::certificates_in;
pub use descriptor::Descriptor;
pub use folder::Folders;

/// Where the card is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardPlace {
    /// In a reader of the system, perhaps a named one.
    Pcsc(Option<String>),
    /// In this process: the name of a persona. Only in the sandbox.
    Virtual(String),
}

/// The world, settled before a card, keystore or server is touched.
#[derive(Debug)]
pub struct World {
    /// Which one.
    pub environment: Environment,
    /// The authority's addresses.
    pub endpoints: Endpoints,
    /// CA certificates (PEM) that alone vouch for the server; none: those of the system.
    pub tls_ca: Option<String>,
    /// Roots of the cards that may sign here.
    pub citizen: Vec<TrustAnchor>,
    /// Roots of issued certificates.
    pub issuing: Vec<TrustAnchor>,
    /// Keystores.
    pub folders: Folders,
    /// The card.
    pub card: CardPlace,
}

/// The rules that need nothing but the flags.
///
/// # Errors
/// `usage` for every combination that would mix worlds.
pub fn environment_of(global: &Global) -> Result<Environment, Failure> {
    let environment = match (global.environment, &global.sandbox) {
        (None | Some(WorldFlag::Sandbox), Some(_)) => Environment::Sandbox,
        (Some(WorldFlag::Sandbox), None) => {
            return Err(Failure::usage(
                "--environment sandbox needs --sandbox FILE, the descriptor of a running sandbox",
            ));
        }
        (Some(_), Some(_)) => {
            return Err(Failure::usage("--sandbox does not go together with another --environment"));
        }
        (None | Some(WorldFlag::Production), None) => Environment::Production,
        (Some(WorldFlag::Acceptance), None) => Environment::Acceptance,
    };
    if let CardFlag::Virtual(persona) = &global.card {
        if environment != Environment::Sandbox {
            return Err(Failure::usage("--card virtual:… is accepted with --sandbox only"));
        }
        if global.reader.is_some() {
            return Err(Failure::usage("--reader does not go together with --card virtual:…"));
        }
        if beid_simulator::Persona::by_name(persona).is_none() {
            let known = beid_simulator::Persona::names().join(", ");
            return Err(Failure::usage(format!("--card: unknown persona; known are {known}")));
        }
    }
    Ok(environment)
}

impl World {
    /// Settles the world from flags, configuration and, in the sandbox, its descriptor.
    ///
    /// # Errors
    /// `usage`: a forbidden combination, a malformed file.
    pub fn settle(global: &Global, config: &Config) -> Result<Self, Failure> {
        let environment = environment_of(global)?;
        let folders = Folders::choose(global.keystore_dir.as_deref(), environment, config)?;
        let configured = match environment {
            Environment::Production => &config.production,
            Environment::Acceptance => &config.acceptance,
            _ => &config.sandbox,
        };
        let descriptor = global.sandbox.as_deref().map(Descriptor::read).transpose()?;
        let mut issuing = ehealth_pki::anchor::issuing(environment);
        issuing.extend(anchors::issuing(&configured.issuing_anchors, "issuing-anchors", environment)?);
        issuing.extend(anchors::issuing(&global.issuing_anchor, "--issuing-anchor", environment)?);
        let mut citizen = ehealth_pki::anchor::citizen(environment);
        let endpoints = match &descriptor {
            Some(descriptor) => {
                issuing.extend(anchors::of_pem(&descriptor.issuing_anchors)?);
                citizen.extend(
                    anchors::of_pem(&descriptor.citizen_roots)?.into_iter().filter(anchors::is_invented),
                );
                descriptor.endpoints()?
            }
            None if environment == Environment::Acceptance => Endpoints::acceptance(),
            None => Endpoints::production(),
        };
        Ok(Self {
            environment,
            endpoints,
            tls_ca: descriptor.map(|descriptor| descriptor.tls_ca),
            citizen,
            issuing,
            folders,
            card: match &global.card {
                CardFlag::Pcsc => CardPlace::Pcsc(global.reader.clone()),
                CardFlag::Virtual(persona) => CardPlace::Virtual(persona.clone()),
            },
        })
    }

    /// Settings of a procedure in this world.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let folder = self.folders.keystores.clone();
        let mut settings = Settings::new(self.environment, self.endpoints.clone(), folder);
        settings.citizen_anchors.clone_from(&self.citizen);
        settings.issuing_anchors.clone_from(&self.issuing);
        settings.policy = password_policy::Profile::ehealth();
        settings
    }

    /// A connection to this world's authority: in the sandbox only its own CA vouches for the server. It lets go when
    /// the program is stopped.
    ///
    /// # Errors
    /// As [`HttpsTransport::system`].
    pub fn transport(&self) -> Result<Interruptible, TransportError> {
        let transport = match &self.tls_ca {
            Some(pem) => HttpsTransport::only_roots_pem(pem.as_bytes()),
            None => HttpsTransport::system(),
        };
        transport.map(Interruptible::new)
    }

    /// The hosts that the authority answers at, for people.
    pub fn hosts(&self) -> String {
        self.endpoints.hosts().join(", ")
    }

    /// Whether this is a sandbox.
    pub fn is_sandbox(&self) -> bool {
        self.environment == Environment::Sandbox
    }
}

#[cfg(test)]
mod tests;
