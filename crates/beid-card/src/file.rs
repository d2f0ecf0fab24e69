//! The files of the card: which there are, where they stand, which are wanted, their bytes (card.md 4.1).

use core::fmt;
use core::ops::BitOr;

use crate::tlv::TlvError;

/// A file that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum File {
    /// EF(ID#RN): who it is.
    Identity,
    /// EF(SGN#RN): the National Register's signature over it.
    IdentitySignature,
    /// EF(ID#Address).
    Address,
    /// EF(SGN#Address): the signature over address and identity signature.
    AddressSignature,
    /// Certificate of the National Register, which signs the two.
    NationalRegisterCertificate,
    /// Certificate of the authentication key.
    AuthenticationCertificate,
    /// Certificate of the signature key.
    SignatureCertificate,
    /// Certificate of the Citizen CA or Foreigner CA.
    CitizenCaCertificate,
    /// Certificate of the root, never trusted because it stands there.
    RootCertificate,
    /// EF(PuK#1 Basic): the chip's own public key, applet 1.8 only.
    BasicKey,
    /// EF(ID#Photo), JPEG.
    Photo,
}

/// How the end of a file is found with the fewest exchanges (card.md 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The DER header says it; zero bytes follow. A first byte 00 means that it is absent.
    Der,
    /// Fields, zero bytes after them.
    PaddedFields,
    /// As long as the signature of the generation.
    Signature,
    /// Read until the card says that there is no more.
    ToTheEnd,
}

impl File {
    /// All of them, in the order in which they are read: the photo last, since it takes longest.
    pub const ALL: [Self; 11] = [
        Self::Identity,
        Self::IdentitySignature,
        Self::Address,
        Self::AddressSignature,
        Self::NationalRegisterCertificate,
        Self::AuthenticationCertificate,
        Self::SignatureCertificate,
        Self::CitizenCaCertificate,
        Self::RootCertificate,
        Self::BasicKey,
        Self::Photo,
    ];

    /// Stable name for logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity file",
            Self::IdentitySignature => "identity signature",
            Self::Address => "address file",
            Self::AddressSignature => "address signature",
            Self::NationalRegisterCertificate => "national register certificate",
            Self::AuthenticationCertificate => "authentication certificate",
            Self::SignatureCertificate => "signature certificate",
            Self::CitizenCaCertificate => "citizen CA certificate",
            Self::RootCertificate => "root certificate",
            Self::BasicKey => "basic public key",
            Self::Photo => "photo",
        }
    }

    /// Absolute path, the MF in front (card.md 4.1).
    pub(crate) const fn path(self) -> [u8; 6] {
        let [directory, high, low] = match self {
            Self::Identity => [0x01, 0x40, 0x31],
            Self::IdentitySignature => [0x01, 0x40, 0x32],
            Self::Address => [0x01, 0x40, 0x33],
            Self::AddressSignature => [0x01, 0x40, 0x34],
            Self::Photo => [0x01, 0x40, 0x35],
            Self::BasicKey => [0x01, 0x40, 0x40],
            Self::AuthenticationCertificate => [0x00, 0x50, 0x38],
            Self::SignatureCertificate => [0x00, 0x50, 0x39],
            Self::CitizenCaCertificate => [0x00, 0x50, 0x3A],
            Self::RootCertificate => [0x00, 0x50, 0x3B],
            Self::NationalRegisterCertificate => [0x00, 0x50, 0x3C],
        };
        [0x3F, 0x00, 0xDF, directory, high, low]
    }

    /// Whether it stands in the directory of the keys, DF(BELPIC).
    pub(crate) const fn is_in_belpic(self) -> bool {
        matches!(self.path(), [_, _, _, 0x00, ..])
    }

    pub(crate) const fn form(self) -> Form {
        match self {
            Self::Identity | Self::Photo => Form::ToTheEnd,
            Self::Address => Form::PaddedFields,
            Self::IdentitySignature | Self::AddressSignature => Form::Signature,
            _ => Form::Der,
        }
    }

    /// Bytes to expect, for progress only (card.md 4.1).
    pub(crate) const fn usual_len(self) -> usize {
        match self {
            Self::Identity => 260,
            Self::Address => 121,
            Self::IdentitySignature | Self::AddressSignature => 256,
            Self::Photo => 3064,
            Self::BasicKey => 120,
            _ => 1200,
        }
    }

    const fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

/// Which files are wanted. The identity file always is: everything else hangs on it.
///
/// ```
/// use beid_card::{File, Files};
///
/// let files = Files::all().without(File::Photo);
/// assert!(files.contains(File::Identity) && !files.contains(File::Photo));
/// assert_eq!(Files::identity() | Files::of(&[File::Photo]), Files::of(&[File::Photo]));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Files(u16);

impl Files {
    /// The identity file alone.
    #[must_use]
    pub const fn identity() -> Self {
        Self(File::Identity.bit())
    }

    /// The identity file and these.
    #[must_use]
    pub fn of(files: &[File]) -> Self {
        files.iter().fold(Self::identity(), |all, file| all.with(*file))
    }

