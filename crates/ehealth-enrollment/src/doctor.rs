//! What can be wrong before anybody starts, as data: card, authority and clock, keystores and what practice programs
//! would pick. Each function looks at what it is given and changes nothing; showing it is the program's business, and
//! so is whatever only the system knows (services, readers, proxies, free space).
//!
//! A finding is of the kind that a [check](crate::check) gives. `check` names what was looked at: `card`, `pin`,
//! `network`, `clock`, `folder`, `keystore`, `programs`.

use std::collections::BTreeSet;
use std::path::Path;

use beid_card::transport::Reader;
use beid_card::{Card, File, Files, Tries};
use ehealth_client::certra::GetGenericOrganizationTypes;
use ehealth_client::transport::ClockSkew;
use ehealth_client::{Call, Endpoints, Header, Limits, Transport};
use ehealth_keystore::discover::PassedOver;
use ehealth_keystore::{
    Expected, Keystore, Password, Stage, Wanted, discover, surroundings, survey, what_would_be_picked,
};
use ehealth_pki::{Environment, TrustAnchor};
use rand_core::CryptoRng;
use rustls_pki_types::UnixTime;

pub use crate::check::{Finding, Level};

/// The card in this reader: is it one, whose, does the State vouch for it, can it sign, how many tries has its PIN. No
/// PIN is asked or sent.
pub fn card(reader: impl Reader, citizen_anchors: &[TrustAnchor], now: UnixTime) -> Vec<Finding> {
    let failed = |error: &beid_card::Error| Finding::problem("card", error.code(), causes(error));
    let mut card = match Card::open(reader) {
        Ok(card) => card,
        Err(error) => return vec![failed(&error)],
    };
    let contents = match card.read(Files::all().without(File::Photo)) {
        Ok(contents) => contents,
        Err(error) => return vec![failed(&error)],
    };
    let mut findings = Vec::new();
    match contents.verify(citizen_anchors, now).into_identity() {
        Err(error) => findings.push(failed(&error)),
        Ok(identity) => {
            let until = identity.valid_until().map(|date| date.to_string()).unwrap_or_default();
            findings.push(Finding::ok("card", format!("applet {}, {until}", card.applet())));
        }
    }
    if contents.signature().is_none() {
        findings.push(Finding::problem("card", "card.no_signature_rights", ""));
    }
    findings.push(match card.tries_left() {
        Ok(Tries::Blocked) => Finding::problem("pin", "pin.blocked", ""),
        Ok(Tries::Left(1)) => Finding::warning("pin", "pin.last_try", ""),
        Ok(Tries::Left(tries)) => Finding::ok("pin", format!("{tries}/3")),
        Ok(_) => Finding::ok("pin", "–"),
        Err(error) => failed(&error),
    });
    findings
}

/// One unsigned question to the authority, which tells of connection, proxy, TLS and clock at once.
pub fn authority(
    transport: &mut (impl Transport + ?Sized),
    endpoints: &Endpoints,
    rng: &mut impl CryptoRng,
    now: UnixTime,
) -> Vec<Finding> {
    let hosts = endpoints.hosts().join(", ");
    let call = match Call::new(GetGenericOrganizationTypes, Header::new(rng, now)) {
        Ok(call) => call,
        Err(error) => return vec![Finding::problem("network", error.code(), causes(&error))],
    };
    let exchange = call.exchange(transport, endpoints, &Limits::default());
    let skew = exchange.clock_skew(now);
    let mut findings = vec![match exchange.outcome {
        Ok(_) => Finding::ok("network", hosts),
        Err(error) => Finding::problem("network", error.code(), format!("{hosts}: {}", causes(&error))),
    }];
    findings.extend(skew.map(|skew| match skew {
        ClockSkew::Small => Finding::ok("clock", text_of(now)),
        _ => Finding::problem("clock", "clock.skew", text_of(now)),
    }));
    findings
}

/// Every keystore of `folder`: what it is, what is wrong with it and with where it lies, and whether practice programs
/// would pick the one that is meant. With a password each file is opened with it, else names and records tell.
#[must_use]
pub fn keystores(
    folder: &Path,
    password: Option<&Password>,
    environment: Environment,
    now: UnixTime,
) -> Vec<Finding> {
    let Ok(candidates) = discover(folder, &Wanted::any()) else {
        return vec![Finding::ok("keystore", "–")];
    };
    if candidates.is_empty() {
        return vec![Finding::ok("keystore", "–")];
    }
    let mut findings = Vec::new();
    for candidate in &candidates {
        let name = name_of(candidate.path());
        match candidate.passed_over() {
            Some(PassedOver::Unreadable) => {
                findings.push(Finding::problem("keystore", "file.permission", name));
            }
            Some(_) => findings.push(Finding::problem("keystore", "keystore.damaged", name)),
            None => findings.extend(keystore(candidate.path(), &name, password, environment, now)),
        }
    }
    // What is in each tells which one is meant; without passwords the newest that is not pending.
    let ids: BTreeSet<String> = candidates.iter().map(|found| found.name().id().to_owned()).collect();
    let passwords: Vec<&Password> = password.into_iter().collect();
    let survey = survey(candidates, &passwords, now);
    findings.extend(survey.findings().iter().map(|finding| of_keystore("keystore", finding, "")));
    for id in ids {
        let Ok(picks) = what_would_be_picked(folder, &id) else { continue };
        let meant = survey
            .for_use()
            .map(|item| item.candidate().path().to_path_buf())
            .filter(|path| path.to_string_lossy().contains(&id));
        if picks.agree() {
            findings.push(Finding::ok("programs", id));
        } else if let Some(meant) = meant {
            let picked = picks.findings(&meant);
            findings.extend(picked.iter().map(|finding| of_keystore("programs", finding, &id)));
        } else {
            findings.push(Finding::warning("programs", "keystore.several", id));
        }
    }
    findings
}

