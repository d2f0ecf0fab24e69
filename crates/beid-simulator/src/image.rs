//! From a persona to the bytes of every file and the keys behind them (card.md 4 to 7).

use std::collections::BTreeMap;

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384};

use crate::assumed;
use crate::file::CardFile;
use crate::holder::Holder;
use crate::keys::{Modulus, PrivateKey};
use crate::persona::{Applet, HolderKeys, Persona};
use crate::photo;
use crate::pkcs15;
use crate::pki::{self, Family, Purpose};

/// The card as it leaves the factory.
pub(crate) struct Image {
    pub(crate) applet: Applet,
    /// The chip's number: "SLIN" and `0123456789…` make it visibly invented.
    pub(crate) serial: [u8; 16],
    pub(crate) files: BTreeMap<CardFile, Vec<u8>>,
    pub(crate) authentication: Option<PrivateKey>,
    pub(crate) signature: Option<PrivateKey>,
    /// Key 81 (card.md 10); on 1.8 only is its public half on the card.
    pub(crate) basic: Option<PrivateKey>,
}

impl Image {
    pub(crate) fn new(persona: &Persona, seed: u64) -> Self {
        let applet = persona.applet();
        let key = |what: &str| holder_key(persona, what, seed);
        let authentication = (persona.keys() != HolderKeys::None).then(|| key("authentication"));
        let signature = (persona.keys() == HolderKeys::Both).then(|| key("signature"));
        let basic = applet.is_ec().then(|| key("basic"));
        let serial = chip_serial(persona, seed);
        let mut image = Self { applet, serial, files: BTreeMap::new(), authentication, signature, basic };
        image.add_directories(persona);
        image.add_certificates(persona, seed);
        image.add_identity(persona, seed);
        image
    }

    fn add_directories(&mut self, persona: &Persona) {
        let applet = self.applet;
        self.files.extend([
            (CardFile::Dir, pkcs15::dir()),
            (CardFile::Odf, pkcs15::odf()),
            (CardFile::TokenInfo, pkcs15::token_info(applet, &self.serial)),
            (CardFile::Aodf, pkcs15::aodf()),
            (CardFile::PrKdf, pkcs15::prkdf(applet)),
            (CardFile::Cdf, pkcs15::cdf(applet, persona.keys())),
        ]);
    }

    fn add_certificates(&mut self, persona: &Persona, seed: u64) {
        let family = Family::of(self.applet);
        let holder = |purpose, key: &Option<PrivateKey>| {
            key.as_ref().map(|key| pki::holder_certificate(persona, purpose, key, seed))
        };
        let certificates = [
            (CardFile::AuthenticationCertificate, holder(Purpose::Authentication, &self.authentication)),
            (CardFile::SignatureCertificate, holder(Purpose::Signature, &self.signature)),
            (
                CardFile::CitizenCaCertificate,
                Some(pki::citizen_ca_certificate(family, persona.is_foreigner(), seed)),
            ),
            (CardFile::RootCertificate, Some(pki::root_certificate(family, persona.root_age(), seed))),
            (CardFile::RegisterCertificate, Some(pki::register_certificate(self.applet, seed))),
        ];
        for (file, certificate) in certificates {
            let padded = padded_certificate(self.applet, file, certificate);
            self.files.insert(file, padded);
        }
    }

    fn add_identity(&mut self, persona: &Persona, seed: u64) {
        let (width, height) = if self.applet.is_ec() { (150, 195) } else { (140, 200) };
        let photo = photo::photo(persona.name(), width, height);
        let basic_key = self.basic.as_ref().map(PrivateKey::spki);
        let identity =
            identity_file(self.applet, &self.serial, persona.holder(), &photo, basic_key.as_deref());
        let address = address_file(self.applet, persona.holder());
        let register = pki::register_key(self.applet, seed);
        let (identity_signature, address_signature) = sign_files(self.applet, &register, &identity, &address);
        self.files.extend([
            (CardFile::Identity, identity),
            (CardFile::IdentitySignature, identity_signature),
            (CardFile::Address, address),
            (CardFile::AddressSignature, address_signature),
            (CardFile::Photo, photo),
        ]);
        match basic_key {
            Some(key) => {
                self.files.insert(CardFile::BasicKey, key);
            }
            None => {
                self.files.insert(CardFile::CaRoleKeyHash, Sha1::digest(self.serial).to_vec());
                self.files.insert(CardFile::Preferences, vec![0; assumed::PREFERENCES_FILE]);
            }
        }
    }
}

fn holder_key(persona: &Persona, what: &str, seed: u64) -> PrivateKey {
    let label = format!("holder {} {what}", persona.name());
    match persona.applet() {
        Applet::V11 => PrivateKey::rsa(&label, Modulus::Bits1024, seed),
        Applet::V17 | Applet::V17Rekeyed => PrivateKey::rsa(&label, Modulus::Bits2048, seed),
        Applet::V18 => PrivateKey::ec(&label, seed),
    }
}

fn chip_serial(persona: &Persona, seed: u64) -> [u8; 16] {
    let label = format!("chip {} {}", persona.name(), persona.applet().version());
    let unique = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(label).finalize();
    let mut serial = *b"SLIN\x01\x23\x45\x67\0\0\0\0\0\0\0\0";
    for (to, from) in serial.iter_mut().skip(8).zip(unique) {
        *to = from;
    }
    serial
}

