//! The contract's texts: the sandbox's own words, in three languages, made out to one request.

use rustls_pki_types::UnixTime;
use sha2::{Digest, Sha256};

use crate::dn::Subject;
use crate::text;
use crate::time;
use crate::vary::Style;
use crate::wire::types::{
    Actor, CertificateIdentifier, ContactData, Contract, LocalText, RevocationContract, RevocationReason,
};

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
    revocation_title: &'static str,
    reason: &'static str,
    revocation_terms: [&'static str; 2],
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
        revocation_title: "Révocation d’un certificat d’essai",
        reason: "Motif",
        revocation_terms: [
            "Le signataire fait révoquer ce certificat et le jeton de chiffrement qui l’accompagne.",
            "Une révocation est définitive.",
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
        revocation_title: "Intrekking van een proefcertificaat",
        reason: "Reden",
        revocation_terms: [
            "De ondertekenaar laat dit certificaat en het encryptietoken dat erbij hoort intrekken.",
            "Een intrekking is definitief.",
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
        revocation_title: "Widerruf eines Testzertifikats",
        reason: "Grund",
        revocation_terms: [
            "Der Unterzeichner lässt dieses Zertifikat und das zugehörige Verschlüsselungstoken widerrufen.",
            "Ein Widerruf ist endgültig.",
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
    mut style: Option<&mut Style>,
) -> Contract {
    let dn = Subject::of(identifier).to_text_in(style.as_deref_mut());
    let (date, signed_by) = (time::day(now), signer_text(signer));
    let contact = [
        Some(&contact.email_private),
        contact.email_general.as_ref(),
        Some(&contact.phone_private),
        contact.phone_general.as_ref(),
    ];
    let contact = contact.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
    let text = |words: &Words| {
        let rows = [
            (words.number, number),
            (words.date, &date),
            (words.subject, &dn),
            (words.signer, &signed_by),
            (words.contact, &contact),
        ];
        page(words.language, words.title, words.notice, &rows, &words.terms)
    };
    let mut texts = WORDS.iter().map(text).collect();
    if let Some(style) = style {
        reword(&mut texts, style);
        texts.truncate(1 + style.below(WORDS.len()));
    }
    Contract { dn, signer: signer.clone(), texts }
}

/// A contract of revocation.
pub(crate) fn make_revocation(
    number: &str,
    now: UnixTime,
    signer: &Actor,
    subject: &Subject,
    reason: RevocationReason,
    mut style: Option<&mut Style>,
) -> RevocationContract {
    let dn = subject.to_text_in(style.as_deref_mut());
    let (date, signed_by) = (time::day(now), signer_text(signer));
    let text = |words: &Words| {
        let rows = [
            (words.number, number),
            (words.date, &date),
            (words.subject, &dn),
            (words.signer, &signed_by),
            (words.reason, reason.as_str()),
        ];
        page(words.language, words.revocation_title, words.notice, &rows, &words.revocation_terms)
    };
    let mut texts = WORDS.iter().map(text).collect();
    if let Some(style) = style {
        reword(&mut texts, style);
    }
    RevocationContract { dn, signer: signer.clone(), reason, texts }
}

/// Other texts that say the same: another order, other names of languages, other HTML.
fn reword(texts: &mut Vec<LocalText>, style: &mut Style) {
    style.shuffle(texts);
    for LocalText { language, text } in texts {
        *language = match style.below(3) {
            0 => format!("{language}-BE"),
            1 => language.to_uppercase(),
            _ => language.clone(),
        };
        *text = match style.below(5) {
            // A carriage return survives XML only when it is written as a reference (ra.md 6.1).
            0 => text.replace('\n', "\r\n"),
            1 => text.replace('\n', ""),
            2 => text.replace("<!DOCTYPE html>\n", "").replace("’", "&rsquo;").replace("é", "&#233;"),
            3 => text.replace("<h1>", "<!-- a > b --><H1 CLASS='x'>").replace("</h1>", "</H1><hr/>"),
            _ => text.replace("<p>", "<p>\t\u{A0}\u{202F}").replace("</body>", "<p>&nbsp;</p></body>"),
        };
    }
}

fn signer_text(signer: &Actor) -> String {
    format!("{} {} ({})", signer.first_names.join(" "), signer.name, signer.id.value)
}

/// An HTML document of a table and a list.
fn page(language: &str, title: &str, notice: &str, rows: &[(&str, &str)], terms: &[&str]) -> LocalText {
    let rows: String =
        rows.iter().map(|(label, value)| format!("<dt>{label}</dt><dd>{}</dd>\n", escape(value))).collect();
    let terms: String = terms.iter().map(|term| format!("<li>{}</li>\n", escape(term))).collect();
    let notice = escape(notice);
    let text = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"UTF-8\"><title>{title}</title></head>\
         <body>\n<h1>{title}</h1>\n<p>{notice}</p>\n<dl>\n{rows}</dl>\n<ol>\n{terms}</ol>\n</body></html>\n"
    );
    LocalText { language: language.to_owned(), text }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What makes a contract the same: who signs and every character of the texts (ra.md 6.1). The DN is
/// compared apart, after parsing.
pub(crate) fn digest(signer: &Actor, texts: &[LocalText]) -> String {
    let parts = serde_json::to_vec(&(signer, texts)).unwrap_or_default();
    text::hex(&Sha256::digest(parts))
}
