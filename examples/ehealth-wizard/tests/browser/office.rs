//! A sandbox, a virtual card, a wizard and a browser.

use std::path::{Path, PathBuf};
use std::time::Duration;

use beid_card::transport::Reader;
use beid_simulator::{CardHandle, DEFAULT_SEED, PadEntry, Persona, VirtualCard};
use clap::Parser;
use ehealth_examples_common::config::Config;
use ehealth_examples_common::flags::Global;
use ehealth_examples_common::{Language, Words, World};
use ehealth_sandbox::{MovableClock, Sandbox};
use ehealth_wizard::card::{Cards, Virtual};
use ehealth_wizard::{Options, Started, Wizard};

use crate::webdriver::{Browser, Driver, Settings};

/// The password of the keystores.
pub(crate) const PASSWORD: &str = "correct7horse";
/// The PIN of every persona.
pub(crate) const PIN: &str = "1234";

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    global: Global,
}

/// Everything that a journey needs.
pub(crate) struct Office {
    pub(crate) driver: Driver,
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: MovableClock,
    pub(crate) wizard: Wizard,
    pub(crate) card: CardHandle,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) words: Words,
    language: Language,
}

/// What differs from one journey to another.
pub(crate) struct Plan {
    pub(crate) persona: Persona,
    pub(crate) language: Language,
    pub(crate) approve_after: Duration,
    /// The reader has a keypad.
    pub(crate) pad: bool,
}

/// A reader with a keypad, on which the right PIN is entered at once.
struct Keypad(Persona);

impl Cards for Keypad {
    fn probe(&mut self) -> Result<(), beid_card::Error> {
        Ok(())
    }

    fn reader(&mut self) -> Result<Box<dyn Reader>, beid_card::Error> {
        let entries = vec![PadEntry::Pin(PIN.to_owned()); 8];
        Ok(Box::new(VirtualCard::new(&self.0, DEFAULT_SEED).with_pin_pad(entries).reader()))
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            persona: Persona::adult_ec(),
            language: Language::French,
            approve_after: Duration::ZERO,
            pad: false,
        }
    }
}

impl Office {
    /// `None`, loudly, where there is no Chromium.
    pub(crate) fn open(plan: Plan) -> Option<Self> {
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
        let cards: Box<dyn Cards> =
            if plan.pad { Box::new(Keypad(plan.persona)) } else { Box::new(virtual_card) };
        let wizard = start(world, plan.language, cards, &clock, folder.path());
        let words = Words::with(plan.language, &[ehealth_wizard::catalogue(plan.language)]);
        Some(Self { driver, sandbox, clock, wizard, card, folder, words, language: plan.language })
    }

    /// A browser that has come through the door.
    pub(crate) fn browser(&self, settings: Settings) -> Browser {
        let browser = self.driver.browser(settings);
        browser.goto(&self.wizard.door());
        browser.expect(&self.t("wizard-welcome"));
        browser
    }

    /// A text of the page.
    pub(crate) fn t(&self, key: &str) -> String {
        self.words.plain(key)
    }

    /// Goes to where a certificate may be renewed, three months before its end.
    pub(crate) fn renewable(&self) {
        self.clock.advance(Duration::from_secs(1050 * 24 * 60 * 60));
    }

    /// What a second start of the program opens.
    pub(crate) fn again(&self) -> String {
        let mut options = Options::new(world(self.folder.path()), self.language);
        options.runtime = Some(self.folder.path().join("runtime"));
        match ehealth_wizard::start(options).unwrap() {
            Started::Already { address, .. } => address,
            Started::Here(_) => panic!("a second wizard"),
        }
    }

    /// Folder of the keystores.
    pub(crate) fn keystores(&self) -> PathBuf {
        self.folder.path().join("keystores")
    }

    /// Files of the folder with this ending, in order.
    pub(crate) fn files(&self, ending: &str) -> Vec<PathBuf> {
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
pub(crate) fn world(folder: &Path) -> World {
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

pub(crate) fn start(
    world: World,
    language: Language,
    cards: Box<dyn Cards>,
    clock: &MovableClock,
    folder: &Path,
) -> Wizard {
    let mut options = Options::new(world, language);
    let clock = clock.clone();
    options.clock = std::sync::Arc::new(move || clock.now());
    options.runtime = Some(folder.join("runtime"));
    options.cards = Some(cards);
    match ehealth_wizard::start(options).unwrap() {
        Started::Here(wizard) => wizard,
        Started::Already { .. } => panic!("another wizard runs in this folder"),
    }
}
