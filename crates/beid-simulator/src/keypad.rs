//! A reader's keypad and the person at it: PC/SC part 10 from the reader's side (card.md 8.9).
//!
//! Structures are read by the fields that they have, not compared with what somebody sends: a false one is answered
//! as a reader does, `6B80`.

use core::fmt;
use std::collections::VecDeque;

use beid_card::transport::TransportError;

/// How a program reaches the keypad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PadKind {
    /// One control call that ends when the person has ended (features 06 and 07).
    #[default]
    Direct,
    /// Begin, ask for the keys pressed, end (features 01 to 05).
    Steps,
    /// Commands of class FF that the reader keeps for itself, and no control calls.
    Pseudo,
}

/// What a person does at the keypad.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PadEntry {
    /// Enters this PIN. Fewer than 4 or more than 12 digits: `6403`.
    Pin(String),
    /// Enters the old PIN and twice the new one. When the last two differ: `6402`.
    #[non_exhaustive]
    Change {
        /// The PIN that is.
        old: String,
        /// The PIN that shall be.
        new: String,
        /// The same, once more.
        again: String,
    },
    /// Presses cancel: `6401`.
    Cancel,
    /// Does nothing for 30 seconds: `6400` (at once).
    TimeOut,
}

impl PadEntry {
    /// Enters the old PIN and twice the new one.
    #[must_use]
    pub fn change(old: &str, new: &str, again: &str) -> Self {
        Self::Change { old: old.to_owned(), new: new.to_owned(), again: again.to_owned() }
    }
}

/// The PIN is not shown.
impl fmt::Debug for PadEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pin(_) => "Pin(…)",
            Self::Change { .. } => "Change(…)",
            Self::Cancel => "Cancel",
            Self::TimeOut => "TimeOut",
        })
    }
}

/// Sends to the card.
type ToCard<'a> = dyn FnMut(&[u8]) -> Result<Vec<u8>, TransportError> + 'a;

/// Control code of the question for features, as Linux and macOS and as Windows write it.
const FEATURE_REQUESTS: [u32; 2] = [0x4200_0D48, 0x0031_3520];
/// Control codes of features: this and the tag.
const CODES: u32 = 0x4233_0000;

const OK: [u8; 2] = [0x90, 0x00];
const TIMED_OUT: [u8; 2] = [0x64, 0x00];
const CANCELLED: [u8; 2] = [0x64, 0x01];
const DIFFERENT: [u8; 2] = [0x64, 0x02];
const BAD_LENGTH: [u8; 2] = [0x64, 0x03];
const BAD_STRUCTURE: [u8; 2] = [0x6B, 0x80];

/// One of the two structures, as far as a reader looks at it.
struct Asked {
    /// Places of the PINs' blocks in the command's data.
    offsets: Vec<usize>,
    /// Whether the structure is the one of PIN_MODIFY.
    modify: bool,
    command: Vec<u8>,
}

impl Asked {
    /// PIN_VERIFY_STRUCTURE and PIN_MODIFY_STRUCTURE (PC/SC part 10, 2.5.2 and 2.5.3) with a format that this reader
    /// knows: bytes as units, BCD, the digits from byte 1 on, their number in the low half of byte 0.
    fn parse(bytes: &[u8], modify: bool) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<5>()?;
        let [_, _, 0x89, 0x47, 0x04] = head else { return None };
        let (offsets, rest) = if modify {
            let ([old, new], rest) = rest.split_first_chunk::<2>()?;
            (vec![usize::from(*old), usize::from(*new)], rest)
        } else {
            (vec![0], rest)
        };
        // Most digits, fewest digits.
        let ([12, 4], rest) = rest.split_first_chunk::<2>()? else { return None };
        let rest = if modify { rest.strip_prefix(&[0x03])? } else { rest };
        let ([0x02, messages, low, high], rest) = rest.split_first_chunk::<4>()? else { return None };
        if ![0x0413, 0x040C, 0x0407, 0x0409].contains(&u16::from_le_bytes([*low, *high])) {
            return None;
        }
        let indexes: &[u8] = if modify { &[0, 1, 2] } else { &[0] };
        if usize::from(*messages) != indexes.len() {
            return None;
        }
        let rest = rest.strip_prefix(indexes)?.strip_prefix(&[0, 0, 0])?;
        let (length, command) = rest.split_first_chunk::<4>()?;
        let fits =
            u32::from_le_bytes(*length) as usize == command.len() && command.len() == 5 + 8 * offsets.len();
        fits.then(|| Self { offsets, modify, command: command.to_vec() })
    }

    /// The command with these PINs written into its blocks.
    fn with(&self, pins: &[&str]) -> Vec<u8> {
        let mut command = self.command.clone();
        for (offset, pin) in self.offsets.iter().zip(pins) {
            let block = command.iter_mut().skip(5 + offset);
            let pairs: Vec<Vec<u8>> = pin
                .as_bytes()
                .chunks(2)
                .map(|pair| pair.iter().map(|digit| digit & 0x0F).collect())
                .collect();
            for (at, byte) in block.enumerate().take(1 + pairs.len()) {
                *byte = match at.checked_sub(1).and_then(|at| pairs.get(at)).map(Vec::as_slice) {
                    None => (*byte & 0xF0) | pin.len() as u8,
                    Some([high, low]) => high << 4 | low,
                    Some([high, ..]) => high << 4 | (*byte & 0x0F),
                    Some([]) => *byte,
                };
            }
        }
        command
    }
}

pub(crate) struct Keypad {
    kind: PadKind,
    entries: VecDeque<PadEntry>,
    /// Begun and not ended, with the keys not yet asked for.
    begun: Option<(Vec<u8>, VecDeque<u8>)>,
}