/// Who else sees the folder, and what else touches it.
#[must_use]
pub fn folder(folder: &Path) -> Vec<Finding> {
    let around = surroundings(&folder.join("keystore.p12"));
    around.iter().map(|finding| Finding::warning("folder", finding.code(), "")).collect()
}

fn keystore(
    path: &Path,
    name: &str,
    password: Option<&Password>,
    environment: Environment,
    now: UnixTime,
) -> Vec<Finding> {
    let around = surroundings(path);
    let mut findings: Vec<_> = around.iter().map(|finding| of_keystore("keystore", finding, name)).collect();
    let Some(password) = password else {
        findings.insert(0, Finding::ok("keystore", name));
        return findings;
    };
    match Keystore::open(path, password) {
        Err(ehealth_keystore::Error::WrongPassword) => {
            findings.push(Finding::warning("keystore", "keystore.wrong_password", name));
        }
        Err(error) => findings.push(Finding::problem("keystore", error.code(), name)),
        Ok(store) => {
            let stage = match store.stage(now) {
                Stage::KeyOnly => "requested",
                Stage::Issued => "issued",
                _ => "complete",
            };
            findings.insert(0, Finding::ok("keystore", format!("{name}: {stage}")));
            // Neither name nor issuer tells a sandbox's keystore from a real one: its folder does.
            let expected = match environment {
                Environment::Sandbox => Expected::new(),
                real => Expected::new().with_environment(real),
            };
            let inside = store.findings(now, &expected);
            findings.extend(inside.iter().map(|finding| of_keystore("keystore", finding, name)));
        }
    }
    findings
}

/// What ends work is a problem, what may surprise somebody a warning.
fn of_keystore(check: &'static str, finding: &ehealth_keystore::Finding, name: &str) -> Finding {
    use ehealth_keystore::Finding as Found;
    let detail = match finding {
        Found::Copy(path) => name_of(path),
        Found::PicksOther { strategy, file } => {
            let file = file.as_deref().map(name_of).unwrap_or_default();
            format!("{name}: {strategy:?} → {file}")
        }
        Found::NewerIncomplete { incomplete, .. } => name_of(incomplete),
        _ => name.to_owned(),
    };
    match finding {
        Found::Expired { .. } | Found::WrongEnvironment { .. } | Found::NewerIncomplete { .. } => {
            Finding::problem(check, finding.code(), detail)
        }
        _ => Finding::warning(check, finding.code(), detail),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// RFC 3339, in UTC.
fn text_of(at: UnixTime) -> String {
    let seconds = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX).to_string()
}

/// An error and its sources, once each, on one line: for a log or a support desk. Whoever is at the screen is told by
/// the code and its remedy.
#[must_use]
pub fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
    use ehealth_client::TransportError;

    fn codes(findings: &[Finding]) -> Vec<(&'static str, Level, Option<&'static str>)> {
        findings.iter().map(|finding| (finding.check, finding.level, finding.code)).collect()
    }

    #[test]
    fn cards() {
        let roots: Vec<_> = beid_simulator::test_roots(DEFAULT_SEED)
            .iter()
            .map(|der| TrustAnchor::from_certificate(&ehealth_pki::Certificate::from_der(der).unwrap()))
            .collect();
        let now = UnixTime::now();
        let of = |name: &str, anchors: &[TrustAnchor]| {
            let card = VirtualCard::new(&Persona::by_name(name).unwrap(), DEFAULT_SEED);
            codes(&self::card(card.reader(), anchors, now))
        };
        assert_eq!(of("adult-rsa", &roots), [("card", Level::Ok, None), ("pin", Level::Ok, None)]);
        let refused = of("adult-rsa", &[]);
        assert!(refused.iter().any(|(check, level, _)| (*check, *level) == ("card", Level::Problem)));
        for (name, check, code) in [
            ("child", "card", "card.no_signature_rights"),
            ("expired", "card", "card.expired"),
            ("blocked", "pin", "pin.blocked"),
        ] {
            let found = of(name, &roots);
            assert!(found.contains(&(check, Level::Problem, Some(code))), "{name}: {found:?}");
        }
    }

    /// Without an answer nothing is said of the clock.
    #[test]
    fn no_connection() {
        struct Dead;
        impl Transport for Dead {
            fn send(
                &mut self,
                _: http::Request<Vec<u8>>,
                _: &Limits,
            ) -> Result<http::Response<Vec<u8>>, TransportError> {
                Err(TransportError::Offline("no cable".into()))
            }
        }
        let found = authority(&mut Dead, &Endpoints::acceptance(), &mut rand::rng(), UnixTime::now());
        assert_eq!(codes(&found), [("network", Level::Problem, Some("net.offline"))]);
    }

    #[test]
    fn folders_without_keystores() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_path_buf(), folder.path().join("absent")] {
            let found = keystores(&path, None, Environment::Sandbox, UnixTime::now());
            assert_eq!(codes(&found), [("keystore", Level::Ok, None)]);
        }
        std::fs::write(folder.path().join("SSIN=00010100173 20260101-101010.p12"), b"").unwrap();
        let found = keystores(folder.path(), None, Environment::Sandbox, UnixTime::now());
        assert!(codes(&found).contains(&("keystore", Level::Problem, Some("keystore.damaged"))), "{found:?}");
    }
}
