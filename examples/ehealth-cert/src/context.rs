//! What every command has: words, terminal, secrets, and where the flags say it lives.

use ehealth_pki::Environment;

use crate::config::Config;
use crate::failure::Failure;
use crate::flags::{Global, World as WorldFlag};
use crate::output::say;
use crate::prompt::{Stop, Terminal};
use crate::readers::Waiting;
use crate::secrets::Secrets;
use crate::words::Words;
use crate::world::World;

/// A command's surroundings.
pub(crate) struct Context {
    /// The texts.
    pub(crate) words: Words,
    /// The person, if there is one.
    pub(crate) terminal: Terminal,
    /// PIN and passwords.
    pub(crate) secrets: Secrets,
    /// How much to say.
    pub(crate) verbose: u8,
    global: Global,
}

impl Context {
    /// After the flags were found to fit together.
    ///
    /// # Errors
    /// `usage`.
    pub(crate) fn new(global: Global, words: Words) -> Result<Self, Failure> {
        crate::world::environment_of(&global)?;
        let terminal = Terminal::detect(global.non_interactive, global.plain, words.language());
        let secrets = Secrets::new(&global);
        Ok(Self { words, terminal, secrets, verbose: global.verbose, global })
    }

    /// The world that the flags and the configuration name.
    ///
    /// # Errors
    /// `usage`.
    pub(crate) fn world(&self) -> Result<World, Failure> {
        let world = World::settle(&self.global, &Config::load()?)?;
        match world.environment {
            Environment::Acceptance => say(&self.words.plain("world-acceptance")),
            Environment::Sandbox => say(&self.words.plain("world-sandbox")),
            _ => {}
        }
        Ok(world)
    }

    /// Whether the result is one JSON document.
    pub(crate) fn json(&self) -> bool {
        self.global.json
    }

    /// The program's name and the flags that lead back into this world, for a person to copy.
    pub(crate) fn program(&self) -> String {
        match (&self.global.sandbox, self.global.environment) {
            (Some(descriptor), _) => format!("ehealth-cert --sandbox \"{}\"", descriptor.display()),
            (None, Some(WorldFlag::Acceptance)) => "ehealth-cert --environment acceptance".to_owned(),
            _ => "ehealth-cert".to_owned(),
        }
    }

    /// Waits for a card as the terminal does: `does` is given how.
    pub(crate) fn waiting<T>(&self, does: impl FnOnce(&Waiting<'_>) -> T) -> T {
        let tell = |code: &'static str| {
            say(&match code {
                "card.absent" => self.words.plain("card-insert"),
                code => Failure::new(code).remedy(&self.words),
            });
        };
        let stopped = crate::interrupt::raised;
        does(&Waiting { attended: self.terminal.is_interactive(), tell: &tell, stopped: &stopped })
    }

    /// A question without an answer, as a failure; `flag` would have given it.
    pub(crate) fn stopped(stop: &Stop, flag: &str) -> Failure {
        match stop {
            Stop::Nobody => Failure::answer_missing(flag),
            Stop::Cancelled | Stop::Interrupted => Failure::interrupted(),
        }
    }
}
