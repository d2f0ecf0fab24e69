//! The applet: one command in, one answer out (card.md 15.2 to 15.4).

use rand_chacha::ChaCha20Rng;
use rand_core::Rng;

use crate::command::Received;
use crate::file::{CardFile, Directory};
use crate::image::Image;
use crate::keys;
use crate::persona::{Applet, Persona};
use crate::rights::{Rights, RightsModel, Step};

mod files;
mod pin;
mod sign;

pub(crate) use pin::block_of;

/// Status words (card.md 11).
pub(crate) mod status {
    pub(crate) const OK: u16 = 0x9000;
    pub(crate) const NOT_ACTIVATED_SELECTED: u16 = 0x6283;
    pub(crate) const WRONG_LENGTH: u16 = 0x6700;
    pub(crate) const CHANNEL: u16 = 0x6881;
    pub(crate) const NOT_STRUCTURED: u16 = 0x6981;
    pub(crate) const PIN_REQUIRED: u16 = 0x6982;
    pub(crate) const BLOCKED: u16 = 0x6983;
    pub(crate) const CONDITIONS: u16 = 0x6985;
    pub(crate) const NO_FILE: u16 = 0x6986;
    pub(crate) const BAD_DATA: u16 = 0x6A80;
    pub(crate) const NOT_FOUND: u16 = 0x6A82;
    pub(crate) const NO_RECORD: u16 = 0x6A83;
    pub(crate) const BAD_P1_P2: u16 = 0x6A86;
    pub(crate) const BAD_LC: u16 = 0x6A87;
    pub(crate) const NO_REFERENCE: u16 = 0x6A88;
    pub(crate) const WRONG_P1_P2: u16 = 0x6B00;
    pub(crate) const NO_INSTRUCTION: u16 = 0x6D00;
    pub(crate) const NO_CLASS: u16 = 0x6E00;
}

/// What the manuals leave open, or what another card would do (card.md 15.4, 15.5, 16).
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "tests set single fields of the default")]
pub struct Behaviour {
    /// How the PIN rights are kept.
    pub rights: RightsModel,
    /// The third wrong PIN answers `6983` instead of `63C0`.
    pub third_wrong_pin_says_blocked: bool,
    /// A directory is found with P1 = 02 from the master file only.
    pub strict_directories: bool,
    /// Commands on keys and files answer as on a card that the municipality has not activated: `6D00`.
    pub not_activated: bool,
    /// The applet is not there: SELECT by AID `6A82`, everything else `6D00`.
    pub other_card: bool,
    /// The life-cycle byte of GET CARD DATA: `0F` personalised, `07` not.
    pub life_cycle: u8,
    /// A file that is not activated: `6283` on its selection (`6985` on 1.8), `6985` when it is read.
    pub inactive_file: Option<CardFile>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            rights: RightsModel::Strict,
            third_wrong_pin_says_blocked: false,
            strict_directories: false,
            not_activated: false,
            other_card: false,
            life_cycle: 0x0F,
            inactive_file: None,
        }
    }
}

/// The answer: data and status.
pub(crate) struct Answer {
    data: Vec<u8>,
    status: u16,
}

impl Answer {
    fn data(data: Vec<u8>) -> Self {
        Self { data, status: status::OK }
    }

    fn status(status: u16) -> Self {
        Self { data: Vec::new(), status }
    }

    /// Wrong Le: `length` bytes are there.
    fn retry(length: usize) -> Self {
        Self::status(0x6C00 | (length & 0xFF) as u16)
    }

    fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.data;
        bytes.extend(self.status.to_be_bytes());
        bytes
    }
}

impl From<u16> for Answer {
    fn from(status: u16) -> Self {
        Self::status(status)
    }
}

/// A refusal is an answer too; this lets the handlers use `?`.
type Handled = Result<Answer, u16>;

/// Security environment: algorithm and key of MSE SET.
#[derive(Clone, Copy)]
struct Environment {
    algorithm: u8,
    key: u8,
}