/// Padding after an issued certificate, or the zero bytes of one that was not issued (card.md 4.1).
fn padded_certificate(applet: Applet, file: CardFile, certificate: Option<Vec<u8>>) -> Vec<u8> {
    let Some(mut bytes) = certificate else {
        return vec![0; if applet.is_ec() { 2500 } else { 1300 }];
    };
    let padding = match file {
        _ if applet.is_ec() => 1100,
        CardFile::RootCertificate | CardFile::RegisterCertificate => 0,
        _ => 50,
    };
    bytes.resize(bytes.len() + padding, 0);
    bytes
}

/// Tag, length with the FF escape of card.md 5.1, value.
pub(crate) fn push_field(file: &mut Vec<u8>, tag: u8, value: &[u8]) {
    file.push(tag);
    let mut length = value.len();
    while length >= 0xFF {
        file.push(0xFF);
        length -= 0xFF;
    }
    file.push(length as u8);
    file.extend_from_slice(value);
}

fn photo_hash(applet: Applet, photo: &[u8]) -> Vec<u8> {
    match applet {
        Applet::V11 => Sha1::digest(photo).to_vec(),
        Applet::V17 | Applet::V17Rekeyed => Sha256::digest(photo).to_vec(),
        Applet::V18 => Sha384::digest(photo).to_vec(),
    }
}

fn identity_file(
    applet: Applet,
    serial: &[u8; 16],
    holder: &Holder,
    photo: &[u8],
    basic_key: Option<&[u8]>,
) -> Vec<u8> {
    let texts = [
        (0x01, holder.card_number.as_str()),
        (0x03, &holder.valid_from.text()),
        (0x04, &holder.valid_until.text()),
        (0x05, &holder.issuing_municipality),
        (0x06, &holder.national_number),
        (0x07, &holder.surname),
        (0x08, &holder.given_names),
        (0x09, &holder.third_name_initial),
        (0x0A, &holder.nationality),
        (0x0B, &holder.birth_place),
        (0x0C, &holder.birth_date),
        (0x0D, &holder.sex),
        (0x0E, &holder.noble_condition),
        (0x0F, &holder.document_type),
        (0x10, &holder.special_status),
    ];
    let mut fields: Vec<(u8, Vec<u8>)> =
        texts.iter().map(|(tag, text)| (*tag, text.as_bytes().to_vec())).collect();
    if applet.is_ec() {
        fields.push((0x00, vec![0, 2]));
    }
    fields.push((0x02, serial.to_vec()));
    fields.push((0x11, photo_hash(applet, photo)));
    fields.extend(holder.further.iter().cloned());
    fields.extend(basic_key.map(|key| (0x1A, Sha384::digest(key).to_vec())));
    // Stable: of two fields with one tag the first stays first.
    fields.sort_by_key(|(tag, _)| *tag);
    let mut file = Vec::new();
    for (tag, value) in &fields {
        push_field(&mut file, *tag, value);
    }
    file
}

fn address_file(applet: Applet, holder: &Holder) -> Vec<u8> {
    let mut file = Vec::new();
    push_field(&mut file, 0x01, holder.street.as_bytes());
    push_field(&mut file, 0x02, holder.postal_code.as_bytes());
    push_field(&mut file, 0x03, holder.municipality.as_bytes());
    let length = match applet {
        Applet::V11 | Applet::V17 => 117,
        Applet::V17Rekeyed => 121,
        Applet::V18 => assumed::ADDRESS_FILE_V18,
    };
    file.resize(length.max(file.len()), 0);
    file
}

/// The two signature files: over the identity file, and over address without its padding ‖ the first
/// signature file as it is read (card.md 6.1).
pub(crate) fn sign_files(
    applet: Applet,
    register: &PrivateKey,
    identity: &[u8],
    address: &[u8],
) -> (Vec<u8>, Vec<u8>) {
    let sign = |message: &[u8]| {
        let mut file =
            if applet == Applet::V11 { register.sign_sha1(message) } else { register.sign(message) };
        let length = match applet {
            Applet::V11 => 128,
            Applet::V17 | Applet::V17Rekeyed => 256,
            Applet::V18 => assumed::SIGNATURE_FILE_V18,
        };
        file.resize(length.max(file.len()), 0);
        file
    };
    let identity_signature = sign(identity);
    let end = address.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let stripped: Vec<u8> = address.iter().copied().take(end).collect();
    let address_signature = sign(&[stripped, identity_signature.clone()].concat());
    (identity_signature, address_signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms of card.md 5.1.
    #[test]
    fn lengths_of_fields() {
        for (length, expected) in
            [(0, &[7, 0][..]), (254, &[7, 254]), (255, &[7, 255, 0]), (300, &[7, 255, 45])]
        {
            let mut file = Vec::new();
            push_field(&mut file, 7, &vec![b'x'; length]);
            assert_eq!(file[..expected.len()], *expected, "{length}");
            assert_eq!(file.len(), expected.len() + length);
        }
        let mut file = Vec::new();
        push_field(&mut file, 7, &[b'x'; 510]);
        assert_eq!(file[..4], [7, 255, 255, 0]);
    }
}
