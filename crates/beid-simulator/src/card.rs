//! The virtual card, and the hand that holds it in a test.

use core::fmt;
use std::sync::{Arc, Mutex};

use crate::applet::{Behaviour, Engine};
use crate::asn1;
use crate::fault::{Fault, Quirks};
use crate::file::CardFile;
use crate::image;
use crate::keypad::{Keypad, PadEntry, PadKind};
use crate::persona::{Applet, Persona};
use crate::pkcs15;
use crate::pki;
use crate::reader::VirtualReader;
use crate::slot::{LogEntry, Slot, lock};
use crate::speed::Speed;

/// Defects of a card's content (card.md 15.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Defect {
    /// The signature over the identity does not verify.
    IdentitySignature,
    /// The signature over the address does not verify.
    AddressSignature,
    /// The photo is not the one that the identity file names.
    Photo,
    /// The basic key (1.8) is not the one that the identity file names.
    BasicKey,
    /// This file ends after so many bytes.
    Truncated(CardFile, usize),
    /// This file holds zero bytes only.
    Zeroed(CardFile),
}

/// A card in a reader. Its data, keys and certificates follow from persona and seed.
pub struct VirtualCard {
    persona: Persona,
    seed: u64,
    slot: Arc<Mutex<Slot>>,
    keypad: Option<Keypad>,
}

impl VirtualCard {
    /// The card of this person in the world of this seed, put into a reader of its own. An RSA card takes a
    /// quarter of a second of key generation the first time in a process.
    #[must_use]
    pub fn new(persona: &Persona, seed: u64) -> Self {
        let slot = Arc::new(Mutex::new(Slot::new(Engine::new(persona, seed))));
        Self { persona: persona.clone(), seed, slot, keypad: None }
    }

    /// Adds a fault.
    #[must_use]
    pub fn with_fault(self, fault: Fault) -> Self {
        lock(&self.slot).faults.push(fault);
        self
    }

    /// As fast as a real card, or at once (the default).
    #[must_use]
    pub fn with_speed(self, speed: Speed) -> Self {
        lock(&self.slot).speed = speed;
        self
    }

    /// With habits of certain readers or of old chips.
    #[must_use]
    pub fn with_quirks(self, quirks: Quirks) -> Self {
        lock(&self.slot).quirks = quirks;
        self
    }

    /// What the manuals leave open, or what another card would do.
    #[must_use]
    pub fn with_behaviour(self, behaviour: Behaviour) -> Self {
        self.edit(|engine| {
            engine.behaviour = behaviour;
            engine.reset();
        })
    }

    /// Another content for one file; nothing is signed again. A file of no bytes is there and empty.
    #[must_use]
    pub fn with_file(self, file: CardFile, content: Vec<u8>) -> Self {
        self.edit(|engine| drop(engine.image.files.insert(file, content)))
    }

    /// Without one file: selecting it answers `6A82`.
    #[must_use]
    pub fn without_file(self, file: CardFile) -> Self {
        self.edit(|engine| drop(engine.image.files.remove(&file)))
    }

    /// Another identity file, signed by the National Register of this world.
    #[must_use]
    pub fn with_identity_file(self, content: Vec<u8>) -> Self {
        self.with_file(CardFile::Identity, content).signed_again()
    }

    /// Another address file, signed by the National Register of this world.
    #[must_use]
    pub fn with_address_file(self, content: Vec<u8>) -> Self {
        self.with_file(CardFile::Address, content).signed_again()
    }

