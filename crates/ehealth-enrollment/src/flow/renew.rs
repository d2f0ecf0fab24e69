//! Renewal: a new certificate before the old one ends, old encryption keys kept (domain.md 6.4).

use std::path::PathBuf;

use ehealth_client::certra::{CertificateInfo, GetCertificateInfoForAuthenticationCertificate};
use ehealth_csr::{ContactData, Email, Phone, SubjectName};
use ehealth_keystore::files::Lock;
use ehealth_keystore::{Keystore, NewKey, Password, Place, StoredKey};
use ehealth_pki::Certificate;
use rustls_pki_types::UnixTime;

use super::people::{self, Wanted};
use super::sign::{self, Agreed};
use super::{Outcome, Question, Step, ask, steps, store};
use crate::bridge;
use crate::error::Error;
use crate::exchange::Io;
use crate::files::NewName;
use crate::record::Record;
use crate::settings::Settings;

/// The new store is made beside the old one, out of the consumers' sight until it is proven, with the new key
/// *and* every old encryption key, before anything is sent. From there it is a request like any other.
pub(super) async fn renew(io: Io, old_path: PathBuf, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::RENEW);
    let old_path = store::real(&io, old_path).await?;
    let _old_lock = store::lock(&io, &old_path).await?;
    io.step(Step::OldKeystore);
    let (old, old_password) = store::open(&io, &settings, &old_path).await?;
    let (old, removed) = store::without_superseded(&io, old).await?;
    io.step(Step::Window);
    store::of_this_world(&settings, &old, io.now())?;
    let leaf = old.certificate(io.now()).ok_or(Error::NotCompleted)?.clone();
    let info = window(&io, &mut settings, &old, &leaf, io.now()).await?;
    io.step(Step::Terms);
    let terms = io.accepted(Question::Terms).await?;
    let holder = people::card(&io, &settings).await?;
    let person = bridge::person(&holder)?;
    let before = SubjectName::from_name(leaf.subject().clone())?;
    let wanted = match before.identifier() {
        ("SSIN", ssin) if ssin == person.ssin().as_str() => {
            // The name on the card may have changed; the identity may not.
            let subject = SubjectName::person(person.ssin(), person.given_names(), person.surname())?;
            Wanted { subject, organisation: None }
        }
        ("SSIN", _) => return Err(Error::PersonMismatch),
        _ => Wanted { organisation: Some(before.name().to_owned()), subject: before },
    };
    let contact = people::contact_data(&io, contact(&info)).await?;
    io.key_ahead(true);
    let (contract, acceptance) = people::contract(&io, &mut settings, &person, &wanted, &contact).await?;
    let password = people::new_password(&io, &settings, true).await?;
    io.step(Step::Keystore);
    let key = sign::new_key(&io).await?;
    let name = NewName::of(contract.subject(), &settings, io.now());
    let (key, password, _lock) = pending(&io, old, old_password, name, key, password).await?;
    let (terms, replaces) = (Some(terms), Some(old_path));
    let agreed = Agreed { holder, contact, contract, terms, acceptance, replaces, removed };
    sign::sign_and_send(&io, &mut settings, agreed, key, password).await
}

/// The authority's word on whether it may be replaced now; never arithmetic of ours (domain.md 6.1).
async fn window(
    io: &Io,
    settings: &mut Settings,
    old: &Keystore,
    leaf: &Certificate,
    now: UnixTime,
) -> Result<CertificateInfo, Error> {
    if leaf.not_after().as_secs() < now.as_secs() {
        return Err(Error::RenewalTooLate);
    }
    let entry = old.authentication();
    let operation = GetCertificateInfoForAuthenticationCertificate;
    let info = ask::signed_by_key(io, settings, operation, &store::signer(entry), entry.key()).await?;
    if let (Some(path), Some(from)) = (old.path().map(std::path::Path::to_path_buf), info.replacement_start())
    {
        io.files("note the renewal period", move || {
            Record::note(&path, |record| record.renewable_since = Some(from.as_secs()));
            Ok(())
        })
        .await?;
    }
    if !info.replaceable() {
        return Err(Error::RenewalTooEarly { from: info.replacement_start() });
    }
    Ok(info)
}

/// What the authority was told the last time, as far as it satisfies today's rules.
fn contact(info: &CertificateInfo) -> Option<ContactData> {
    let known = info.contact();
    let mut contact = ContactData::new(Email::parse(known.email()).ok()?, Phone::parse(known.phone()).ok()?);
    if let Some(email) = known.general_email().and_then(|text| Email::parse(text).ok()) {
        contact = contact.with_general_email(email);
    }
    if let Some(phone) = known.general_phone().and_then(|text| Phone::parse(text).ok()) {
        contact = contact.with_general_phone(phone);
    }
    Some(contact)
}

async fn pending(
    io: &Io,
    old: Keystore,
    old_password: Password,
    name: NewName,
    key: NewKey,
    password: Option<Password>,
) -> Result<(StoredKey, Password, Lock), Error> {
    io.files("store the new key with the old ones", move || {
        let folder = old.path().and_then(std::path::Path::parent).ok_or(Error::WrongReply)?.to_path_buf();
        let password = password.unwrap_or(old_password);
        let profile = old.profile();
        let renewal = |key: NewKey, place: &Place| key.store_renewal(&old, place, &password, profile);
        let (stored, lock) = name.store(&folder, key, renewal)?;
        Ok((stored, password, lock))
    })
    .await
}
