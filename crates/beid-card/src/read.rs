//! Reading a file with the fewest exchanges (card.md 4.3).
//!
//! No length is known beforehand. Each kind of file has its own way to know the end without an exchange
//! spent on asking for it: the DER header of a certificate, the fields of the address, the length of a
//! signature. Otherwise the card says it: `6Cxx` (xx bytes are left), `6B00` (nothing is).

use crate::apdu::{Command, StatusWord};
use crate::applet::AppletVersion;
use crate::assumed;
use crate::card::Progress;
use crate::error::Error;
use crate::file::{File, FileError, FileProblem, Form, RawFiles, der_len};
use crate::link::Link;
use crate::tlv;
use crate::transport::TransportError;

/// Largest certificate or key that is read, in bytes; real ones have under 2000.
const MAX_DER_LEN: usize = 8 * 1024;
/// Largest other file, in bytes: the photo has some 3000, and an offset has 15 bits.
const MAX_FILE_LEN: usize = 0x7FFF;
/// Files are read from offset 0 on with this many bytes when they have a known size: the address on the
/// first cards (card.md 4.1).
const ADDRESS_LEN: usize = 117;
/// A P-384 key in DER (card.md 4.1).
const BASIC_KEY_LEN: usize = 120;

/// Which of the wanted files are not in the cache. A file that the generation does not have is noted as absent.
pub(crate) fn missing(cache: &mut RawFiles, applet: AppletVersion, wanted: &[File]) -> Vec<File> {
    let mut missing: Vec<_> = wanted.iter().copied().filter(|file| cache.get(*file).is_none()).collect();
    if applet.is_rsa() && missing.contains(&File::BasicKey) {
        cache.insert(File::BasicKey, Vec::new());
        missing.retain(|file| *file != File::BasicKey);
    }
    missing
}

