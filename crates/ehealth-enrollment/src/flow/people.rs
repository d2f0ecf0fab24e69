//! What is agreed with the person and the authority before anything is signed.

use beid_card::{CardKey, VerifiedIdentity};
use ehealth_client::certra::{
    ActorQualities, CertificateDetails, CertificateInfo, CertificateStatus, GenerateContract,
    GetActorQualities, GetCertificateInfoForCitizen, GetExistingApplicationIds, GetGenericOrganizationTypes,
};
use ehealth_csr::{ApplicationId, ContactData, Contract, Identifier, IdentifierType, Person, SubjectName};
use ehealth_keystore::Password;

use super::{
    Acceptance, Answer, Applicant, Applicants, Effect, Listed, Organisation, Purpose, Question, Reply,
    SignatureWanted, Step, ask,
};
use crate::bridge;
use crate::error::Error;
use crate::exchange::Io;
use crate::settings::Settings;

/// The subject of the certificate to come, and the organisation's name as it is sent.
pub(super) struct Wanted {
    pub(super) subject: SubjectName,
    pub(super) organisation: Option<String>,
}

/// Reads and verifies the card.
pub(super) async fn card(io: &Io, settings: &Settings) -> Result<VerifiedIdentity, Error> {
    io.step(Step::Card);
    let Reply::Card(contents) = io.perform(Effect::ReadCard).await? else {
        return Err(Error::WrongReply);
    };
    bridge::verified(&contents, settings, io.now())
}

/// GetActorQualities and GetCertificateInfoForCitizen with one PIN: what the authority knows of the person, and
/// what it has issued to it already (S8, S9).
pub(super) async fn sign_in(
    io: &Io,
    settings: &mut Settings,
    holder: &VerifiedIdentity,
    person: &Person,
) -> Result<(ActorQualities, Vec<CertificateInfo>), Error> {
    io.step(Step::SignIn);
    let key = CardKey::Authentication;
    let qualities = GetActorQualities::new(person.ssin().clone());
    let qualities = ask::prepare(io, settings, qualities, holder, key)?;
    let list = ask::prepare(io, settings, GetCertificateInfoForCitizen, holder, key)?;
    let tbs = vec![qualities.to_be_signed().clone(), list.to_be_signed().clone()];
    let signatures = ask::signatures(io, SignatureWanted { key, tbs, purpose: Purpose::SignIn }).await?;
    let mut signatures = signatures.into_iter();
    let qualities = ask::finish(qualities, signatures.next())?;
    let list = ask::finish(list, signatures.next())?;
    let qualities = ask::send(io, settings, &qualities).await?;
    let list = match ask::send(io, settings, &list).await {
        Ok(list) => list,
        // The list serves an early warning only: whoever may not see it may still request.
        Err(Error::Client(ehealth_client::Error::Refused(_))) => Vec::new(),
        Err(error) => return Err(error),
    };
    Ok((qualities, list))
}

/// GetCertificateInfoForCitizen alone: the person's certificates.
pub(super) async fn certificates(
    io: &Io,
    settings: &mut Settings,
    holder: &VerifiedIdentity,
) -> Result<Vec<CertificateInfo>, Error> {
    io.step(Step::SignIn);
    let (key, purpose) = (CardKey::Authentication, Purpose::SignIn);
    let call = ask::signed_by_card(io, settings, GetCertificateInfoForCitizen, holder, key, purpose).await?;
    ask::send(io, settings, &call).await
}

/// For whom: the person, or an organisation (S8).
pub(super) async fn applicant(
    io: &Io,
    settings: &mut Settings,
    person: &Person,
    known: Option<&ActorQualities>,
    issued: &[CertificateInfo],
) -> Result<Wanted, Error> {
    io.step(Step::Applicant);
    let own = SubjectName::person(person.ssin(), person.given_names(), person.surname())?;
    let applicant = match (settings.applicant.clone(), known) {
        (Some(applicant), _) => applicant,
        (None, None) => Applicant::Person,
        (None, Some(known)) => {
            let applicants = Applicants {
                name: own.name().to_owned(),
                person: known.natural_person(),
                organisations: listed(known),
            };
            match io.ask(Question::Applicant(applicants)).await? {
                Answer::Applicant(applicant) => applicant,
                Answer::Declined => return Err(Error::Interrupted),
                _ => return Err(Error::WrongReply),
            }
        }
    };
    let wanted = match applicant {
        Applicant::Person => {
            if known.is_some_and(|known| !known.natural_person()) {
                return Err(Error::NotAuthorized);
            }
            Wanted { subject: own, organisation: None }
        }
        Applicant::Organisation(organisation) => {
            let listed = known.is_none_or(|known| listed(known).iter().any(|entry| is(entry, &organisation)));
            self::organisation(io, settings, organisation, listed).await?
        }
    };
    free(&wanted.subject, issued)?;
    Ok(wanted)
}

fn listed(known: &ActorQualities) -> Vec<Listed> {
    let entry = |organisation: &ehealth_client::certra::Organisation| Listed {
        kind: organisation.identifier_type().to_owned(),
        id: organisation.identifier().to_owned(),
        names: organisation.name().iter().map(|(tag, name)| (tag.to_owned(), name.to_owned())).collect(),
    };
    known.organisations().iter().map(entry).collect()
}