    /// With files of the sizes that counts of commands and bytes are compared on (card.md 14.5). Certificates
    /// are as long as there, of the right keys, and say nothing; identity and address stay true and signed. For cards that are no
    /// longer than that themselves: `adult-rsa`, `adult-ec`.
    #[must_use]
    pub fn with_reference_sizes(self) -> Self {
        let is_ec = self.persona.applet().is_ec();
        let (identity, padding, certificates) =
            if is_ec { (255, 1100, [487, 482, 420, 423, 415]) } else { (173, 50, [821, 816, 755, 757, 749]) };
        let files = [
            CardFile::AuthenticationCertificate,
            CardFile::SignatureCertificate,
            CardFile::CitizenCaCertificate,
            CardFile::RootCertificate,
            CardFile::RegisterCertificate,
        ];
        let mut content = self.file(CardFile::Identity);
        if let Some(room @ 2..) = usize::checked_sub(identity, content.len()) {
            // A field that nobody knows.
            image::push_field(&mut content, 0x40, &vec![b' '; room - 2]);
        }
        let mut address = self.file(CardFile::Address);
        address.truncate(117);
        // The long form, 175 bytes, on both: it makes no certificate private, so that others list them unasked.
        let directory = pkcs15::cdf(Applet::V18, self.persona.keys());
        let mut card = self.with_file(CardFile::Address, address).with_identity_file(content);
        for (file, length) in files.into_iter().zip(certificates) {
            let mut content = card.certificate_of_length(file, length);
            // The sizes of 14.5 have the padding of 1.7 on the root too, and none on the register.
            content.resize(
                length + if !is_ec && file == CardFile::RegisterCertificate { 0 } else { padding },
                0,
            );
            card = card.with_file(file, content);
        }
        card.with_file(CardFile::Cdf, directory)
    }

    fn certificate_of_length(&self, file: CardFile, length: usize) -> Vec<u8> {
        let family = pki::Family::of(self.persona.applet());
        let slot = lock(&self.slot);
        let engine = slot.engine();
        let (name, key) = match file {
            CardFile::AuthenticationCertificate => ("Authentication", engine.image.authentication.clone()),
            CardFile::SignatureCertificate => ("Signature", engine.image.signature.clone()),
            CardFile::CitizenCaCertificate => ("CA", None),
            CardFile::RootCertificate => ("Root", None),
            _ => ("RRN", None),
        };
        let key = key.unwrap_or_else(|| pki::register_key(self.persona.applet(), self.seed));
        pki::sized_certificate(family, name, &key, length, self.seed)
            .unwrap_or_else(|| asn1::element(0x30, &vec![0; length - 4]))
    }

    /// With a defect.
    #[must_use]
    pub fn with_defect(self, defect: Defect) -> Self {
        self.edit(|engine| {
            let mut change = |file: CardFile, change: &dyn Fn(&mut Vec<u8>)| {
                engine.image.files.get_mut(&file).map(change).unwrap_or_default();
            };
            match defect {
                Defect::IdentitySignature => change(CardFile::IdentitySignature, &turn_over_a_bit),
                Defect::AddressSignature => change(CardFile::AddressSignature, &turn_over_a_bit),
                Defect::Photo => change(CardFile::Photo, &turn_over_a_bit),
                Defect::BasicKey => change(CardFile::BasicKey, &turn_over_a_bit),
                Defect::Truncated(file, length) => change(file, &|content| content.truncate(length)),
                Defect::Zeroed(file) => change(file, &|content| content.fill(0)),
            }
        })
    }

    /// So many card authentications were made since the last PIN (5000 are allowed).
    #[must_use]
    pub fn with_internal_authentications(self, count: u16) -> Self {
        self.edit(|engine| engine.internal_authentications = count)
    }

    /// In a reader with a keypad, on which a person enters these in turn.
    #[must_use]
    pub fn with_pin_pad(self, entries: Vec<PadEntry>) -> Self {
        self.with_pin_pad_of(PadKind::Direct, entries)
    }

    /// As [`with_pin_pad`](Self::with_pin_pad), reached in another way.
    #[must_use]
    pub fn with_pin_pad_of(self, kind: PadKind, entries: Vec<PadEntry>) -> Self {
        Self { keypad: Some(Keypad::new(kind, entries)), ..self }
    }

    fn signed_again(self) -> Self {
        let register = pki::register_key(self.persona.applet(), self.seed);
        let (identity, address) = (self.file(CardFile::Identity), self.file(CardFile::Address));
        let (identity_signature, address_signature) =
            image::sign_files(self.persona.applet(), &register, &identity, &address);
        self.with_file(CardFile::IdentitySignature, identity_signature)
            .with_file(CardFile::AddressSignature, address_signature)
    }

    fn edit(self, change: impl FnOnce(&mut Engine)) -> Self {
        change(&mut lock(&self.slot).engine());
        self
    }

