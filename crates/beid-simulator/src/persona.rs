//! The holders: invented people, and what kind of card each of them carries.

use crate::holder::{Day, Holder, citizen};
use crate::pki::RootAge;

/// Applet and key generation of a card (card.md 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Applet {
    /// 1.1: RSA 1024, National Register signatures with SHA-1. Issued 2004 to 2014.
    V11,
    /// 1.7: RSA 2048. Issued 2014 to 2021.
    V17,
    /// 1.7 after re-keying: the holder's keys stay RSA 2048, every authority is EC P-384.
    V17Rekeyed,
    /// 1.8: EC P-384. Issued since 2021.
    V18,
}

impl Applet {
    /// The version as people write it: `1.1`, `1.7`, `1.8`.
    #[must_use]
    pub const fn version(self) -> &'static str {
        match self {
            Self::V11 => "1.1",
            Self::V17 | Self::V17Rekeyed => "1.7",
            Self::V18 => "1.8",
        }
    }

    /// Whether the holder's keys are on P-384.
    #[must_use]
    pub const fn is_ec(self) -> bool {
        matches!(self, Self::V18)
    }

    /// Whether the authorities' keys (root, citizen CA, National Register) are on P-384.
    #[must_use]
    pub const fn has_ec_authorities(self) -> bool {
        matches!(self, Self::V17Rekeyed | Self::V18)
    }
}

/// Which of the holder's two keys the card has (card.md 7, last paragraph).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HolderKeys {
    /// Authentication and signature.
    Both,
    /// Authentication only: a child's card.
    AuthenticationOnly,
    /// None: a young child's card, or the holder's choice.
    None,
}

/// An invented person with a card. PIN 1234.
///
/// ```
/// use beid_simulator::Persona;
///
/// let lotte = Persona::by_name("adult-rsa").ok_or("no such persona")?;
/// assert_eq!(lotte.surname(), "Voorbeeld");
/// assert_eq!(lotte.applet().version(), "1.7");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persona {
    name: String,
    applet: Applet,
    keys: HolderKeys,
    foreigner: bool,
    pin_tries: u8,
    root: RootAge,
    holder: Holder,
}

const NAMES: &[&str] = &["adult-rsa", "adult-ec", "foreigner", "child", "expired", "diacritics", "blocked"];

impl Persona {
    /// The PIN of every persona.
    pub const PIN: &'static str = "1234";