/// One card: what is on it, and the state of its applet.
pub(crate) struct Engine {
    pub(crate) image: Image,
    pub(crate) behaviour: Behaviour,
    applet_selected: bool,
    directory: Directory,
    file: Option<CardFile>,
    environment: Option<Environment>,
    rights: Rights,
    pub(crate) tries: u8,
    pin: [u8; 8],
    pending: Vec<u8>,
    pub(crate) internal_authentications: u16,
    random: ChaCha20Rng,
}

impl Engine {
    pub(crate) fn new(persona: &Persona, seed: u64) -> Self {
        let applet = persona.applet();
        Self {
            image: Image::new(persona, seed),
            behaviour: Behaviour::default(),
            applet_selected: true,
            directory: Directory::Master,
            file: None,
            environment: None,
            rights: Rights::new(applet, RightsModel::Strict),
            tries: persona.pin_tries(),
            pin: block_of(Persona::PIN),
            pending: Vec::new(),
            internal_authentications: 0,
            random: keys::stream(&format!("random {}", persona.name()), seed),
        }
    }

    /// Power on or reset: everything volatile is as it was at the factory (card.md 15.2).
    pub(crate) fn reset(&mut self) {
        self.applet_selected = true;
        self.directory = Directory::Master;
        self.file = None;
        self.environment = None;
        self.rights = Rights::new(self.image.applet, self.behaviour.rights);
        self.pending.clear();
    }

