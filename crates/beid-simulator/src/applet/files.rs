//! SELECT, READ BINARY, READ RECORD (card.md 4.2 to 4.4).

use super::{Answer, Engine, Handled, status};
use crate::command::Received;
use crate::file::{CardFile, Directory};
use crate::pkcs15::AID_BELPIC;

/// The applet (card.md 1.2).
const AID_APPLET: &[u8] =
    &[0xA0, 0x00, 0x00, 0x00, 0x30, 0x29, 0x05, 0x70, 0x00, 0xAD, 0x13, 0x10, 0x01, 0x01, 0xFF];
/// DF(ID).
const AID_ID: &[u8] = &[0xA0, 0x00, 0x00, 0x01, 0x77, 0x49, 0x64, 0x46, 0x69, 0x6C, 0x65, 0x73];

/// What a SELECT names.
#[derive(Clone, Copy)]
enum Target {
    Directory(Directory),
    File(CardFile),
}

impl Engine {
    pub(super) fn select(&mut self, command: &Received<'_>) -> Handled {
        match (command.p1, command.p2) {
            (0x04, 0x00 | 0x0C) => self.select_application(command.data),
            (0x02, 0x0C) => {
                let [high, low] = command.data else { return Err(status::BAD_LC) };
                let target = self.find_by_id(u16::from_be_bytes([*high, *low]));
                self.take(target.ok_or(status::NOT_FOUND)?)
            }
            (0x08, 0x0C) => {
                if command.data.is_empty() || !command.data.len().is_multiple_of(2) {
                    return Err(status::BAD_LC);
                }
                self.take(find_by_path(command.data).ok_or(status::NOT_FOUND)?)
            }
            _ => Err(status::BAD_P1_P2),
        }
    }

    fn select_application(&mut self, aid: &[u8]) -> Handled {
        let directory = match aid {
            // The card manager, which knows none of our commands.
            [] => {
                self.applet_selected = false;
                return Ok(Answer::status(status::OK));
            }
            AID_APPLET => Directory::Master,
            AID_BELPIC => Directory::Belpic,
            AID_ID => Directory::Id,
            _ if !(5..=16).contains(&aid.len()) => return Err(status::BAD_LC),
            _ => return Err(status::NOT_FOUND),
        };
        if directory == Directory::Master {
            self.environment = None;
        }
        self.applet_selected = true;
        self.take(Target::Directory(directory))
    }

    fn find_by_id(&self, id: u16) -> Option<Target> {
        let reachable = |directory: &Directory| {
            !self.behaviour.strict_directories
                || *directory == Directory::Master
                || self.directory == Directory::Master
        };
        Directory::from_id(id)
            .filter(reachable)
            .map(Target::Directory)
            .or_else(|| CardFile::find(self.directory, id).map(Target::File))
    }

    /// A selection that fails leaves the one before as it was.
    fn take(&mut self, target: Target) -> Handled {
        match target {
            Target::Directory(directory) => {
                self.directory = directory;
                self.file = None;
            }
            Target::File(file) => {
                if !self.image.files.contains_key(&file) {
                    return Err(status::NOT_FOUND);
                }
                self.directory = file.directory();
                self.file = Some(file);
                if self.behaviour.inactive_file == Some(file) {
                    let word = if self.image.applet.is_ec() {
                        status::CONDITIONS
                    } else {
                        status::NOT_ACTIVATED_SELECTED
                    };
                    return Err(word);
                }
            }
        }
        Ok(Answer::status(status::OK))
    }

    fn current(&self) -> Result<(CardFile, &[u8]), u16> {
        let file = self.file.ok_or(status::NO_FILE)?;
        if self.behaviour.inactive_file == Some(file) {
            return Err(status::CONDITIONS);
        }
        let content = self.image.files.get(&file).ok_or(status::NO_FILE)?;
        Ok((file, content))
    }

    pub(super) fn read_binary(&self, command: &Received<'_>) -> Handled {
        let (_, content) = self.current()?;
        if !command.data.is_empty() {
            return Err(status::WRONG_LENGTH);
        }
        let offset = usize::from(u16::from_be_bytes([command.p1, command.p2]));
        // With its first bit set P1 would name another file, which no public command does.
        let rest = content.get(offset..).filter(|rest| !rest.is_empty() && offset <= 0x7FFF);
        let rest = rest.ok_or(status::WRONG_P1_P2)?;
        match rest.get(..command.wanted()) {
            Some(block) => Ok(Answer::data(block.to_vec())),
            None => Ok(Answer::retry(rest.len())),
        }
    }

    /// 1.8 only: the fields from one tag to another, with tag and length.
    pub(super) fn read_record(&mut self, command: &Received<'_>) -> Handled {
        let (file, content) = self.current()?;
        if !matches!(file, CardFile::Identity | CardFile::Address) {
            return Err(status::NOT_STRUCTURED);
        }
        let (first, last) = (command.p1, command.p2);
        let fields = records(content);
        let has = |wanted: u8| fields.iter().any(|(tag, _)| *tag == wanted);
        if last < first || !has(first) || !has(last) {
            return Err(status::NO_RECORD);
        }
        let wanted_fields = fields.iter().filter(|(tag, _)| (first..=last).contains(tag));
        let output: Vec<u8> = wanted_fields.flat_map(|(_, bytes)| bytes.iter().copied()).collect();
        if command.wanted() > output.len() {
            return Ok(Answer::retry(output.len()));
        }
        self.pending = output;
        let rest = self.pending.split_off(command.wanted());
        let data = core::mem::replace(&mut self.pending, rest);
        Ok(Answer { data, status: self.more() })
    }
}

fn find_by_path(path: &[u8]) -> Option<Target> {
    let ids: Vec<u16> = path
        .chunks_exact(2)
        .filter_map(|pair| Some(u16::from_be_bytes([*pair.first()?, *pair.get(1)?])))
        .collect();
    let below = match ids.as_slice() {
        [0x3F00] => return Some(Target::Directory(Directory::Master)),
        [0x3F00, below @ ..] => below,
        whole => whole,
    };
    let in_master = |id: u16| Directory::from_id(id).filter(|directory| *directory != Directory::Master);
    match below {
        [id] => match in_master(*id) {
            Some(directory) => Some(Target::Directory(directory)),
            None => CardFile::find(Directory::Master, *id).map(Target::File),
        },
        [directory, id] => CardFile::find(in_master(*directory)?, *id).map(Target::File),
        _ => None,
    }
}

/// The fields of a file with tag and length, up to its padding. This command knows one byte of length.
fn records(content: &[u8]) -> Vec<(u8, &[u8])> {
    let mut fields = Vec::new();
    let mut rest = content;
    while let [tag, length, ..] = rest {
        if *tag == 0 && !fields.is_empty() {
            break;
        }
        let Some((field, after)) = rest.split_at_checked(2 + usize::from(*length)) else { break };
        fields.push((*tag, field));
        rest = after;
    }
    fields
}