    /// The persona of this name (product.md "Virtual cards").
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "adult-rsa" => Self::adult_rsa(),
            "adult-ec" => Self::adult_ec(),
            "foreigner" => Self::foreigner(),
            "child" => Self::child(),
            "expired" => Self::expired(),
            "diacritics" => Self::diacritics(),
            "blocked" => Self::blocked(),
            _ => return None,
        })
    }

    /// The names that [`by_name`](Self::by_name) knows.
    #[must_use]
    pub fn names() -> &'static [&'static str] {
        NAMES
    }

    fn new(name: &str, applet: Applet, holder: Holder) -> Self {
        let (name, foreigner) = (name.to_owned(), false);
        Self { name, applet, keys: HolderKeys::Both, foreigner, pin_tries: 3, root: RootAge::Valid, holder }
    }

    /// Applet 1.7, RSA 2048.
    #[must_use]
    pub fn adult_rsa() -> Self {
        let mut holder = citizen(Day::new(1985, 6, 14), 998, "592-0000101");
        holder.given("Voorbeeld", "Lotte Marie", "A");
        holder.born("14 JUN 1985", "Gent", "V");
        holder.lives("Voorbeeldstraat 12 bus 3", "9000", "Gent");
        Self::new("adult-rsa", Applet::V17, holder)
    }

    /// Applet 1.8, EC P-384.
    #[must_use]
    pub fn adult_ec() -> Self {
        let mut holder = citizen(Day::new(1979, 9, 3), 999, "595-0000202");
        holder.given("Exemple", "Julien Marc", "P");
        holder.born("03 SEPT 1979", "Namur", "M");
        holder.lives("Rue de l'Exemple 7", "5000", "Namur");
        holder.nationality = "Belge".to_owned();
        holder.document_type = "1".to_owned();
        Self::new("adult-ec", Applet::V18, holder)
    }

    /// A citizen of another state of the Union (document type 31), applet 1.8.
    #[must_use]
    pub fn foreigner() -> Self {
        let mut holder = citizen(Day::new(1990, 1, 1), 998, "595-0000303");
        holder.card_number = "B000003030".to_owned();
        holder.given("Exemplo", "Inês Maria", "");
        holder.born("1 JAN 1990", "Coimbra", "F");
        holder.lives("Rue de l'Exemple 9", "1050", "Ixelles");
        holder.nationality = "portugaise".to_owned();
        holder.document_type = "31".to_owned();
        holder.further = vec![(0x12, b"01".to_vec()), (0x14, Vec::new()), (0x1F, b"01.02.2018".to_vec())];
        Self { foreigner: true, ..Self::new("foreigner", Applet::V18, holder) }
    }

    /// A child of under 12 (Kids-ID) with an authentication certificate and no signature certificate, 1.8.
    #[must_use]
    pub fn child() -> Self {
        let mut holder = citizen(Day::new(2016, 5, 3), 998, "610-0000404");
        holder.given("Voorbeeld", "Noor Emma", "");
        holder.born("03 MEI 2016", "Gent", "V");
        holder.lives("Voorbeeldstraat 12 bus 3", "9000", "Gent");
        holder.document_type = "6".to_owned();
        Self { keys: HolderKeys::AuthenticationOnly, ..Self::new("child", Applet::V18, holder) }
    }

    /// Card and certificates ended on 1 March 2024; applet 1.7.
    #[must_use]
    pub fn expired() -> Self {
        let mut holder = citizen(Day::new(1971, 8, 13), 999, "591-0000505");
        holder.given("Beispiel", "Hans Peter", "K");
        holder.born("13.AUG. 1971", "Eupen", "M");
        holder.lives("Beispielweg 5", "4700", "Eupen");
        holder.nationality = "Belgier".to_owned();
        holder.valid_from = Day::new(2014, 3, 1);
        holder.valid_until = Day::new(2024, 3, 1);
        Self::new("expired", Applet::V17, holder)
    }

    /// Long names with diacritics, ligatures, an apostrophe and letters of several languages; applet 1.8.
    #[must_use]
    pub fn diacritics() -> Self {
        let mut holder = citizen(Day::new(1968, 8, 21), 998, "595-0000606");
        holder.given(
            "D'Hœst-Křížová van Łęcki-Đorđević ter Ñandúßberg-Åkerström",
            "Françoise-Zoë Þórunn-Ægisdóttir Ĳsbrandína",
            "Ö",
        );
        holder.born("21 AOUT 1968", "Braine-l'Alleud / Eigenbrakel", "F");
        holder.lives("Chaussée de l'Œuvre-à-l'Été 123 boîte 4", "1180", "Uccle");
        holder.nationality = "Belge".to_owned();
        holder.noble_condition = "Vicomtesse de l'Île".to_owned();
        Self::new("diacritics", Applet::V18, holder)
    }

    /// The PIN is blocked; applet 1.7.
    #[must_use]
    pub fn blocked() -> Self {
        let mut holder = citizen(Day::new(1992, 4, 26), 998, "592-0000707");
        holder.given("Modèle", "Claire Anne", "");
        holder.born("26 AVR  1992", "Liège", "F");
        holder.lives("Quai du Modèle 1", "4000", "Liège");
        holder.nationality = "Belge".to_owned();
        Self { pin_tries: 0, ..Self::new("blocked", Applet::V17, holder) }
    }

    /// The same person on a card of another generation.
    #[must_use]
    pub fn with_applet(self, applet: Applet) -> Self {
        Self { applet, ..self }
    }

    /// Another name, from which keys follow, and other data on the same kind of card.
    #[must_use]
    pub fn with_holder(self, name: &str, holder: Holder) -> Self {
        Self { name: name.to_owned(), holder, ..self }
    }

    /// With other keys than both.
    #[must_use]
    pub fn with_keys(self, keys: HolderKeys) -> Self {
        Self { keys, ..self }
    }

    /// With so many PIN tries left, 0 to 3.
    #[must_use]
    pub fn with_pin_tries(self, pin_tries: u8) -> Self {
        Self { pin_tries: pin_tries.min(3), ..self }
    }

    /// On a card whose root ended in 2023, with the key and name of the one that [`test_roots`](crate::test_roots)
    /// gives; everything else on the card is still valid.
    #[must_use]
    pub fn with_expired_root(self) -> Self {
        Self { root: RootAge::Ended, ..self }
    }

    pub(crate) const fn root_age(&self) -> RootAge {
        self.root
    }

    /// The name by which it is asked for.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Generation of the card.
    #[must_use]
    pub const fn applet(&self) -> Applet {
        self.applet
    }

    /// Keys on the card.
    #[must_use]
    pub const fn keys(&self) -> HolderKeys {
        self.keys
    }

    /// Whether the certificates come from the Foreigner CA.
    #[must_use]
    pub const fn is_foreigner(&self) -> bool {
        self.foreigner
    }

    /// PIN tries left on a fresh card.
    #[must_use]
    pub const fn pin_tries(&self) -> u8 {
        self.pin_tries
    }

    /// Everything in the identity and address files.
    #[must_use]
    pub const fn holder(&self) -> &Holder {
        &self.holder
    }

    /// Surname.
    #[must_use]
    pub fn surname(&self) -> &str {
        &self.holder.surname
    }

    /// The first two given names.
    #[must_use]
    pub fn given_names(&self) -> &str {
        &self.holder.given_names
    }

    /// National number (SSIN), 11 digits.
    #[must_use]
    pub fn national_number(&self) -> &str {
        &self.holder.national_number
    }

    /// Number printed on the card.
    #[must_use]
    pub fn card_number(&self) -> &str {
        &self.holder.card_number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_persona_of_that_name() {
        for name in Persona::names() {
            assert_eq!(Persona::by_name(name).unwrap().name(), *name);
        }
        assert_eq!(Persona::by_name("nobody"), None);
    }

    #[test]
    fn numbers_differ_and_fit_their_fields() {
        let personas: Vec<Persona> =
            Persona::names().iter().filter_map(|name| Persona::by_name(name)).collect();
        let numbers: std::collections::BTreeSet<&str> =
            personas.iter().map(Persona::national_number).collect();
        assert_eq!(numbers.len(), personas.len());
        for persona in &personas {
            let holder = persona.holder();
            assert!(holder.surname.len() <= 90, "{}", persona.name());
            assert!(holder.given_names.len() <= 75, "{}", persona.name());
            assert!(holder.street.len() <= 60, "{}", persona.name());
        }
    }
}