    /// Answer to reset (card.md 1.1).
    pub(crate) const fn atr(&self) -> &'static [u8] {
        match self.image.applet {
            Applet::V11 | Applet::V17 | Applet::V17Rekeyed => {
                &[0x3B, 0x98, 0x13, 0x40, 0x0A, 0xA5, 0x03, 0x01, 0x01, 0x01, 0xAD, 0x13, 0x11]
            }
            Applet::V18 => &[
                0x3B, 0x7F, 0x96, 0x00, 0x00, 0x80, 0x31, 0x80, 0x65, 0xB0, 0x85, 0x04, 0x01, 0x20, 0x12,
                0x0F, 0xFF, 0x82, 0x90, 0x00,
            ],
        }
    }

    /// One command, one answer with its two bytes of status.
    pub(crate) fn transmit(&mut self, bytes: &[u8]) -> Vec<u8> {
        let Some(command) = Received::parse(bytes) else {
            return Answer::status(status::WRONG_LENGTH).into_bytes();
        };
        if command.instruction != 0xC0 {
            self.pending.clear();
        }
        let legally = self.rights.step(self.step_of(&command));
        self.carry_out(&command, legally).unwrap_or_else(Answer::from).into_bytes()
    }

    fn step_of(&self, command: &Received<'_>) -> Step {
        let legal = self.environment.is_some_and(|environment| environment.key == sign::SIGNATURE_KEY);
        match (command.class, command.instruction) {
            (0x00, 0x2A) if legal => Step::SignLegally,
            (0x00, 0x20 | 0x22 | 0x2A) => Step::Ends,
            _ => Step::Other,
        }
    }

    fn carry_out(&mut self, command: &Received<'_>, legally: bool) -> Handled {
        match command.class {
            0x00 | 0x80 => {}
            0x01..=0x03 | 0x81..=0x83 => return Err(status::CHANNEL),
            _ => return Err(status::NO_CLASS),
        }
        let key = (command.class, command.instruction);
        if self.behaviour.other_card || !self.applet_selected {
            return match key {
                (0x00, 0xA4) if command.p1 == 0x04 && !self.behaviour.other_card => self.select(command),
                (0x00, 0xA4) => Err(status::NOT_FOUND),
                _ => Err(status::NO_INSTRUCTION),
            };
        }
        let blocked_by_life_cycle =
            matches!(command.instruction, 0x20 | 0x22 | 0x24 | 0x2A | 0x88 | 0xB0 | 0xB2);
        if self.behaviour.not_activated && blocked_by_life_cycle {
            return Err(status::NO_INSTRUCTION);
        }
        match key {
            (0x00, 0xA4) => self.select(command),
            (0x00, 0xB0) => self.read_binary(command),
            (0x80, 0xB2) if self.image.applet.is_ec() => self.read_record(command),
            (0x00, 0x20) => self.verify(command),
            (0x00, 0x24) => self.change(command),
            (0x00, 0x22) => self.set_environment(command),
            (0x00, 0x2A) => self.compute_signature(command, legally),
            (0x00, 0x88) if self.image.applet.is_ec() => self.internal_authenticate(command),
            (0x00, 0x84) => self.get_challenge(command),
            (0x00, 0xC0) => self.get_response(command),
            (0x80, 0xE4) => self.card_data(command),
            (0x80, 0xE6) => self.log_off(command),
            // RESET RETRY COUNTER and what else the municipality may do.
            (0x00, 0x2C | 0x44 | 0x46 | 0x82 | 0xD6 | 0xDA | 0xDB) => Err(status::PIN_REQUIRED),
            // Known instructions under the other class.
            (_, 0xA4 | 0xB0 | 0x20 | 0x24 | 0x22 | 0x2A | 0x84 | 0xC0 | 0xE4 | 0xE6) => Err(status::NO_CLASS),
            _ => Err(status::NO_INSTRUCTION),
        }
    }

    fn get_challenge(&mut self, command: &Received<'_>) -> Handled {
        if (command.p1, command.p2) != (0, 0) {
            return Err(status::WRONG_P1_P2);
        }
        let mut data = vec![0; command.wanted()];
        self.random.fill_bytes(&mut data);
        Ok(Answer::data(data))
    }

    /// Keeps `output` for GET RESPONSE: `61xx`, 00 for 256 and more.
    fn announce(&mut self, output: Vec<u8>) -> Answer {
        self.pending = output;
        Answer::status(self.more())
    }

    fn more(&self) -> u16 {
        match self.pending.len() {
            0 => status::OK,
            length @ 1..=255 => 0x6100 | length as u16,
            _ => 0x6100,
        }
    }

    fn get_response(&mut self, command: &Received<'_>) -> Handled {
        if (command.p1, command.p2) != (0, 0) {
            return Err(status::WRONG_P1_P2);
        }
        match self.pending.len() {
            0 => Err(status::CONDITIONS),
            // The data stay (card.md 3.1).
            length if command.wanted() > length => Ok(Answer::retry(length)),
            _ => {
                let rest = self.pending.split_off(command.wanted());
                let data = core::mem::replace(&mut self.pending, rest);
                Ok(Answer { data, status: self.more() })
            }
        }
    }

    /// GET CARD DATA (card.md 2).
    fn card_data(&self, command: &Received<'_>) -> Handled {
        let applet = self.image.applet;
        let mut data = self.image.serial.to_vec();
        match applet {
            Applet::V11 => data.extend([0xA5, 0x03, 0x01, 0x01, 0x01, 0x11, 0x00, 0x01, 0x00, 0x01, 0x00]),
            Applet::V17 | Applet::V17Rekeyed => {
                data.extend([0xF3, 0x36, 0x01, 0x25, 0x01, 0x17, 0x00, 0x03, 0x00, 0x21, 0x01]);
            }
            Applet::V18 => data.extend([0xF3, 0x36, 0x01, 0x25, 0x01, 0x18, 0x00, 0x01, 0x00, 0x00, 0x02]),
        }
        data.push(self.behaviour.life_cycle);
        match (command.p1, command.p2) {
            (0, 0) => {}
            (0, 1) if applet.is_ec() => data.extend([self.tries, 0xFF, 0xFF]),
            _ => return Err(status::WRONG_P1_P2),
        }
        if command.wanted() == data.len() { Ok(Answer::data(data)) } else { Ok(Answer::retry(data.len())) }
    }
}
