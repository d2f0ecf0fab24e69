//! A request without card: the person confirms it where the authority says (ra.md 4.7).

use ehealth_client::certra::SubmitCSRForForeigner;
use ehealth_csr::{Person, SubjectName};

use super::sign::{self, Note};
use super::{Foreigner, Outcome, Question, Step, ask, people, steps};
use crate::error::Error;
use crate::exchange::Io;
use crate::record::Record;
use crate::settings::Settings;

/// Nothing is signed but the certificate request, and nothing is issued before the confirmation.
pub(super) async fn request(io: Io, who: Foreigner, mut settings: Settings) -> Result<Outcome, Error> {
    io.steps(steps::FOREIGNER);
    io.step(Step::Terms);
    let terms = io.accepted(Question::Terms).await?;
    let subject = SubjectName::foreigner(&who.bis, &who.first_name, &who.name)?;
    let contact = people::contact_data(&io, None).await?;
    if settings.dry_run {
        return Ok(Outcome::Previewed { subject: subject.rfc2253() });
    }
    io.key_ahead(true);
    let password = people::new_password(&io, &settings, false).await?.ok_or(Error::WrongReply)?;
    io.step(Step::Keystore);
    let key = sign::new_key(&io).await?;
    let (key, _password, _lock) = sign::store(&io, &settings, &subject, key, password).await?;
    let keystore = key.path().ok_or(Error::WrongReply)?.to_path_buf();
    let csr = sign::csr(&subject, &key)?;
    let identifier = csr.key_identifier();
    sign::confirm(&io, &settings, &subject, &contact, &keystore).await?;

    let now = io.now().as_secs();
    let note =
        Note { environment: settings.environment.as_str(), subject: subject.rfc2253(), identifier, now };
    let (path, sent_contact) = (keystore.clone(), contact.clone());
    io.files("note the request", move || {
        Record::note(&path, |record| {
            note.write(record, &path, &sent_contact);
            record.accept("terms", &terms, now);
        });
        Ok(())
    })
    .await?;
    let mut requested = sign::requested(&keystore, subject.rfc2253(), identifier);
    if !settings.send {
        return Ok(Outcome::Requested(requested));
    }
    io.step(Step::Send);
    let person = Person::new(who.bis, &who.first_name, &who.name);
    let confirmation =
        ask::unsigned(&io, &mut settings, SubmitCSRForForeigner::new(person, contact, csr)?).await?;
    sign::sent(&io, &keystore, false).await?;
    requested.sent = true;
    Ok(Outcome::Confirm { requested, url: confirmation.url().to_string(), expires: confirmation.expires() })
}