    /// Every file that the card has.
    #[must_use]
    pub fn all() -> Self {
        Self::of(&File::ALL)
    }

    /// All that [`Contents::verify`](crate::Contents::verify) looks at and the signing procedures need:
    /// everything but the photo.
    #[must_use]
    pub fn to_verify() -> Self {
        Self::all().without(File::Photo)
    }

    /// These and `file`.
    #[must_use]
    pub const fn with(self, file: File) -> Self {
        Self(self.0 | file.bit())
    }

    /// These without `file`; the identity file stays.
    #[must_use]
    pub const fn without(self, file: File) -> Self {
        Self((self.0 & !file.bit()) | File::Identity.bit())
    }

    /// Whether `file` is among them.
    #[must_use]
    pub const fn contains(self, file: File) -> bool {
        self.0 & file.bit() != 0
    }

    /// In the order in which they are read.
    pub fn iter(self) -> impl Iterator<Item = File> {
        File::ALL.into_iter().filter(move |file| self.contains(*file))
    }
}

impl BitOr for Files {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Files as bytes, read by this crate or by a program's own card code.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RawFiles {
    files: [Option<Vec<u8>>; File::ALL.len()],
}

impl RawFiles {
    /// No file.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These and `file`, as read: whole, with the zero bytes that may stand at its end. A file that the card
    /// does not have is empty or all zero.
    #[must_use]
    pub fn with(mut self, file: File, bytes: Vec<u8>) -> Self {
        self.insert(file, bytes);
        self
    }

    /// The bytes of `file`; `None` when it was not read. Empty when the card does not have it.
    #[must_use]
    pub fn get(&self, file: File) -> Option<&[u8]> {
        self.files.get(usize::from(file as u8)).and_then(Option::as_deref)
    }

    /// Those of the wanted ones that are there.
    pub(crate) fn only(&self, wanted: Files) -> Self {
        let mut files = Self::new();
        for file in wanted.iter() {
            if let Some(bytes) = self.get(file) {
                files.insert(file, bytes.to_vec());
            }
        }
        files
    }

    pub(crate) fn insert(&mut self, file: File, bytes: Vec<u8>) {
        if let Some(slot) = self.files.get_mut(usize::from(file as u8)) {
            *slot = Some(bytes);
        }
    }
}

/// The files are a person's.
impl fmt::Debug for RawFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for file in File::ALL {
            if let Some(bytes) = self.get(file) {
                map.entry(&file, &format_args!("{} bytes", bytes.len()));
            }
        }
        map.finish()
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", file.as_str())]
#[non_exhaustive]
pub struct FileError {
    /// The file.
    pub file: File,
    /// What is wrong with it.
    pub problem: FileProblem,
}

impl FileError {
    pub(crate) const fn new(file: File, problem: FileProblem) -> Self {
        Self { file, problem }
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// It does not split into fields.
    #[error(transparent)]
    Fields(TlvError),
    /// A field that must be there is absent, or its text does not parse.
    #[error("field {tag:02X} is absent or unreadable")]
    #[non_exhaustive]
    Field {
        /// The tag.
        tag: u8,
    },
    /// The card does not have it.
    #[error("absent")]
    Absent,
    /// No certificate, or no key, in DER.
    #[error("not DER")]
    Der,
    /// Longer than any file of this kind.
    #[error("too long")]
    TooLong,
}

/// Length of the DER value that `file` begins with, header included; `None` when that is no header of a
/// SEQUENCE with a length of at most two bytes.
pub(crate) fn der_len(file: &[u8]) -> Option<usize> {
    let (&tag, rest) = file.split_first()?;
    let (&length, rest) = rest.split_first()?;
    if tag != 0x30 {
        return None;
    }
    match (length, rest) {
        (0..=0x7F, _) => usize::from(length).checked_add(2),
        (0x81, [low, ..]) => usize::from(*low).checked_add(3),
        (0x82, [high, low, ..]) => usize::from(u16::from_be_bytes([*high, *low])).checked_add(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets() {
        assert_eq!(Files::all().iter().count(), File::ALL.len());
        assert!(Files::identity().without(File::Identity).contains(File::Identity));
        assert!(!Files::to_verify().contains(File::Photo));
        for (at, file) in File::ALL.into_iter().enumerate() {
            let raw = RawFiles::new().with(file, vec![1]);
            assert_eq!(raw.get(file), Some(&[1][..]));
            assert_eq!(File::ALL.iter().filter(|other| raw.get(**other).is_some()).count(), 1, "{at}");
        }
    }

    #[test]
    fn der_headers() {
        for (bytes, length) in [
            (&[0x30, 0x76][..], Some(0x78)),
            (&[0x30, 0x81, 0x80], Some(0x83)),
            (&[0x30, 0x82, 0x03, 0x31], Some(821)),
            (&[0x30, 0x82, 0x03], None),
            (&[0x30, 0x84, 0, 0, 0, 9], None),
            (&[0x31, 0x05], None),
            (&[0x00], None),
            (&[], None),
        ] {
            assert_eq!(der_len(bytes), length, "{bytes:02X?}");
        }
    }
}
