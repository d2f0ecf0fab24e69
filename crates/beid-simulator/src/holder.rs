//! What a card says about its holder.

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::exhaustive_structs, reason = "a date has three parts")]
pub struct Day {
    /// 1950 to 2049 where a certificate is made from it.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Day {
    /// Year, month, day.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// As the card writes it: `DD.MM.YYYY`.
    #[must_use]
    pub fn text(self) -> String {
        format!("{:02}.{:02}.{:04}", self.day, self.month, self.year)
    }
}

/// What stands in the identity and the address file (card.md 5.2, 5.5), as the texts on the card.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "tests build holders of their own from an existing one")]
pub struct Holder {
    /// Tag 01: 12 digits, or for foreigners B and 9 digits.
    pub card_number: String,
    /// Tag 03; also the beginning of both certificates.
    pub valid_from: Day,
    /// Tag 04; also the end of both certificates.
    pub valid_until: Day,
    /// Tag 05.
    pub issuing_municipality: String,
    /// Tag 06: 11 digits.
    pub national_number: String,
    /// Tag 07.
    pub surname: String,
    /// Tag 08: the first two given names.
    pub given_names: String,
    /// Tag 09.
    pub third_name_initial: String,
    /// Tag 0A, in the card's language.
    pub nationality: String,
    /// Tag 0B.
    pub birth_place: String,
    /// Tag 0C, in one of the forms of card.md 5.4.
    pub birth_date: String,
    /// Tag 0D: M, or F, V, W.
    pub sex: String,
    /// Tag 0E.
    pub noble_condition: String,
    /// Tag 0F, as a number with or without leading zero.
    pub document_type: String,
    /// Tag 10.
    pub special_status: String,
    /// Tags from 12 on, without 1A (the card itself makes that one); written in ascending order of tags.
    pub further: Vec<(u8, Vec<u8>)>,
    /// Address tag 01: street and number.
    pub street: String,
    /// Address tag 02.
    pub postal_code: String,
    /// Address tag 03.
    pub municipality: String,
}

impl Holder {
    pub(crate) fn given(&mut self, surname: &str, given_names: &str, third_name_initial: &str) {
        self.surname = surname.to_owned();
        self.given_names = given_names.to_owned();
        self.third_name_initial = third_name_initial.to_owned();
    }

    pub(crate) fn born(&mut self, date: &str, place: &str, sex: &str) {
        self.birth_date = date.to_owned();
        self.birth_place = place.to_owned();
        self.sex = sex.to_owned();
    }

    pub(crate) fn lives(&mut self, street: &str, postal_code: &str, municipality: &str) {
        self.street = street.to_owned();
        self.postal_code = postal_code.to_owned();
        self.municipality = municipality.to_owned();
        self.issuing_municipality = municipality.to_owned();
    }
}

/// An adult citizen without name or address yet, on a card valid from 2020 to 2040.
pub(crate) fn citizen(birth: Day, serial: u16, card_number: &str) -> Holder {
    Holder {
        card_number: card_number_of(card_number),
        valid_from: Day::new(2020, 9, 1),
        valid_until: Day::new(2040, 9, 1),
        issuing_municipality: String::new(),
        national_number: national_number_of(birth, serial),
        surname: String::new(),
        given_names: String::new(),
        third_name_initial: String::new(),
        nationality: "Belg".to_owned(),
        birth_place: String::new(),
        birth_date: String::new(),
        sex: String::new(),
        noble_condition: String::new(),
        document_type: "01".to_owned(),
        special_status: "0".to_owned(),
        further: Vec::new(),
        street: String::new(),
        postal_code: String::new(),
        municipality: String::new(),
    }
}

/// 11 digits; serials 998 and 999 are those that no real person gets soon (domain.md 3).
fn national_number_of(birth: Day, serial: u16) -> String {
    let first_nine = format!("{:02}{:02}{:02}{serial:03}", birth.year % 100, birth.month, birth.day);
    let century = if birth.year >= 2000 { 2_000_000_000 } else { 0 };
    let number = century + first_nine.parse::<u64>().unwrap_or_default();
    format!("{first_nine}{:02}", 97 - number % 97)
}

/// 12 digits from the first ten (with a hyphen after the third): the last two are their rest by 97, 0 written 97.
fn card_number_of(first_ten: &str) -> String {
    let digits = first_ten.replace('-', "");
    let rest = digits.parse::<u64>().unwrap_or_default() % 97;
    format!("{digits}{:02}", if rest == 0 { 97 } else { rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of domain.md 3.1.
    #[test]
    fn check_digits_of_national_numbers() {
        assert_eq!(national_number_of(Day::new(1900, 1, 1), 1), "00010100173");
        assert_eq!(national_number_of(Day::new(2000, 1, 1), 1), "00010100105");
        assert_eq!(national_number_of(Day::new(2010, 1, 1), 998), "10010199891");
        assert_eq!(national_number_of(Day::new(1910, 1, 1), 998), "10010199862");
    }
}