/// Reads files one after the other into the cache.
pub(crate) fn read_files(
    link: &mut Link<'_>,
    files: &[File],
    cache: &mut RawFiles,
    block: &mut usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Error> {
    let mut expected: usize = files.iter().fold(0, |sum, file| sum.saturating_add(file.usual_len()));
    let mut done = 0usize;
    for file in files.iter().copied() {
        let bytes = read_file(link, file, block, &mut |read| {
            let done_bytes = done.saturating_add(read);
            progress(Progress { file, done_bytes, expected_bytes: expected.max(done_bytes) });
        })?;
        done = done.saturating_add(bytes.len());
        expected = expected.saturating_sub(file.usual_len()).saturating_add(bytes.len());
        cache.insert(file, bytes);
    }
    Ok(())
}

/// Reads `file` to its end. Empty when the card does not have it.
fn read_file(
    link: &mut Link<'_>,
    file: File,
    block: &mut usize,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<u8>, Error> {
    match link.select(&file.path())? {
        StatusWord::OK => {}
        // Not on this card: kids, applets before 1.8.
        StatusWord(0x6A82) if file.form() == Form::Der => return Ok(Vec::new()),
        StatusWord(0x6283 | 0x6985) => return Err(Error::NotActivated),
        StatusWord(0x6A82) => return Err(Error::File(FileError::new(file, FileProblem::Absent))),
        status => return Err(Error::from_status(status, "SELECT")),
    }
    let mut reading = Reading { file, data: Vec::new(), full_block: false, ends: 0, instructions: 0 };
    loop {
        progress(reading.data.len());
        let wanted = reading.next_len(link.applet(), *block);
        if wanted == 0 {
            return reading.finish();
        }
        match reading.step(link, wanted, block)? {
            Step::More => {}
            Step::End => return reading.finish(),
        }
    }
}

struct Reading {
    file: File,
    data: Vec<u8>,
    /// The last answer was as long as asked for.
    full_block: bool,
    /// Ends in mid-file that were not believed.
    ends: u8,
    /// `6D00` that were not believed.
    instructions: u8,
}

enum Step {
    More,
    End,
}

impl Reading {
    /// Bytes to ask for next, at most `block`; 0 at a known end.
    fn next_len(&self, applet: Option<AppletVersion>, block: usize) -> usize {
        let have = self.data.len();
        let until = |end: usize| end.saturating_sub(have).min(block);
        match self.file.form() {
            Form::ToTheEnd => block,
            Form::Der if have == 0 && self.file == File::BasicKey => until(BASIC_KEY_LEN),
            Form::Der if have == 0 => block,
            Form::Der if self.data.first() == Some(&0) => 0,
            // A block that does not begin like DER is refused at the end.
            Form::Der => der_len(&self.data).map_or(0, until),
            Form::PaddedFields if have == 0 => until(ADDRESS_LEN),
            // Zero bytes after whole fields: the rest is padding, which no signature covers (card.md 6.1).
            Form::PaddedFields => match tlv::end_of_fields(&self.data) {
                Some(end) if end < have => 0,
                _ => block,
            },
            Form::Signature => match applet {
                Some(AppletVersion::V1_0 | AppletVersion::V1_1) => until(128),
                Some(AppletVersion::V1_7) => until(256),
                // Padded to a length that no paper tells, and the address signature covers all of it.
                Some(AppletVersion::V1_8) | None => block,
            },
        }
    }

    fn step(&mut self, link: &mut Link<'_>, wanted: usize, block: &mut usize) -> Result<Step, Error> {
        let Some(offset) = self.offset() else {
            return Err(Error::File(FileError::new(self.file, FileProblem::TooLong)));
        };
        // 256 is written 0.
        let le = u8::try_from(wanted).unwrap_or(0);
        let response = match link.ask(le, |le| Command::read_binary(offset, le)) {
            Ok(response) => response,
            Err(error) => return self.smaller_block(link, wanted, block, error),
        };
        match response.status().0 {
            0x9000 if !response.data().is_empty() => {
                let data = response.data();
                let data = data.get(..wanted).unwrap_or(data);
                self.data.extend_from_slice(data);
                self.full_block = data.len() == wanted;
                (self.ends, self.instructions) = (0, 0);
                // Fewer than asked for: the reader answered 6Cxx itself, or the repeat had the rest.
                let more = self.full_block || self.file.form() == Form::Der;
                Ok(if more { Step::More } else { Step::End })
            }
            0x9000 | 0x6B00 | 0x6986 => self.end(link),
            0x6D00 if self.instructions < assumed::REPEATS_AFTER_6D00 => {
                self.instructions = self.instructions.saturating_add(1);
                link.pause(assumed::PAUSE_AFTER_6D00_MS);
                link.send(&Command::select_applet())?;
                self.select_again(link)?;
                Ok(Step::More)
            }
            0x6D00 | 0x6985 => Err(Error::NotActivated),
            0x6700 if wanted == *block && self.data.is_empty() && smaller(block) => Ok(Step::More),
            _ => Err(Error::from_status(response.status(), "READ BINARY")),
        }
    }

    fn offset(&self) -> Option<u16> {
        let limit = if self.file.form() == Form::Der { MAX_DER_LEN } else { MAX_FILE_LEN };
        let have = self.data.len();
        u16::try_from(have).ok().filter(|_| have < limit)
    }

    /// Some readers cannot take 256 bytes: smaller blocks when the first full one fails.
    fn smaller_block(
        &self,
        link: &mut Link<'_>,
        wanted: usize,
        block: &mut usize,
        error: TransportError,
    ) -> Result<Step, Error> {
        let transient = matches!(
            error,
            TransportError::Communication | TransportError::Unsupported | TransportError::Other(_)
        );
        if transient && wanted == *block && self.data.is_empty() && smaller(block) {
            self.select_again(link)?;
            return Ok(Step::More);
        }
        Err(error.into())
    }

    /// The card says that nothing is left. Unless what is there is whole in itself, that may be a glitch of
    /// the reader (card.md 4.3).
    fn end(&mut self, link: &mut Link<'_>) -> Result<Step, Error> {
        let whole = match self.file.form() {
            Form::Signature => der_len(&self.data).is_some_and(|length| length <= self.data.len()),
            Form::PaddedFields => tlv::end_of_fields(&self.data).is_some(),
            Form::ToTheEnd if self.file == File::Identity => tlv::end_of_fields(&self.data).is_some(),
            Form::ToTheEnd => !self.full_block && !self.data.is_empty(),
            Form::Der => false,
        };
        if !whole && self.ends < assumed::REPEATS_OF_AN_EARLY_END {
            self.ends = self.ends.saturating_add(1);
            self.select_again(link)?;
            return Ok(Step::More);
        }
        Ok(Step::End)
    }

    fn select_again(&self, link: &mut Link<'_>) -> Result<(), Error> {
        match link.select(&self.file.path())? {
            StatusWord::OK => Ok(()),
            status => Err(Error::from_status(status, "SELECT")),
        }
    }

    fn finish(mut self) -> Result<Vec<u8>, Error> {
        if self.file.form() != Form::Der {
            return Ok(self.data);
        }
        if self.data.first().is_none_or(|first| *first == 0) {
            return Ok(Vec::new());
        }
        match der_len(&self.data) {
            Some(length) if length <= self.data.len() => {
                self.data.truncate(length);
                Ok(self.data)
            }
            _ => Err(Error::File(FileError::new(self.file, FileProblem::Der))),
        }
    }
}

/// Goes to the next smaller block; `false` when there is none.
fn smaller(block: &mut usize) -> bool {
    let next = assumed::BLOCKS.into_iter().map(usize::from).find(|size| size < block);
    if let Some(size) = next {
        *block = size;
    }
    next.is_some()
}
