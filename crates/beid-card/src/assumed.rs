//! What no paper says and no real card has confirmed here yet; each with its place in card.md.

/// Old chips go silent when the repeat after `6Cxx` comes too soon; OpenSC waits this long (3.1).
pub(crate) const PAUSE_BEFORE_REPEAT_ON_OLD_CHIPS_MS: u64 = 40;

/// A false `6D00` when a command followed too soon (3.1).
pub(crate) const PAUSE_AFTER_6D00_MS: u64 = 100;
/// How often it is not believed (3.1).
pub(crate) const REPEATS_AFTER_6D00: u8 = 3;

/// A false `6A87` to a correct SELECT (4.2).
pub(crate) const PAUSE_BEFORE_SELECT_AGAIN_MS: u64 = 100;
/// How often it is not believed (4.2).
pub(crate) const REPEATS_OF_SELECT: u8 = 5;

/// An end in mid-file is believed when it repeats (4.3).
pub(crate) const REPEATS_OF_AN_EARLY_END: u8 = 1;

/// Before MSE SET is sent a second time (3.1).
pub(crate) const PAUSE_BEFORE_MSE_AGAIN_MS: u64 = 25;

/// Blocks to read in, largest first: some readers fail at a full 256 (4.3). 0 is 256.
pub(crate) const BLOCKS: [u16; 3] = [256, 252, 248];

/// The first command after connecting may fail (12.1).
pub(crate) const PAUSE_AFTER_CONNECT_MS: u64 = 200;
/// How often that is not believed (12.1).
pub(crate) const REPEATS_OF_FIRST_COMMAND: u8 = 3;

/// How often reading begins anew after a reset by another program or a communication error (12.3).
pub(crate) const REPEATS_OF_READING: u8 = 3;

/// A reader that keeps VERIFY for itself answers with the card's status alone, or as two bytes of data before its own
/// `9000` (8.9 does not say): both are understood.
pub(crate) const PSEUDO_COMMAND_WRAPS_THE_STATUS: bool = true;
