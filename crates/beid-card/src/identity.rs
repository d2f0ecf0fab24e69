//! The identity file: every field typed, unknown ones kept (card.md 5.2).

use core::fmt;

use crate::address::text;
use crate::applet::ChipNumber;
use crate::code_lists::{DocumentType, Sex, SpecialOrganisation, SpecialStatus};
use crate::date::{BirthDate, Date};
use crate::tlv::{self, TlvError};

/// Who the card is of, as it says. Nothing here is verified: see
/// [`Contents::verify`](crate::Contents::verify).
///
/// A field that is absent, empty, or not of its form is `None`, for real cards leave even obligatory ones
/// empty; [`raw`](Self::raw) has the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    fields: Vec<Entry>,
}

#[derive(Clone, PartialEq, Eq)]
struct Entry {
    tag: u8,
    value: Vec<u8>,
    text: String,
}

impl Identity {
    /// Reads the file.
    ///
    /// # Errors
    /// [`TlvError`] when it does not split into fields.
    pub fn parse(file: &[u8]) -> Result<Self, TlvError> {
        let fields = tlv::fields(file)?;
        let entry = |field: &tlv::Field<'_>| Entry {
            tag: field.tag,
            value: field.value.to_vec(),
            text: text(field.value),
        };
        Ok(Self { fields: fields.iter().map(entry).collect() })
    }

    /// The bytes of a field, also of one that this crate does not know.
    #[must_use]
    pub fn raw(&self, tag: u8) -> Option<&[u8]> {
        self.entry(tag).map(|entry| entry.value.as_slice())
    }

    /// The tags that are there, in their order.
    pub fn tags(&self) -> impl Iterator<Item = u8> {
        self.fields.iter().map(|entry| entry.tag)
    }

    /// Version of the file's structure; 0 where the tag is left out.
    #[must_use]
    pub fn structure_version(&self) -> u16 {
        self.raw(0x00).unwrap_or_default().iter().fold(0, |sum: u16, byte| (sum << 8) | u16::from(*byte))
    }

    /// Number of the card: 12 digits for citizens; foreigners have other forms.
    #[must_use]
    pub fn card_number(&self) -> Option<&str> {
        self.text(0x01)
    }

    /// Serial number of the chip.
    #[must_use]
    pub fn chip_number(&self) -> Option<ChipNumber> {
        self.raw(0x02).and_then(ChipNumber::from_slice)
    }

    /// First day of the card's validity.
    #[must_use]
    pub fn valid_from(&self) -> Option<Date> {
        self.text(0x03).and_then(Date::from_card)
    }

    /// Last day of the card's validity.
    #[must_use]
    pub fn valid_until(&self) -> Option<Date> {
        self.text(0x04).and_then(Date::from_card)
    }

    /// Municipality that issued the card.
    #[must_use]
    pub fn issuing_municipality(&self) -> Option<&str> {
        self.text(0x05)
    }

    /// National Register number, or bis number: 11 digits.
    #[must_use]
    pub fn national_number(&self) -> Option<&str> {
        self.text(0x06)
    }

    /// Surname.
    #[must_use]
    pub fn surname(&self) -> Option<&str> {
        self.text(0x07)
    }

    /// The first two given names, with a blank between them.
    #[must_use]
    pub fn given_names(&self) -> Option<&str> {
        self.text(0x08)
    }

    /// First letter of the third given name.
    #[must_use]
    pub fn third_name_initial(&self) -> Option<&str> {
        self.text(0x09)
    }

    /// Nationality, in the language of the card.
    #[must_use]
    pub fn nationality(&self) -> Option<&str> {
        self.text(0x0A)
    }

    /// Place of birth.
    #[must_use]
    pub fn birth_place(&self) -> Option<&str> {
        self.text(0x0B)
    }

    /// Date of birth; `None` also for a text that is none: [`birth_date_text`](Self::birth_date_text).
    #[must_use]
    pub fn birth_date(&self) -> Option<BirthDate> {
        self.text(0x0C).and_then(BirthDate::from_card)
    }

    /// Date of birth as the card writes it, in the card's language.
    #[must_use]
    pub fn birth_date_text(&self) -> Option<&str> {
        self.text(0x0C)
    }

    /// Sex.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        self.text(0x0D).and_then(Sex::from_card)
    }

    /// Title of nobility.
    #[must_use]
    pub fn noble_condition(&self) -> Option<&str> {
        self.text(0x0E)
    }

    /// Kind of document.
    #[must_use]
    pub fn document_type(&self) -> Option<DocumentType> {
        self.text(0x0F).and_then(DocumentType::from_card)
    }

    /// White or yellow cane, extended minority.
    #[must_use]
    pub fn special_status(&self) -> Option<SpecialStatus> {
        self.text(0x10).and_then(SpecialStatus::from_card)
    }

    /// Hash of the photo: 20, 32 or 48 bytes of SHA-1, SHA-256 or SHA-384.
    #[must_use]
    pub fn photo_hash(&self) -> Option<&[u8]> {
        self.raw(0x11).filter(|hash| !hash.is_empty())
    }

    /// Number of the duplicate, foreigners only.
    #[must_use]
    pub fn duplicate(&self) -> Option<&str> {
        self.text(0x12)
    }

    /// Special organisation, foreigners only.
    #[must_use]
    pub fn special_organisation(&self) -> Option<SpecialOrganisation> {
        self.text(0x13).and_then(SpecialOrganisation::from_card)
    }

    /// Whether the mark "member of family" is there, foreigners only. Every card since 2011 seems to have
    /// it, so that it may say nothing.
    #[must_use]
    pub fn family_member_mark(&self) -> bool {
        self.entry(0x14).is_some()
    }

    /// Date and country of protection, `dd.MM.yyyy-A2`, foreigners only.
    #[must_use]
    pub fn protection(&self) -> Option<&str> {
        self.text(0x15)
    }

    /// Labour-market mention: 7 unlimited, 8 limited, 9 no access; foreigners only.
    #[must_use]
    pub fn labour_market(&self) -> Option<&str> {
        self.text(0x16)
    }

    /// VAT numbers of up to two employers, foreigners only.
    pub fn employer_vat_numbers(&self) -> impl Iterator<Item = &str> {
        [0x17, 0x18].into_iter().filter_map(|tag| self.text(tag))
    }

    /// Regional file number, foreigners only.
    #[must_use]
    pub fn regional_file_number(&self) -> Option<&str> {
        self.text(0x19)
    }

    /// SHA-384 of the file of the chip's own key, from applet 1.8 on.
    #[must_use]
    pub fn basic_key_hash(&self) -> Option<&[u8]> {
        self.raw(0x1A).filter(|hash| !hash.is_empty())
    }

    /// Mention B: Article 18(1) of the withdrawal agreement, foreigners only.
    #[must_use]
    pub fn withdrawal_agreement_mention(&self) -> Option<&str> {
        self.text(0x1B)
    }

    /// Mention C: permanent residence, foreigners only.
    #[must_use]
    pub fn permanent_residence_mention(&self) -> Option<&str> {
        self.text(0x1C)
    }

    /// Mention on an A card: A seasonal worker, D student, I researcher …; foreigners only.
    #[must_use]
    pub fn a_card_mention(&self) -> Option<&str> {
        self.text(0x1D)
    }

    /// Mention K on an A card: mobility programme; foreigners only.
    #[must_use]
    pub fn mobility_mention(&self) -> Option<&str> {
        self.text(0x1E)
    }

    /// Date of EU registration or of permanent residence, EU citizens only.
    #[must_use]
    pub fn eu_registration(&self) -> Option<Date> {
        self.text(0x1F).and_then(Date::from_card)
    }

    fn entry(&self, tag: u8) -> Option<&Entry> {
        self.fields.iter().find(|entry| entry.tag == tag)
    }

    fn text(&self, tag: u8) -> Option<&str> {
        self.entry(tag).map(|entry| entry.text.as_str()).filter(|text| !text.is_empty())
    }
}

/// A person's data are not shown.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({} fields)", self.fields.len())
    }
}
