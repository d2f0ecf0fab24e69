//! `card`: whose card is in the reader, and does it hold.

use std::path::Path;

use beid_card::code_lists::DocumentType;
use beid_card::{Contents, File, Files, Report};
use ehealth_pki::{Environment, TrustAnchor, anchor};
use rustls_pki_types::UnixTime;
use serde_json::json;

use crate::cli::CardArgs;
use crate::context::Context;
use crate::failure::{Failure, printable};
use crate::output::{Output, say, table};
use crate::readers;
use crate::words::Words;
use crate::world::World;

/// Runs it.
///
/// # Errors
/// `card.*`; `file.*` for the photo.
pub(super) fn run(args: &CardArgs, context: &Context) -> Result<Output, Failure> {
    crate::interrupt::install();
    let world = context.world()?;
    let failed = |error: beid_card::Error| Failure::of(error.code(), &error);
    let mut card = context.waiting(|how| readers::open(&world.card, how)).map_err(failed)?.card;
    say(&context.words.plain("card-reading"));
    let wanted = if args.photo.is_some() { Files::all() } else { Files::all().without(File::Photo) };
    let contents = card.read(wanted).map_err(failed)?;
    let report = verify(&contents, &world);
    let checks = checks(&report);
    let applet = card.applet().to_string();
    let photo = args.photo.as_deref().map(|path| write_photo(path, &contents)).transpose()?;
    let json = document(&contents, &applet, &checks, photo.as_deref());
    let verified = report.into_identity();
    if let Err(error) = verified {
        return Err(Failure::of(error.code(), &error).with_report(json));
    }
    Ok(Output { json, lines: lines(&context.words, &contents, &applet, photo.as_deref()) })
}

/// In the sandbox a real card is read, and verified as what it is; it is never asked to sign there.
fn verify(contents: &Contents, world: &World) -> Report {
    let now = UnixTime::now();
    let here = contents.verify(&world.citizen, now);
    let real = |anchors: &[TrustAnchor]| contents.verify(anchors, now);
    if world.is_sandbox() && !here.outcome(beid_card::Check::Root).is_good() {
        return real(&anchor::citizen(Environment::Production));
    }
    here
}

fn checks(report: &Report) -> serde_json::Value {
    let named =
        report.outcomes().iter().map(|(check, outcome)| (check.as_str().to_owned(), outcome.as_str().into()));
    serde_json::Value::Object(named.collect())
}

fn document(
    contents: &Contents,
    applet: &str,
    checks: &serde_json::Value,
    photo: Option<&Path>,
) -> serde_json::Value {
    let identity = contents.identity();
    let verified =
        checks.as_object().is_some_and(|checks| checks.values().all(|outcome| outcome != "failed"));
    json!({
        "ok": true,
        "surname": identity.surname(),
        "given_names": identity.given_names(),
        "national_number": identity.national_number(),
        "birth_date": identity.birth_date().map(|date| date.to_string()),
        "card_number": identity.card_number(),
        "valid_from": identity.valid_from().map(|date| date.to_string()),
        "valid_until": identity.valid_until().map(|date| date.to_string()),
        "document_type": identity.document_type().map(document_type),
        "applet": applet,
        "can_sign": contents.signature().is_some(),
        "verified": verified,
        "checks": checks,
        "photo": photo,
    })
}

fn lines(words: &Words, contents: &Contents, applet: &str, photo: Option<&Path>) -> Vec<String> {
    let identity = contents.identity();
    let text = |value: Option<&str>| value.unwrap_or("–").to_owned();
    let date =
        |value: Option<beid_card::date::Date>| value.map_or_else(|| "–".to_owned(), |date| date.to_string());
    let name = [identity.given_names(), identity.surname()].map(Option::unwrap_or_default).join(" ");
    let validity = format!("{} – {}", date(identity.valid_from()), date(identity.valid_until()));
    let can_sign = words.plain(if contents.signature().is_some() { "yes" } else { "no" });
    let mut rows = vec![
        ("card-name", name),
        ("card-national", text(identity.national_number())),
        ("card-birth", identity.birth_date().map_or_else(|| "–".to_owned(), |date| date.to_string())),
        ("card-number", text(identity.card_number())),
        ("card-validity", validity),
        (
            "card-document",
            identity.document_type().map_or_else(
                || "–".to_owned(),
                |kind| words.plain(&format!("document-{}", document_type(kind))),
            ),
        ),
        ("card-applet", applet.to_owned()),
        ("card-can-sign", can_sign),
    ];
    rows.extend(photo.map(|path| ("card-photo", path.display().to_string())));
    let rows: Vec<_> = rows.into_iter().map(|(key, value)| (words.plain(key), printable(&value))).collect();
    let mut lines = table(&rows);
    lines.push(words.plain("card-verified"));
    lines
}

/// The kind of card, as JSON has it.
fn document_type(kind: DocumentType) -> &'static str {
    match kind {
        DocumentType::BelgianCitizen => "belgian_citizen",
        DocumentType::Kids | DocumentType::ForeignKids(_) => "kids",
        DocumentType::Foreigner(_) => "foreigner",
        DocumentType::Technical(_) => "technical",
        _ => "other",
    }
}

/// Writes the photo as a new file.
fn write_photo(path: &Path, contents: &Contents) -> Result<std::path::PathBuf, Failure> {
    use std::io::Write as _;
    let photo = contents.photo().ok_or_else(|| Failure::new("card.file_invalid").with_detail("photo"))?;
    let path = std::path::absolute(path).map_err(|error| Failure::writing(path, &error))?;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .map_err(|error| Failure::writing(&path, &error))?;
    file.write_all(photo).map_err(|error| Failure::writing(&path, &error))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use beid_card::Outcome;

    #[test]
    fn a_card_of_the_simulator() {
        use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
        let mut card =
            beid_card::Card::open(VirtualCard::new(&Persona::adult_ec(), DEFAULT_SEED).reader()).unwrap();
        let contents = card.read(Files::all()).unwrap();
        let roots: Vec<_> = beid_simulator::test_roots(DEFAULT_SEED)
            .iter()
            .map(|der| TrustAnchor::from_certificate(&ehealth_pki::Certificate::from_der(der).unwrap()))
            .collect();
        let report = contents.verify(&roots, UnixTime::now());
        assert!(report.outcomes().iter().all(|(_, outcome)| !matches!(outcome, Outcome::Failed(_))));
        let json = document(&contents, "1.8", &checks(&report), None);
        assert_eq!(json["verified"], true);
        assert_eq!(json["can_sign"], true);
    }
}