impl Keypad {
    pub(crate) fn new(kind: PadKind, entries: Vec<PadEntry>) -> Self {
        Self { kind, entries: entries.into(), begun: None }
    }

    fn features(&self) -> Vec<u8> {
        let tags: &[u8] = match self.kind {
            PadKind::Steps => &[0x01, 0x02, 0x03, 0x04, 0x05, 0x0A],
            PadKind::Direct | PadKind::Pseudo => &[0x06, 0x07, 0x12],
        };
        tags.iter()
            .flat_map(|tag| [&[*tag, 0x04][..], &(CODES | u32::from(*tag)).to_be_bytes()].concat())
            .collect()
    }

    pub(crate) fn control(
        &mut self,
        code: u32,
        input: &[u8],
        card: &mut ToCard<'_>,
    ) -> Result<Vec<u8>, TransportError> {
        if self.kind == PadKind::Pseudo {
            return Err(TransportError::Unsupported);
        }
        if FEATURE_REQUESTS.contains(&code) {
            return Ok(self.features());
        }
        let tag = code.checked_sub(CODES).and_then(|tag| u8::try_from(tag).ok());
        match (self.kind, tag) {
            (PadKind::Direct, Some(0x06)) => self.ask(input, false, card),
            (PadKind::Direct, Some(0x07)) => self.ask(input, true, card),
            (PadKind::Steps, Some(0x01 | 0x03)) => {
                let last = if matches!(self.entries.front(), Some(PadEntry::Cancel)) { 0x1B } else { 0x0D };
                let last =
                    if matches!(self.entries.front(), Some(PadEntry::TimeOut) | None) { 0x40 } else { last };
                self.begun = Some((input.to_vec(), VecDeque::from([0x00, 0x2B, 0x2B, 0x0A, 0x2B, last])));
                Ok(Vec::new())
            }
            (PadKind::Steps, Some(0x05)) => {
                let (_, keys) = self.begun.as_mut().ok_or(TransportError::Unsupported)?;
                Ok(vec![keys.pop_front().unwrap_or_default()])
            }
            (PadKind::Steps, Some(tag @ (0x02 | 0x04))) => {
                let (structure, _) = self.begun.take().ok_or(TransportError::Unsupported)?;
                self.ask(&structure, tag == 0x04, card)
            }
            _ => Err(TransportError::Unsupported),
        }
    }

    pub(crate) fn pseudo_command(
        &mut self,
        bytes: &[u8],
        card: &mut ToCard<'_>,
    ) -> Result<Vec<u8>, TransportError> {
        if self.kind != PadKind::Pseudo {
            return Err(TransportError::Unsupported);
        }
        match bytes {
            [0xFF, 0xC2, 0x01, 0x00, 0x00] => Ok([self.features(), OK.to_vec()].concat()),
            [0xFF, 0xC2, 0x01, tag @ (0x06 | 0x07), length, structure @ ..]
                if usize::from(*length) == structure.len() =>
            {
                self.ask(structure, *tag == 0x07, card)
            }
            _ => Ok(BAD_STRUCTURE.to_vec()),
        }
    }

    /// What the person does, and what comes of it.
    fn ask(
        &mut self,
        structure: &[u8],
        modify: bool,
        card: &mut ToCard<'_>,
    ) -> Result<Vec<u8>, TransportError> {
        let Some(asked) = Asked::parse(structure, modify) else { return Ok(BAD_STRUCTURE.to_vec()) };
        let pins = match self.entries.pop_front() {
            Some(PadEntry::Cancel) => return Ok(CANCELLED.to_vec()),
            Some(PadEntry::Change { new, again, .. }) if modify && new != again => {
                return Ok(DIFFERENT.to_vec());
            }
            Some(PadEntry::Change { old, new, .. }) if asked.modify => vec![old, new],
            Some(PadEntry::Pin(pin)) if !asked.modify => vec![pin],
            // Nobody there any more, or somebody who answers another question.
            _ => return Ok(TIMED_OUT.to_vec()),
        };
        if pins.iter().any(|pin| !(4..=12).contains(&pin.len())) {
            return Ok(BAD_LENGTH.to_vec());
        }
        card(&asked.with(&pins.iter().map(String::as_str).collect::<Vec<_>>()))
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// The two structures of card.md 8.9, and what becomes of them.
    #[test]
    fn structures() {
        let verify = hex!("1E1E 89 47 04 0C04 02 01 1304 00 000000 0D000000 0020000108 20FFFFFFFFFFFFFF");
        let asked = Asked::parse(&verify, false).unwrap();
        assert_eq!(asked.with(&["1234"]), hex!("0020000108 241234FFFFFFFFFF"));
        assert_eq!(asked.with(&["12345"]), hex!("0020000108 2512345FFFFFFFFF"));
        assert_eq!(asked.with(&["123456789012"]), hex!("0020000108 2C123456789012FF"));
        let modify = hex!(
            "1E1E 89 47 04 00 08 0C04 03 02 03 0904 00 01 02 000000 15000000"
            "0024000110 20FFFFFFFFFFFFFF 20FFFFFFFFFFFFFF"
        );
        let asked = Asked::parse(&modify, true).unwrap();
        assert_eq!(asked.with(&["1234", "99999"]), hex!("0024000110 241234FFFFFFFFFF 2599999FFFFFFFFF"));
        assert!(Asked::parse(&modify, false).is_none() && Asked::parse(&verify, true).is_none());
        for at in [2, 3, 4, 5, 6, 7, 8, 9, 15] {
            let mut bad = verify;
            bad[at] ^= 0x40;
            assert!(Asked::parse(&bad, false).is_none(), "{at}");
        }
        for length in 0..verify.len() {
            assert!(Asked::parse(&verify[..length], false).is_none());
        }
    }
}
