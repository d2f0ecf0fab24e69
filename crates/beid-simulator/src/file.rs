//! The files of the card by name and path (card.md 4.1).

/// A directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directory {
    /// MF, 3F00.
    Master,
    /// DF(BELPIC), DF00.
    Belpic,
    /// DF(ID), DF01.
    Id,
}

impl Directory {
    pub(crate) const fn from_id(id: u16) -> Option<Self> {
        match id {
            0x3F00 => Some(Self::Master),
            0xDF00 => Some(Self::Belpic),
            0xDF01 => Some(Self::Id),
            _ => None,
        }
    }
}

/// An elementary file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CardFile {
    /// EF(DIR), 2F00 in the master file.
    Dir,
    /// EF(ODF), DF00 5031.
    Odf,
    /// EF(TokenInfo), DF00 5032.
    TokenInfo,
    /// EF(AODF), DF00 5034.
    Aodf,
    /// EF(PrKDF), DF00 5035.
    PrKdf,
    /// EF(CDF), DF00 5037.
    Cdf,
    /// DF00 5038.
    AuthenticationCertificate,
    /// DF00 5039.
    SignatureCertificate,
    /// DF00 503A: Citizen CA or Foreigner CA.
    CitizenCaCertificate,
    /// DF00 503B.
    RootCertificate,
    /// DF00 503C: National Register.
    RegisterCertificate,
    /// EF(ID#RN), DF01 4031.
    Identity,
    /// EF(SGN#RN), DF01 4032.
    IdentitySignature,
    /// EF(ID#Address), DF01 4033.
    Address,
    /// EF(SGN#Address), DF01 4034.
    AddressSignature,
    /// EF(ID#Photo), DF01 4035.
    Photo,
    /// EF(PuK#7 ID), DF01 4038; 1.1 and 1.7.
    CaRoleKeyHash,
    /// EF(Preferences), DF01 4039; 1.1 and 1.7.
    Preferences,
    /// EF(PuK#1 Basic), DF01 4040; 1.8.
    BasicKey,
}

impl CardFile {
    /// All of them, in the order of their identifiers.
    pub const ALL: &'static [Self] = &[
        Self::Dir,
        Self::Odf,
        Self::TokenInfo,
        Self::Aodf,
        Self::PrKdf,
        Self::Cdf,
        Self::AuthenticationCertificate,
        Self::SignatureCertificate,
        Self::CitizenCaCertificate,
        Self::RootCertificate,
        Self::RegisterCertificate,
        Self::Identity,
        Self::IdentitySignature,
        Self::Address,
        Self::AddressSignature,
        Self::Photo,
        Self::CaRoleKeyHash,
        Self::Preferences,
        Self::BasicKey,
    ];

    /// File identifier, unique on the card.
    #[must_use]
    pub const fn id(self) -> u16 {
        match self {
            Self::Dir => 0x2F00,
            Self::Odf => 0x5031,
            Self::TokenInfo => 0x5032,
            Self::Aodf => 0x5034,
            Self::PrKdf => 0x5035,
            Self::Cdf => 0x5037,
            Self::AuthenticationCertificate => 0x5038,
            Self::SignatureCertificate => 0x5039,
            Self::CitizenCaCertificate => 0x503A,
            Self::RootCertificate => 0x503B,
            Self::RegisterCertificate => 0x503C,
            Self::Identity => 0x4031,
            Self::IdentitySignature => 0x4032,
            Self::Address => 0x4033,
            Self::AddressSignature => 0x4034,
            Self::Photo => 0x4035,
            Self::CaRoleKeyHash => 0x4038,
            Self::Preferences => 0x4039,
            Self::BasicKey => 0x4040,
        }
    }

    pub(crate) const fn directory(self) -> Directory {
        match self.id() >> 8 {
            0x2F => Directory::Master,
            0x50 => Directory::Belpic,
            _ => Directory::Id,
        }
    }

    pub(crate) fn find(directory: Directory, id: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|file| file.id() == id && file.directory() == directory)
    }
}
