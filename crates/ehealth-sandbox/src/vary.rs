//! Other forms of the same answers: whatever the schemas leave open, and no source fixes, changes with a seed
//! and from answer to answer. A client that passes with many seeds rests on nothing that this sandbox invented.

mod restyle;
mod tell;

use std::sync::atomic::{AtomicU64, Ordering};

use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, RngExt};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

pub(crate) use restyle::restyle;
pub(crate) use tell::{Told, tell};

use crate::options::{Codes, Options};
use crate::refusal::Code;

/// How a sandbox words its answers.
#[derive(Debug)]
pub(crate) struct Vary {
    seed: Option<u64>,
    codes: Codes,
    answers: AtomicU64,
}

impl Vary {
    pub(crate) const fn new(options: &Options) -> Self {
        Self { seed: options.vary, codes: options.codes, answers: AtomicU64::new(0) }
    }

    /// The forms of one answer; none: the plain ones.
    pub(crate) fn style(&self) -> Option<Style> {
        let mut rng = ChaCha20Rng::seed_from_u64(self.seed?);
        rng.set_stream(self.answers.fetch_add(1, Ordering::Relaxed).wrapping_add(1));
        Some(Style(rng))
    }

    /// The word for a code: the same as long as the sandbox runs, and every code has its own.
    pub(crate) fn code(&self, code: Code) -> String {
        if code.is_known() || (self.seed.is_none() && self.codes == Codes::Documented) {
            return code.as_str().to_owned();
        }
        self.word(code.number())
    }

    /// As [`code`](Self::code), for the depot's only error.
    pub(crate) fn depot_code(&self) -> String {
        if self.seed.is_none() && self.codes == Codes::Documented {
            return "NO_TOKEN".to_owned();
        }
        self.word(99)
    }

    fn word(&self, number: usize) -> String {
        let mut style = Style(ChaCha20Rng::seed_from_u64(self.seed.unwrap_or_default()));
        let letters: String =
            (0..4).filter_map(|_| char::from_digit(u32::from(style.0.random_range(10..36u8)), 36)).collect();
        match style.below(4) {
            0 => format!("{}_{number}", letters.to_uppercase()),
            1 => format!("be.invented.{letters}.error{number}"),
            2 => format!("{}", 7000 + number),
            _ => format!("{letters}-{number:03}"),
        }
    }
}

/// The choices of one answer, drawn one after the other.
#[derive(Debug)]
pub(crate) struct Style(ChaCha20Rng);

impl Style {
    /// A number below `end`, 0 when that is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.0.random_range(0..end) }
    }

    /// True once in `n` times.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of these; `T`'s default when there is none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        from.choose(&mut self.0).copied().unwrap_or_default()
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// An `xs:ID`.
    pub(crate) fn id(&mut self) -> String {
        let digits = self.hex(32);
        match self.below(4) {
            0 => format!("ID-{digits}"),
            1 => format!("é.{digits}"),
            2 => format!("urn_uuid_{}", digits.to_uppercase()),
            _ => format!("_{digits}"),
        }
    }

    /// So many hexadecimal digits.
    fn hex(&mut self, digits: usize) -> String {
        let mut bytes = vec![0u8; digits.div_ceil(2)];
        self.0.fill_bytes(&mut bytes);
        let mut text = crate::text::hex(&bytes).to_lowercase();
        text.truncate(digits);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn words_for_codes() {
        for vary in [None, Some(0), Some(1), Some(2), Some(99)] {
            let options = Options { vary, codes: Codes::Unknown, ..Options::default() };
            let words = Vary::new(&options);
            let all: BTreeSet<String> = Code::ALL.iter().map(|code| words.code(*code)).collect();
            assert_eq!(all.len(), Code::ALL.len(), "every code has its own word");
            let known = Code::ALL.iter().filter(|code| all.contains(code.as_str()));
            assert!(known.into_iter().all(|code| code.is_known()));
        }
        let plain = Vary::new(&Options::default());
        assert!(plain.style().is_none());
        assert!(Code::ALL.iter().all(|code| plain.code(*code) == code.as_str()));
    }

    #[test]
    fn the_same_seed_the_same_forms() {
        let options = Options { vary: Some(7), ..Options::default() };
        let draw = |vary: &Vary| vary.style().map(|mut style| style.hex(16)).unwrap_or_default();
        let (first, second) = (Vary::new(&options), Vary::new(&options));
        let drawn = [draw(&first), draw(&first)];
        assert_eq!(drawn, [draw(&second), draw(&second)]);
        assert_ne!(drawn[0], drawn[1]);
    }
}
