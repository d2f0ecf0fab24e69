//! Revocation: the card is enough, with or without the keystore (domain.md S25, 6.6).

use std::path::Path;

use beid_card::CardKey;
use ehealth_client::certra::{
    CertificateDetails, CertificateInfo, GenerateRevocationContract, RevocationReason, Revoke,
};
use ehealth_pki::KeyIdentifier;

use super::people;
use super::{
    Answer, ContractText, Outcome, Purpose, Question, Reason, Revocable, Revocation, Step, ask, steps,
};
use crate::bridge;
use crate::error::Error;
use crate::exchange::Io;
use crate::files::request_of;
use crate::record::Record;
use crate::settings::Settings;

pub(super) async fn revoke(io: Io, what: Revocation, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::REVOKE);
    let holder = people::card(&io, &settings).await?;
    let person = bridge::person(&holder)?;
    let list = people::certificates(&io, &mut settings, &holder).await?;
    io.step(Step::Choose);
    let revocable: Vec<&CertificateInfo> = list.iter().filter(|info| info.revocable()).collect();
    let chosen = choose(&io, &what, &revocable).await?;
    let reason = match what.reason {
        Some(reason) => reason,
        None => match io.ask(Question::Reason).await? {
            Answer::Reason(reason) => reason,
            Answer::Declined => return Err(Error::Interrupted),
            _ => return Err(Error::WrongReply),
        },
    };
    io.step(Step::Contract);
    let operation = GenerateRevocationContract::new(chosen.key_identifier(), person, on_the_wire(reason));
    let contract = ask::unsigned(&io, &mut settings, operation).await?;
    let texts = contract.text().iter().map(|(tag, html)| (tag.to_owned(), html.to_owned())).collect();
    let subject = contract.dn_text().to_owned();
    let text = ContractText { subject: subject.clone(), texts };
    io.accepted(Question::RevocationContract(text)).await?;
    io.step(Step::Signature);
    let purpose = Purpose::Revocation { subject: subject.clone() };
    let operation = Revoke::new(contract);
    let call =
        ask::signed_by_card(&io, &mut settings, operation, &holder, CardKey::Signature, purpose).await?;
    io.step(Step::Send);
    ask::send(&io, &settings, &call).await?;
    Ok(Outcome::Revoked { subject, serial: revocable_of(chosen).serial })
}

async fn choose<'a>(
    io: &Io,
    what: &Revocation,
    revocable: &[&'a CertificateInfo],
) -> Result<&'a CertificateInfo, Error> {
    if let Some(keystore) = what.keystore.clone() {
        let identifier = io.files("look for the key", move || identifier(&keystore)).await?;
        let found = revocable.iter().find(|info| Some(info.key_identifier()) == identifier);
        return found.copied().ok_or(Error::NothingToRevoke);
    }
    if let Some(serial) = &what.serial {
        let found = revocable.iter().find(|info| revocable_of(info).serial == *serial);
        return found.copied().ok_or(Error::NothingToRevoke);
    }
    if revocable.is_empty() {
        return Err(Error::NothingToRevoke);
    }
    let list = revocable.iter().map(|info| revocable_of(info)).collect();
    match io.ask(Question::Certificate(list)).await? {
        Answer::Chosen(index) => revocable.get(index).copied().ok_or(Error::WrongReply),
        Answer::Declined => Err(Error::Interrupted),
        _ => Err(Error::WrongReply),
    }
}

/// The identifier of a keystore's key without its password: from the record or the request file.
fn identifier(keystore: &Path) -> Result<Option<KeyIdentifier>, Error> {
    if let Some(known) = Record::load(keystore).and_then(|record| record.key_identifier.parse().ok()) {
        return Ok(Some(known));
    }
    Ok(request_of(keystore)?.map(|signed| signed.key_identifier()))
}

fn revocable_of(info: &CertificateInfo) -> Revocable {
    let owner = info.owner();
    Revocable {
        subject: info
            .details()
            .map_or_else(|| owner.name().to_owned(), |details| details.subject().to_owned()),
        serial: info.details().map(|details| details.serial().to_owned()).unwrap_or_default(),
        not_after: info.details().map(CertificateDetails::not_after),
        kind: owner.identifier_type().to_owned(),
        id: owner.identifier().to_owned(),
        application_id: owner.application_id().map(str::to_owned),
    }
}

/// ra.md 10 proposes this mapping [assumed].
fn on_the_wire(reason: Reason) -> RevocationReason {
    match reason {
        Reason::Compromised => RevocationReason::KeyCompromise,
        Reason::Forgotten => RevocationReason::Superseded,
        Reason::Affiliation => RevocationReason::AffiliationChanged,
        Reason::Ended => RevocationReason::CessationOfOperation,
    }
}
