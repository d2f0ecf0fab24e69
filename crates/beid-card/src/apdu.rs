//! Commands to the card and its answers (ISO 7816-4 short form over T=0, card.md 3).

use core::fmt;

use zeroize::Zeroizing;

/// A command. Only the constructors of this crate make one, and its `Debug` cannot show the data: VERIFY
/// holds a PIN.
pub struct Command {
    name: &'static str,
    bytes: Zeroizing<Vec<u8>>,
}

impl Command {
    /// `bytes` is CLA INS P1 P2, then P3 and data where there are any.
    pub(crate) fn new(name: &'static str, bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { name, bytes }
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