    /// The bytes of one file, padding included; empty when the card has no such file.
    #[must_use]
    pub fn file(&self, file: CardFile) -> Vec<u8> {
        lock(&self.slot).engine().image.files.get(&file).cloned().unwrap_or_default()
    }

    /// The person.
    #[must_use]
    pub const fn persona(&self) -> &Persona {
        &self.persona
    }

    /// Number of the chip.
    #[must_use]
    pub fn chip_serial(&self) -> [u8; 16] {
        lock(&self.slot).engine().image.serial
    }

    /// A handle that stays when the card has become a reader.
    #[must_use]
    pub fn handle(&self) -> CardHandle {
        CardHandle::new(Arc::clone(&self.slot))
    }

    /// The reader with the card in it, for `beid_card::Card::open`.
    #[must_use]
    pub fn reader(self) -> VirtualReader {
        VirtualReader::new(self.slot, self.keypad)
    }

    pub(crate) const fn slot(&self) -> &Arc<Mutex<Slot>> {
        &self.slot
    }
}

impl fmt::Debug for VirtualCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VirtualCard({}, {})", self.persona.name(), self.seed)
    }
}

#[expect(clippy::ptr_arg, reason = "stands among changes that also cut")]
fn turn_over_a_bit(content: &mut Vec<u8>) {
    let middle = content.len() / 3;
    if let Some(byte) = content.get_mut(middle) {
        *byte ^= 0x10;
    }
}

/// What a test does with the card and the reader from outside, while a program uses them.
#[derive(Clone)]
pub struct CardHandle {
    slot: Arc<Mutex<Slot>>,
}

impl CardHandle {
    pub(crate) const fn new(slot: Arc<Mutex<Slot>>) -> Self {
        Self { slot }
    }

    /// Another reader of the same card, as a second program has it: rights and selections are the card's, what
    /// was seen of resets is its own. Without keypad.
    #[must_use]
    pub fn reader(&self) -> VirtualReader {
        VirtualReader::new(Arc::clone(&self.slot), None)
    }

    /// PIN tries left on the card that is in the reader (or was last), 0 to 3.
    #[must_use]
    pub fn tries_left(&self) -> u8 {
        lock(&self.slot).engine().tries
    }

    /// Every command since the card was made or the log cleared, in order.
    #[must_use]
    pub fn log(&self) -> Vec<LogEntry> {
        lock(&self.slot).log.clone()
    }

    /// Empties the log.
    pub fn clear_log(&self) {
        lock(&self.slot).log.clear();
    }

    /// Pulls the card out.
    pub fn remove(&self) {
        lock(&self.slot).remove();
    }

    /// Puts the card (back) in: a fresh power-on.
    pub fn insert(&self) {
        lock(&self.slot).insert();
    }

    /// Puts another card into this reader.
    pub fn insert_other(&self, other: &VirtualCard) {
        if !Arc::ptr_eq(&self.slot, other.slot()) {
            lock(&self.slot).exchange_card(&lock(other.slot()));
        }
    }

    /// Whether a card is in the reader.
    #[must_use]
    pub fn is_inserted(&self) -> bool {
        lock(&self.slot).present
    }

    /// Another program resets the card.
    pub fn reset(&self) {
        lock(&self.slot).reset();
    }

    /// Another program takes the card for itself.
    pub fn hold(&self) {
        lock(&self.slot).held = true;
    }

    /// The other program lets go of it.
    pub fn release(&self) {
        lock(&self.slot).held = false;
    }

    /// Adds a fault.
    pub fn add_fault(&self, fault: Fault) {
        lock(&self.slot).faults.push(fault);
    }

    /// Drops all faults.
    pub fn clear_faults(&self) {
        lock(&self.slot).faults.clear();
    }

    /// Another program sends a command (CLA INS P1 P2, then P3 and data) and gets this answer, the status
    /// being its last two bytes. Not logged, not subject to faults.
    #[must_use]
    pub fn transmit(&self, command: &[u8]) -> Vec<u8> {
        lock(&self.slot).engine().transmit(command)
    }

    /// Answer to reset of the card that is in the reader (or was last).
    #[must_use]
    pub fn atr(&self) -> Vec<u8> {
        lock(&self.slot).engine().atr().to_vec()
    }
}

impl fmt::Debug for CardHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardHandle")
    }
}