fn is(listed: &Listed, organisation: &Organisation) -> bool {
    listed.kind.eq_ignore_ascii_case(&organisation.kind)
        && listed.id.trim_start_matches('0') == organisation.id.trim_start_matches('0')
}

/// An organisation's number is checked, by the authority's own list of types where the organisation is not one
/// that it knows the person for, and a further certificate gets an application identifier of its own.
async fn organisation(
    io: &Io,
    settings: &mut Settings,
    organisation: Organisation,
    listed: bool,
) -> Result<Wanted, Error> {
    let Organisation { kind, id, name, application_id } = organisation;
    let kind = IdentifierType::parse(&kind).map_err(ehealth_csr::Error::from)?;
    if !listed {
        let types = ask::unsigned(io, settings, GetGenericOrganizationTypes).await?;
        if !types.iter().any(|known| known.identifier_type().eq_ignore_ascii_case(kind.as_str())) {
            return Err(Error::UnknownType(kind.as_str().to_owned()));
        }
    }
    let identifier = Identifier::parse(kind, &id).map_err(ehealth_csr::Error::from)?;
    if !listed {
        // What the authority lists is never refused for its check digits (domain.md 3.7).
        identifier.check().map_err(ehealth_csr::Error::from)?;
    }
    let in_use = ask::unsigned(io, settings, GetExistingApplicationIds::new(identifier.clone())).await?;
    let one_without = in_use.one_without().then_some(None);
    let taken: Vec<Option<String>> = in_use.ids().iter().cloned().map(Some).chain(one_without).collect();
    let application_id = match application_id {
        None if !taken.is_empty() => match io.ask(Question::ApplicationId { taken: taken.clone() }).await? {
            Answer::ApplicationId(application_id) => application_id,
            Answer::Declined => return Err(Error::Interrupted),
            _ => return Err(Error::WrongReply),
        },
        application_id => application_id,
    };
    let application_id =
        application_id.as_deref().map(ApplicationId::parse).transpose().map_err(ehealth_csr::Error::from)?;
    let subject = SubjectName::organization(identifier, &name, application_id.as_ref())?;
    Ok(Wanted { subject, organisation: Some(name) })
}

/// No certificate of the same owner is active, unless it is in its replacement period (ra.md 4.5). Told before
/// a key is made, so that nothing is left behind.
fn free(subject: &SubjectName, issued: &[CertificateInfo]) -> Result<(), Error> {
    let (kind, id) = subject.identifier();
    let same = |info: &&CertificateInfo| {
        let owner = info.owner();
        owner.identifier_type().eq_ignore_ascii_case(kind)
            && owner.identifier() == id
            && owner.application_id() == subject.application_id()
    };
    let active = |info: &&CertificateInfo| {
        *info.certificate_status() == CertificateStatus::ValidActive && !info.replaceable()
    };
    match issued.iter().filter(same).find(active) {
        None => Ok(()),
        Some(info) => Err(Error::AlreadyActive {
            serial: info.details().map(|details| details.serial().to_owned()),
            not_after: info.details().map(CertificateDetails::not_after),
            replaceable_from: info.replacement_start(),
        }),
    }
}

pub(super) async fn contact_data(io: &Io, suggestion: Option<ContactData>) -> Result<ContactData, Error> {
    io.step(Step::ContactData);
    match io.ask(Question::ContactData { suggestion }).await? {
        Answer::ContactData(contact) => Ok(contact),
        Answer::Declined => Err(Error::Interrupted),
        _ => Err(Error::WrongReply),
    }
}

/// GenerateContract, checked against what was asked (ra.md 4.4), shown and accepted.
pub(super) async fn contract(
    io: &Io,
    settings: &mut Settings,
    person: &Person,
    wanted: &Wanted,
    contact: &ContactData,
) -> Result<(Contract, Acceptance), Error> {
    io.step(Step::Contract);
    let (contact, signer, subject) = (contact.clone(), person.clone(), wanted.subject.clone());
    let operation = match &wanted.organisation {
        None => GenerateContract::for_person(contact, signer, subject),
        Some(name) => GenerateContract::for_organisation(contact, signer, subject, name),
    };
    let contract = ask::unsigned(io, settings, operation).await?;
    contract.check(person, &wanted.subject)?;
    let acceptance = io.accepted(Question::Contract(contract.clone())).await?;
    Ok((contract, acceptance))
}

/// The password of a new keystore; `None` keeps the old keystore's.
pub(super) async fn new_password(
    io: &Io,
    settings: &Settings,
    may_keep: bool,
) -> Result<Option<Password>, Error> {
    io.step(Step::Password);
    match io.ask(Question::NewPassword { may_keep }).await? {
        Answer::Password(password) => {
            let judgement = password_policy::judge(&settings.policy, password.expose(), None);
            match judgement.code() {
                Some(code) => Err(Error::Password(code)),
                None => Ok(Some(password)),
            }
        }
        Answer::KeepPassword if may_keep => Ok(None),
        Answer::Declined => Err(Error::Interrupted),
        _ => Err(Error::WrongReply),
    }
}
