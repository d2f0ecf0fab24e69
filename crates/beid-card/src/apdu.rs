//! Commands to the card and its answers (ISO 7816-4 short form over T=0, card.md 3).

use core::fmt;

use zeroize::Zeroizing;

use crate::pin::Pin;

/// Name of the Belpic applet (card.md 1.2).
const APPLET: [u8; 15] =
    [0xA0, 0x00, 0x00, 0x00, 0x30, 0x29, 0x05, 0x70, 0x00, 0xAD, 0x13, 0x10, 0x01, 0x01, 0xFF];

/// A command. Only the constructors of this crate make one, and its `Debug` cannot show the data: VERIFY
/// holds a PIN.
pub struct Command {
    name: &'static str,
    bytes: Zeroizing<Vec<u8>>,
}

impl Command {
    fn new(name: &'static str, bytes: &[u8]) -> Self {
        Self { name, bytes: Zeroizing::new(bytes.to_vec()) }
    }

    /// CLA INS P1 P2 Lc data. `data` is short by construction; longer than 255 bytes it is cut, and the card
    /// refuses it.
    fn with_data(name: &'static str, header: [u8; 4], parts: &[&[u8]]) -> Self {
        let length = parts.iter().fold(0usize, |sum, part| sum.saturating_add(part.len()));
        // No reallocation: no copy of a PIN is left behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(length.saturating_add(5)));
        bytes.extend_from_slice(&header);
        bytes.push(u8::try_from(length).unwrap_or(u8::MAX));
        parts.iter().for_each(|part| bytes.extend_from_slice(part));
        Self { name, bytes }
    }

    /// SELECT FILE by absolute path, with the MF in front: one command whatever is selected (card.md 4.2).
    pub(crate) fn select_path(path: &[u8]) -> Self {
        Self::with_data("SELECT", [0x00, 0xA4, 0x08, 0x0C], &[path])
    }

    /// SELECT FILE of the Belpic applet by its name (card.md 1.2).
    pub(crate) fn select_applet() -> Self {
        Self::with_data("SELECT applet", [0x00, 0xA4, 0x04, 0x0C], &[&APPLET])
    }

    /// READ BINARY at `offset`, at most 7FFF; `le` 0 is 256 bytes (card.md 4.3).
    pub(crate) fn read_binary(offset: u16, le: u8) -> Self {
        let [high, low] = (offset & 0x7FFF).to_be_bytes();
        Self::new("READ BINARY", &[0x00, 0xB0, high, low, le])
    }

    /// GET CARD DATA, the 28 bytes of every generation (card.md 2).
    pub(crate) fn card_data(le: u8) -> Self {
        Self::new("GET CARD DATA", &[0x80, 0xE4, 0x00, 0x00, le])
    }

    /// GET CARD DATA with the tries of the PIN, 31 bytes: applet 1.8 only.
    pub(crate) fn card_data_with_tries(le: u8) -> Self {
        Self::new("GET CARD DATA", &[0x80, 0xE4, 0x00, 0x01, le])
    }

    /// VERIFY without a PIN: asks for the tries left on 1.7 and 1.8, costs one on 1.1 (card.md 8.3).
    pub(crate) fn verify_nothing() -> Self {
        Self::new("VERIFY (tries)", &[0x00, 0x20, 0x00, 0x01])
    }

    /// VERIFY. A wrong PIN costs a try, so it is never repeated.
    pub(crate) fn verify(pin: &Pin) -> Self {
        Self::with_data("VERIFY", [0x00, 0x20, 0x00, 0x01], &[pin.block()])
    }

    /// CHANGE REFERENCE DATA: the PIN that is, then the one that will be (card.md 8.4). Never repeated.
    pub(crate) fn change_pin(old: &Pin, new: &Pin) -> Self {
        Self::with_data("CHANGE PIN", [0x00, 0x24, 0x00, 0x01], &[old.block(), new.block()])
    }

    /// INTERNAL AUTHENTICATE with the chip's own key, over a challenge as long as a hash (card.md 10).
    pub(crate) fn internal_authenticate(algorithm: u8, challenge: &[u8]) -> Self {
        let length = u8::try_from(challenge.len()).unwrap_or(u8::MAX);
        Self::with_data("INTERNAL AUTHENTICATE", [0x00, 0x88, algorithm, 0x81], &[&[0x94, length], challenge])
    }

    /// MSE SET: which key signs and how (card.md 9.1).
    pub(crate) fn set_environment(algorithm: u8, key: u8) -> Self {
        Self::with_data("MSE SET", [0x00, 0x22, 0x41, 0xB6], &[&[0x04, 0x80, algorithm, 0x84, key]])
    }

    /// PSO COMPUTE DIGITAL SIGNATURE over a hash, with what stands before it where the algorithm needs it.
    pub(crate) fn compute_signature(prefix: &[u8], hash: &[u8]) -> Self {
        Self::with_data("COMPUTE SIGNATURE", [0x00, 0x2A, 0x9E, 0x9A], &[prefix, hash])
    }

    /// GET RESPONSE; `le` 0 is 256 bytes.
    pub(crate) fn get_response(le: u8) -> Self {
        Self::new("GET RESPONSE", &[0x00, 0xC0, 0x00, 0x00, le])
    }

    /// LOG OFF: drops the right that a PIN gave (card.md 8.6).
    pub(crate) fn log_off() -> Self {
        Self::new("LOG OFF", &[0x80, 0xE6, 0x00, 0x00])
    }

    /// The name in ISO 7816 or in the card's manual, for logs and errors.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What goes over the line, for those who implement [`Transaction`](crate::transport::Transaction).
    /// It may hold a PIN: never log it.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.bytes.len())
    }
}

/// An answer: data, then the two bytes of status.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    data: Vec<u8>,
    status: StatusWord,
}

impl Response {
    /// Splits what came over the line. `None` for fewer than two bytes: the card is gone (card.md 13.4).
    #[must_use]
    pub fn from_bytes(mut bytes: Vec<u8>) -> Option<Self> {
        let sw2 = bytes.pop()?;
        let sw1 = bytes.pop()?;
        Some(Self { data: bytes, status: StatusWord(u16::from_be_bytes([sw1, sw2])) })
    }

    /// The data without the status.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusWord {
        self.status
    }

    /// The data, owned.
    #[must_use]
    pub fn into_data(self) -> Vec<u8> {
        self.data
    }
}

/// The data are a person's.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({} bytes, {})", self.data.len(), self.status)
    }
}

/// SW1 and SW2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// Done.
    pub const OK: Self = Self(0x9000);

    /// First byte.
    #[must_use]
    pub const fn sw1(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    /// Second byte.
    #[must_use]
    pub const fn sw2(self) -> u8 {
        self.0.to_be_bytes()[1]
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}
