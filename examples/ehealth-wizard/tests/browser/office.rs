//! A sandbox, a virtual card, a wizard and a browser.

use std::path::{Path, PathBuf};
use std::time::Duration;

use beid_simulator::{CardHandle, DEFAULT_SEED, Persona, VirtualCard};
use clap::Parser;
use ehealth_examples_common::config::Config;
use ehealth_examples_common::flags::Global;
use ehealth_examples_common::{Language, Words, World};
use ehealth_sandbox::{MovableClock, Sandbox};
use ehealth_wizard::card::Virtual;
use ehealth_wizard::{Options, Started, Wizard};

use crate::webdriver::{Browser, Driver, Settings};

/// The password of the keystores.
pub const PASSWORD: &str = "correct7horse";
/// The PIN of every persona.
pub const PIN: &str = "1234";

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    global: Global,
}

/// Everything that a journey needs.
pub struct Office {
    pub driver: Driver,
    pub sandbox: Sandbox,
    pub clock: MovableClock,
    pub wizard: Wizard,
    pub card: CardHandle,
    pub folder: tempfile::TempDir,
    pub words: Words,
    language: Language,
}

/// What differs from one journey to another.
pub struct Plan {
    pub persona: Persona,
    pub language: Language,
    pub approve_after: Duration,
}

impl Default for Plan {
    fn default() -> Self {
        Self { persona: Persona::adult_ec(), language: Language::French, approve_after: Duration::ZERO }
    }
}

impl Office {
    /// `None`, loudly, where there is no Chromium.
    pub fn open(plan: Plan) -> Option<Self> {
        let Some(driver) = Driver::start() else {
            println!(
                "ABSENT peer: chromedriver (Chromium drives the wizard; package chromium chromium-driver)"
            );
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let clock = MovableClock::system();
        let sandbox = sandbox(&clock, plan.approve_after, folder.path());
        let world = world(folder.path());
        let virtual_card = Virtual::new(VirtualCard::new(&plan.persona, DEFAULT_SEED));
        let card = virtual_card.handle();
        let wizard = start(world, plan.language, Some(virtual_card), folder.path());
        let words = Words::with(plan.language, &[ehealth_wizard::catalogue(plan.language)]);
        Some(Self { driver, sandbox, clock, wizard, card, folder, words, language: plan.language })
    }

    /// A browser that has come through the door.
    pub fn browser(&self, settings: Settings) -> Browser {
        let browser = self.driver.browser(settings);
        browser.goto(&self.wizard.door());
        browser.expect(&self.t("wizard-welcome"));
        browser
    }

    /// A text of the page.
    pub fn t(&self, key: &str) -> String {
        self.words.plain(key)
    }

    pub fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// Folder of the keystores.
    pub fn keystores(&self) -> PathBuf {
        self.folder.path().join("keystores")
    }

    /// Files of the folder with this ending, in order.
    pub fn files(&self, ending: &str) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.keystores()) else { return Vec::new() };
        let mut files: Vec<_> = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_string_lossy().ends_with(ending))
            .collect();
        files.sort();
        files
    }
}

fn sandbox(clock: &MovableClock, approve_after: Duration, folder: &Path) -> Sandbox {
    let roots = beid_simulator::test_roots(DEFAULT_SEED).into_iter().map(Into::into).collect();
    let options = ehealth_sandbox::Options {
        citizen_roots: roots,
        approve_after,
        clock: clock.clone(),
        seed: Some(7),
        ..ehealth_sandbox::Options::default()
    };
    let sandbox = Sandbox::start(options).unwrap();
    let descriptor = serde_json::to_vec(sandbox.descriptor()).unwrap();
    std::fs::write(folder.join("sandbox.json"), descriptor).unwrap();
    sandbox
}

/// The world of the sandbox whose descriptor lies in `folder`, settled as the programs do.
pub fn world(folder: &Path) -> World {
    let line = [
        "x".into(),
        "--sandbox".into(),
        folder.join("sandbox.json").into_os_string(),
        "--keystore-dir".into(),
        folder.join("keystores").into_os_string(),
        "--card".into(),
        "virtual:adult-ec".into(),
    ];
    World::settle(&Flags::parse_from(line).global, &Config::default()).unwrap()
}

pub fn start(world: World, language: Language, card: Option<Virtual>, folder: &Path) -> Wizard {
    let mut options = Options::new(world, language);
    options.runtime = Some(folder.join("runtime"));
    options.cards = card.map(|card| Box::new(card) as _);
    match ehealth_wizard::start(options).unwrap() {
        Started::Here(wizard) => wizard,
        Started::Already { .. } => panic!("another wizard runs in this folder"),
    }
}
