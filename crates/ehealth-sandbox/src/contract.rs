//! The contract's texts: the sandbox's own words, in three languages, made out to one request.

use rustls_pki_types::UnixTime;
use sha2::{Digest, Sha256};

use crate::dn::Subject;
use crate::text;
use crate::time;
use crate::wire::types::{Actor, CertificateIdentifier, ContactData, Contract, LocalText};

/// The words of one language.
struct Words {
    language: &'static str,
    title: &'static str,
    notice: &'static str,
    number: &'static str,
    date: &'static str,
    subject: &'static str,
    signer: &'static str,
    contact: &'static str,
    terms: [&'static str; 4],
}

const WORDS: [Words; 3] = [
    Words {
        language: "fr",
        title: "Demande d’un certificat d’essai",
        notice: "Autorité d’essai : ce texte n’engage personne & n’a aucune valeur en dehors de cette machine.",
        number: "Numéro",
        date: "Date",
        subject: "Certificat au nom de",
        signer: "Signataire",
        contact: "Coordonnées",
        terms: [
            "Le signataire demande ce certificat en son nom, ou au nom de l’organisation ci-dessus.",
            "Il garde la clé privée pour lui et en protège l’accès par un mot de passe.",
            "Il fait révoquer le certificat dès que la clé n’est plus sous son seul contrôle.",
            "Il renouvelle le certificat à temps et garde ses anciennes clés pour lire ses anciens messages.",
        ],
    },
    Words {
        language: "nl",
        title: "Aanvraag van een proefcertificaat",
        notice: "Proefautoriteit: deze tekst verbindt niemand & heeft geen enkele waarde buiten deze machine.",
        number: "Nummer",
        date: "Datum",
        subject: "Certificaat op naam van",
        signer: "Ondertekenaar",
        contact: "Contactgegevens",
        terms: [
            "De ondertekenaar vraagt dit certificaat aan voor zichzelf, of voor de organisatie hierboven.",
            "Hij houdt de privésleutel voor zich en beschermt hem met een wachtwoord.",
            "Hij laat het certificaat intrekken zodra hij de sleutel niet meer alleen in handen heeft.",
            "Hij hernieuwt het certificaat op tijd en bewaart oude sleutels om oude berichten te lezen.",
        ],
    },
    Words {
        language: "de",
        title: "Antrag auf ein Testzertifikat",
        notice: "Testbehörde: Dieser Text verpflichtet niemanden & hat außerhalb dieses Rechners keinen Wert.",
        number: "Nummer",
        date: "Datum",
        subject: "Zertifikat auf den Namen",
        signer: "Unterzeichner",
        contact: "Kontaktdaten",
        terms: [
            "Der Unterzeichner beantragt dieses Zertifikat für sich selbst oder für die Organisation oben.",
            "Er behält den privaten Schlüssel für sich und schützt ihn mit einem Passwort.",
            "Er lässt das Zertifikat widerrufen, sobald er den Schlüssel nicht mehr allein beherrscht.",
            "Er erneuert das Zertifikat rechtzeitig und bewahrt alte Schlüssel für alte Nachrichten auf.",
        ],
    },
];

/// A contract made out to one request; `number` makes it differ from every other.
pub(crate) fn make(
    number: &str,
    now: UnixTime,
    contact: &ContactData,
    signer: &Actor,
    identifier: &CertificateIdentifier,
) -> Contract {
    let dn = Subject::of(identifier).to_text();
    let texts = WORDS
        .iter()
        .map(|words| LocalText {
            language: words.language.to_owned(),
            text: html(words, number, now, contact, signer, &dn),
        })
        .collect();
    Contract { dn, signer: signer.clone(), texts }
}

fn html(
    words: &Words,
    number: &str,
    now: UnixTime,
    contact: &ContactData,
    signer: &Actor,
    dn: &str,
) -> String {
    let signer = format!("{} {} ({})", signer.first_names.join(" "), signer.name, signer.id.value);
    let contact = [
        Some(&contact.email_private),
        contact.email_general.as_ref(),
        Some(&contact.phone_private),
        contact.phone_general.as_ref(),
    ];
    let contact = contact.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
    let date = time::day(now);
    let rows: String = [
        (words.number, number),
        (words.date, &date),
        (words.subject, dn),
        (words.signer, &signer),
        (words.contact, &contact),
    ]
    .iter()
    .map(|(label, value)| format!("<dt>{label}</dt><dd>{}</dd>\n", escape(value)))
    .collect();
    let terms: String = words.terms.iter().map(|term| format!("<li>{}</li>\n", escape(term))).collect();
    let Words { language, title, notice, .. } = words;
    let notice = escape(notice);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"UTF-8\"><title>{title}</title></head>\
         <body>\n<h1>{title}</h1>\n<p>{notice}</p>\n<dl>\n{rows}</dl>\n<ol>\n{terms}</ol>\n</body></html>\n"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What makes a contract the same: who signs and every character of the texts (ra.md 6.1). The DN is
/// compared apart, after parsing.
pub(crate) fn digest(contract: &Contract) -> String {
    let parts = serde_json::to_vec(&(&contract.signer, &contract.texts)).unwrap_or_default();
    text::hex(&Sha256::digest(parts))
}
