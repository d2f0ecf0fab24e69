//! The two notices that the owner of a request gets (domain.md 6.1), as files that a mail program opens.

use std::collections::VecDeque;

use ehealth_pki::BoxError;
use rustls_pki_types::UnixTime;
use serde::{Deserialize, Serialize};

use crate::state::Record;
use crate::store::Folder;
use crate::time;

/// The folder below the state folder.
const FOLDER: &str = "mail";

/// How many are kept in memory.
const KEPT: usize = 256;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Notice {
    /// The request was accepted and validated.
    Accepted,
    /// The certificate is there, and valid from the moment that the notice tells.
    Delivered,
}

impl Notice {
    const fn tag(self) -> &'static str {
        match self {
            Self::Accepted => "1-accepted",
            Self::Delivered => "2-delivered",
        }
    }
}

/// The notices that were sent.
#[derive(Debug, Default)]
pub(crate) struct Mails(VecDeque<String>);

impl Mails {
    /// Sends a notice; the same one sent again, after a crash, takes the place of the first.
    pub(crate) fn send(
        &mut self,
        folder: Option<&Folder>,
        record: &Record,
        notice: Notice,
        now: UnixTime,
    ) -> Result<(), BoxError> {
        let mail = write(record, notice, now);
        if let Some(folder) = folder {
            folder.write_text(FOLDER, &format!("{}-{}.eml", record.number, notice.tag()), &mail)?;
        }
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back(mail);
        Ok(())
    }

    pub(crate) fn to_vec(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }
}

/// RFC 5322. The address has passed the rules of contact data, which leave no way out of its line.
fn write(record: &Record, notice: Notice, now: UnixTime) -> String {
    let number = record.number;
    let common_name = record.subject().common_name().to_owned();
    let subject = match notice {
        Notice::Accepted => format!("TEST eHealth certificate: request {number} accepted"),
        Notice::Delivered => format!("TEST eHealth certificate: request {number} delivered"),
    };
    let body = match notice {
        Notice::Accepted => accepted(&common_name, number),
        Notice::Delivered => {
            let from = record.issued.as_ref().map_or(now.as_secs(), |issued| issued.not_before);
            delivered(&common_name, number, &time::local_minute(time::unix(from.max(now.as_secs()))))
        }
    };
    let headers = [
        "From: TEST eHealth sandbox <noreply@sandbox.invalid>".to_owned(),
        format!("To: <{}>", record.contact.email_private),
        format!("Date: {}", time::mail_date(now)),
        format!("Subject: {subject}"),
        format!("Message-ID: <{number}.{}@sandbox.invalid>", notice.tag()),
        "Auto-Submitted: auto-generated".to_owned(),
        "MIME-Version: 1.0".to_owned(),
        "Content-Type: text/plain; charset=utf-8".to_owned(),
        "Content-Transfer-Encoding: 8bit".to_owned(),
    ];
    format!("{}\r\n\r\n{}\r\n", headers.join("\r\n"), body.trim_end().replace('\n', "\r\n"))
}

fn accepted(common_name: &str, number: u64) -> String {
    format!(
        "Votre demande de certificat ({common_name}, numéro de demande {number}) a été acceptée et validée.\n\
         Le certificat sera produit dès que possible ; vous recevrez un second message.\n\n\
         Uw aanvraag van een certificaat ({common_name}, aanvraagnummer {number}) is aanvaard en gevalideerd.\n\
         Het certificaat wordt zo snel mogelijk aangemaakt; u krijgt een tweede bericht.\n\n\
         Ihr Antrag auf ein Zertifikat ({common_name}, Antragsnummer {number}) wurde angenommen und geprüft.\n\
         Das Zertifikat wird so bald wie möglich erstellt; Sie erhalten eine zweite Nachricht.\n"
    )
}

fn delivered(common_name: &str, number: u64, from: &str) -> String {
    format!(
        "Le certificat ({common_name}, numéro de demande {number}) a été produit.\n\
         Terminez votre demande à partir du {from}.\n\n\
         Het certificaat ({common_name}, aanvraagnummer {number}) is aangemaakt.\n\
         Vervolledig uw aanvraag vanaf {from}.\n\n\
         Das Zertifikat ({common_name}, Antragsnummer {number}) wurde erstellt.\n\
         Schließen Sie Ihren Antrag ab {from} ab.\n"
    )
}
