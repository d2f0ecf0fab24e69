//! One generator a response type: writes an answer and says what reading it must give.

use std::process::Command;

use ehealth_client::operation::Operation;
use ehealth_client::{Call, Error};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

use super::common;
use super::maker::Maker;

/// The request that every answer answers.
pub const ID: &str = "_0000000f-0000-4000-8000-00000000000f";
pub const V2_CERTRA: &str = "urn:be:fgov:ehealth:certra:protocol:v2";
pub const V2_ETKRA: &str = "urn:be:fgov:ehealth:etkra:protocol:v2";
const CC: &str = "urn:be:fgov:ehealth:certra:core:v2";
const CORE: &str = "urn:be:fgov:ehealth:commons:core:v2";
const ETEE: &str = "urn:be:fgov:ehealth:etee:commons:core:v2";
const DEPOT: &str = "urn:be:fgov:ehealth:etkdepot:1_0:protocol";
const DEPOT_COMMONS: &str = "urn:be:fgov:ehealth:commons:1_0:core";
const SOA: &str = "urn:be:fgov:ehealth:errors:soa:v1";
const SUCCESS: &str = "urn:be:fgov:ehealth:2.0:status:Success";

/// What reading gives: a description of the value, or the kind of the error.
pub type Expected = Result<String, String>;

fn full() -> bool {
    std::env::var_os("EHEALTH_TEST_FULL").is_some_and(|value| value != "0")
}

/// Generates answers, reads each, and has all of them judged by the schema.
pub fn run<O: Operation>(
    name: &str,
    schema: &str,
    call: &Call<O>,
    make: impl Fn(&mut Maker) -> Expected,
    describe: impl Fn(O::Response) -> String,
) {
    let cases = if full() { 5000 } else { 500 };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let kept = std::cell::RefCell::new(Vec::new());
    let outcomes = std::cell::Cell::new((0u32, 0u32));
    let tape = prop::collection::vec(any::<u32>(), 0..600);
    let result = runner.run(&tape, |tape| {
        let mut maker = Maker::new(tape);
        let expected = make(&mut maker);
        let payload = maker.finish();
        // a fault stands in the element of SOAP, which is no part of the schema
        let body = if schema.contains("errors") {
            format!(
                "<s:Fault xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><faultcode>s:Server</faultcode>\
                 <faultstring>x</faultstring><detail>{payload}</detail></s:Fault>"
            )
        } else {
            payload.clone()
        };
        let envelope = format!(
            "<?xml version='1.0' encoding='UTF-8'?><s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'>\
             <s:Header><a/></s:Header><s:Body>{body}</s:Body></s:Envelope>"
        );
        let response = common::response(200, "text/xml", envelope.as_bytes());
        let got = call.on_response(response).map(&describe).map_err(|error| kind(&error));
        kept.borrow_mut().push(payload.clone());
        let (good, bad) = outcomes.get();
        outcomes.set(if expected.is_ok() { (good + 1, bad) } else { (good, bad + 1) });
        prop_assert_eq!(got, expected, "{}", payload);
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(why, _)) => panic!("{name}: {why}"),
        Err(other) => panic!("{name}: {other}"),
    }
    let valid = valid(&kept.into_inner(), schema);
    let (good, bad) = outcomes.get();
    println!(
        "COUNT client answers generated, {name}: {cases} read ({good} granted, {bad} otherwise), {valid} valid by schema"
    );
}

/// Has documents judged that do not stand in an answer of their own.
pub fn judge(name: &str, documents: &[String], schema: &str) {
    let valid = valid(documents, schema);
    println!("COUNT client answers generated, {name}: {valid} of {} valid by schema", documents.len());
}

/// All in one run of the peer.
fn valid(payloads: &[String], schema: &str) -> usize {
    let Some(schemas) = common::shared_schemas() else {
        eprintln!("SKIPPED: no folder shared/schemas beside the workspace");
        return 0;
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed");
        return 0;
    }
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = payloads
        .iter()
        .enumerate()
        .map(|(number, payload)| {
            let file = folder.path().join(format!("{number}.xml"));
            std::fs::write(&file, payload).unwrap();
            file
        })
        .collect();
    let mut command = Command::new("xmllint");
    let output =
        command.args(["--nonet", "--noout", "--schema", schema]).args(&files).current_dir(schemas).output();
    let output = output.unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        let bad = text.lines().filter(|line| !line.ends_with(" validates")).take(8).collect::<Vec<_>>();
        let number = bad.first().and_then(|line| line.rsplit('/').next()?.split('.').next()?.parse().ok());
        let payload = number.and_then(|number: usize| payloads.get(number));
        panic!("{}\n{}", bad.join("\n"), payload.map_or("", String::as_str));
    }
    payloads.len()
}

pub fn trimmed(text: &str) -> String {
    text.trim_matches([' ', '\t', '\r', '\n']).to_owned()
}

fn token_of(text: &str) -> Option<String> {
    Some(trimmed(text)).filter(|text| !text.is_empty())
}

/// A response element of version 2 with its attributes.
fn response(maker: &mut Maker, namespace: &str, name: &str, inside: impl FnOnce(&mut Maker)) {
    let mut attributes = vec![("Id", format!("_{}", maker.draw(1000)))];
    if maker.draw(3) != 2 {
        attributes.push(("InResponseTo", ID.to_owned()));
    }
    attributes.insert(maker.draw(attributes.len() + 1), ("IssueInstant", maker.date_time()));
    maker.parent(namespace, name, &attributes, inside);
}

/// `core:Status`: `Ok` for success, else what a refusal is read as.
fn status(maker: &mut Maker) -> Result<(), String> {
    let success = maker.draw(4) != 3;
    let codes = std::cell::RefCell::new(Vec::new());
    maker.parent(CORE, "Status", &[], |maker| {
        let nested = if maker.chance(20) { 30 } else { maker.draw(3) };
        let first = if success {
            SUCCESS.to_owned()
        } else {
            maker
                .pick(&[
                    "urn:be:fgov:ehealth:2.0:status:Requester",
                    "urn:be:fgov:ehealth:2.0:status:Responder",
                    "urn:x",
                    "",
                    "é",
                ])
                .to_owned()
        };
        status_code(maker, first, nested);
        if maker.draw(2) == 1 {
            let word = maker.word();
            maker.leaf(CORE, "StatusMessage", &[], &word);
        }
        if maker.draw(3) != 0 {
            maker.parent(CORE, "StatusDetail", &[], |maker| {
                for _ in 0..maker.draw(3) {
                    if maker.chance(5) {
                        maker.leaf(CORE, "Id", &[("Type", "SSIN".to_owned())], "00010100173");
                    } else {
                        detail(maker, &mut codes.borrow_mut());
                    }
                }
            });
        }
    });
    if success { Ok(()) } else { Err(format!("refused {:?}", codes.into_inner())) }
}

fn status_code(maker: &mut Maker, value: String, nested: usize) {
    maker.parent(CORE, "StatusCode", &[("Value", value)], |maker| {
        if nested > 0 {
            let value =
                maker.pick(&["urn:be:fgov:ehealth:2.0:status:DataNotFound", SUCCESS, "urn:y"]).to_owned();
            status_code(maker, value, nested - 1);
        }
    });
}

fn detail(maker: &mut Maker, codes: &mut Vec<String>) {
    maker.parent(ETEE, "EteeStatusDetail", &[], |maker| {
        for _ in 0..maker.draw(3) {
            maker.parent("", "Errors", &[], |maker| {
                let code = maker.pick(&["NEW_CODE", "SIGNER_MISMATCH", "", "an other code"]).to_owned();
                maker.leaf("", "Code", &[], &code);
                codes.push(trimmed(&code));
                let word = maker.word();
                maker.leaf("", "Message", &[], &word);
                for _ in 0..maker.draw(3) {
                    maker.parent("", "Parameters", &[], |maker| {
                        let (name, value) = (maker.word(), maker.word());
                        maker.leaf("", "Name", &[], &name);
                        maker.leaf("", "Value", &[], &value);
                    });
                }
            });
        }
    });
}

/// A response with a status, and content that the schema lets one leave out as a whole.
fn with_status(
    maker: &mut Maker,
    namespace: &str,
    name: &str,
    missing: Option<&str>,
    content: impl FnOnce(&mut Maker) -> Expected,
) -> Expected {
    let mut expected = Err(String::new());
    response(maker, namespace, name, |maker| {
        maker.gap();
        let status = status(maker);
        // present in a refusal too, now and then: it must not be believed
        let present = if status.is_ok() { missing.is_none() || !maker.chance(12) } else { maker.chance(4) };
        let read = if present { content(maker) } else { Err(format!("missing {}", missing.unwrap_or(""))) };
        expected = status.and(read);
    });
    expected
}

fn text_type(maker: &mut Maker, namespace: &str, name: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    maker.parent(namespace, name, &[], |maker| {
        for _ in 0..1 + maker.draw(3) {
            let language = maker.pick(&["fr", "nl", "de-BE", "en"]).to_owned();
            let text = maker.word();
            maker.leaf(CC, "Value", &[("xml:lang", language.clone())], &text);
            texts.push((language, text));
        }
    });
    texts
}

fn id(maker: &mut Maker, namespace: &str, name: &str) -> (String, String) {
    let kind = maker.pick(&["SSIN", "CBE", "NIHII-HOSPITAL", "urn:be:fgov:id:ssin"]).to_owned();
    let value = maker.word();
    maker.leaf(namespace, name, &[("Type", kind.clone())], &value);
    (kind, trimmed(&value))
}

pub fn actor_qualities(maker: &mut Maker) -> Expected {
    with_status(maker, V2_CERTRA, "GetActorQualitiesResponse", Some("NaturalPersonAuthorization"), |maker| {
        let (text, allowed) = maker.boolean();
        maker.token(V2_CERTRA, "NaturalPersonAuthorization", text);
        let mut organisations = Vec::new();
        for _ in 0..maker.draw(3) {
            maker.parent(V2_CERTRA, "OrganizationAuthorization", &[], |maker| {
                let name = text_type(maker, CC, "Name");
                let (kind, value) = id(maker, CC, "Identifier");
                organisations.push(format!("{kind} {name:?} {value}"));
            });
        }
        Ok(format!("{allowed} {organisations:?}"))
    })
}

/// The forms of ra.md 4.5 and 15, 5.
fn dn(maker: &mut Maker) -> (String, Option<&'static str>) {
    if maker.chance(6) {
        return (maker.word(), Some("value Contract"));
    }
    let number = if maker.chance(6) { "00010200242" } else { "00010100173" };
    let id = match maker.draw(3) {
        0 => format!("SSIN={number}"),
        1 => format!("SSIN\\={number}"),
        _ => format!("\"SSIN={number}\""),
    };
    let name =
        maker.pick(&["TESTA FICTIVA VOORBEELD", "ÆTHER Ø", "A\\, B", "A & B <C>".trim_end_matches(" <C>")]);
    let mut parts = [
        format!("CN={id}"),
        "OU=eHealth-platform Belgium".to_owned(),
        format!("OU={name}"),
        format!("OU={id}"),
        "O=Federal Government".to_owned(),
        "C=BE".to_owned(),
    ];
    if maker.draw(2) == 1 {
        parts.reverse();
    }
    let separator = maker.pick(&[",", ", "]);
    (parts.join(separator), (number != "00010100173").then_some("mismatch"))
}

/// A person as signer, and whether it is ours.
fn signer(maker: &mut Maker, more_ids: bool) -> bool {
    let mut ours = true;
    maker.parent_of_signer(more_ids, &mut ours);
    ours
}

impl Maker {
    fn parent_of_signer(&mut self, more_ids: bool, ours: &mut bool) {
        self.parent(CC, "Signer", &[], |maker| {
            let value = if maker.chance(8) { "00010200242" } else { "00010100173" };
            *ours &= value == "00010100173";
            let kind = maker.pick(&["SSIN", "ssin"]).to_owned();
            let value = format!("{}{value}", maker.pick(&["", " "]));
            maker.leaf(CORE, "Id", &[("Type", kind)], &value);
            if more_ids && maker.chance(3) {
                maker.leaf(CORE, "Id", &[("Type", "NIHII".to_owned())], "99999971");
            }
            match maker.draw(8) {
                7 => {
                    *ours = false;
                    maker.leaf(CORE, "FirstName", &[], "Andere");
                }
                6 => {
                    maker.leaf(CORE, "FirstName", &[], "Testa");
                    maker.leaf(CORE, "FirstName", &[], "Fictiva");
                }
                _ => maker.leaf(CORE, "FirstName", &[], "Testa Fictiva"),
            }
            maker.leaf(CORE, "Name", &[], "Voorbeeld");
        });
    }
}

pub fn contract(maker: &mut Maker) -> Expected {
    with_status(maker, V2_CERTRA, "GenerateContractResponse", Some("Contract"), |maker| {
        let mut expected = Err(String::new());
        maker.parent(V2_CERTRA, "Contract", &[], |maker| {
            let (dn, wrong) = dn(maker);
            maker.leaf(CC, "DN", &[], &dn);
            let ours = signer(maker, false);
            let texts = text_type(maker, CC, "Text");
            expected = match wrong {
                Some("value Contract") => Err("value Contract".to_owned()),
                _ if !ours => Err("mismatch".to_owned()),
                Some(wrong) => Err(wrong.to_owned()),
                None => Ok(format!("{dn} {texts:?}")),
            };
        });
        expected
    })
}

pub fn receipt(maker: &mut Maker, ours: [u8; 20]) -> Expected {
    with_status(maker, V2_CERTRA, "GenerateCertificateResponse", Some("PublicKeyIdentifier"), |maker| {
        let key = if maker.chance(6) { [3; 20] } else { ours };
        let text = maker.key_identifier(key);
        maker.token(V2_CERTRA, "PublicKeyIdentifier", &text);
        let (text, automatic) = maker.boolean();
        maker.token(V2_CERTRA, "AutomaticallyValidated", text);
        let replaces = (maker.draw(2) == 1).then(|| {
            let text = maker.key_identifier([0xAB; 20]);
            maker.token(V2_CERTRA, "ReplacesCertificate", &text);
            "AB".repeat(20)
        });
        if key == ours { Ok(format!("{automatic} {replaces:?}")) } else { Err("mismatch".to_owned()) }
    })
}

pub fn certificates(maker: &mut Maker) -> Expected {
    if maker.chance(6) {
        // the one code that is no refusal
        response(maker, V2_CERTRA, "GetCertificateResponse", |maker| {
            maker.parent(CORE, "Status", &[], |maker| {
                status_code(maker, "urn:be:fgov:ehealth:2.0:status:Responder".to_owned(), 0);
                maker.parent(CORE, "StatusDetail", &[], |maker| {
                    maker.parent(ETEE, "EteeStatusDetail", &[], |maker| {
                        maker.parent("", "Errors", &[], |maker| {
                            maker.leaf("", "Code", &[], "CERT_NOT_YET_DELIVERED");
                            let word = maker.word();
                            maker.leaf("", "Message", &[], &word);
                        });
                    });
                });
            });
        });
        return Ok("pending".to_owned());
    }
    with_status(maker, V2_CERTRA, "GetCertificateResponse", Some("X509Certificate"), |maker| {
        let mut chain = Vec::new();
        for _ in 0..1 + maker.draw(4) {
            let bytes = maker.bytes(40);
            let text = maker.base64(&bytes);
            maker.leaf(V2_CERTRA, "X509Certificate", &[], &text);
            chain.push(bytes);
        }
        Ok(format!("{chain:?}"))
    })
}

pub fn confirmation(maker: &mut Maker) -> Expected {
    with_status(maker, V2_CERTRA, "SubmitCSRForForeignerResponse", Some("ValidationUrl"), |maker| {
        let urls: [(&str, Option<&str>); 9] = [
            ("https://validation.example.org/a?b=c", Some("https://validation.example.org/a?b=c")),
            ("https://validation.example.org", Some("https://validation.example.org/")),
            ("https://a:8443/é?q=ü", Some("https://a:8443/%C3%A9?q=%C3%BC")),
            ("https://a/b c|d", Some("https://a/b%20c%7Cd")),
            ("http://a/", None),
            ("/relative", None),
            ("", None),
            ("https://é.example/", None),
            ("https://a/b#c", Some("https://a/b")),
        ];
        let (url, read) = urls[maker.draw(urls.len())];
        maker.token(V2_CERTRA, "ValidationUrl", url);
        let date = maker.date_time();
        maker.leaf(V2_CERTRA, "ExpirationDate", &[], &date);
        match read {
            Some(read) => Ok(format!("{read} {}", seconds(&date))),
            None => Err("value ValidationUrl".to_owned()),
        }
    })
}

pub fn organisation_types(maker: &mut Maker) -> Expected {
    with_status(maker, V2_CERTRA, "GetGenericOrganizationTypesResponse", Some("OrganizationType"), |maker| {
        let mut all = Vec::new();
        for _ in 0..1 + maker.draw(3) {
            maker.parent(V2_CERTRA, "OrganizationType", &[], |maker| {
                let name = text_type(maker, CC, "Name");
                let kind = maker.pick(&["CBE", "NIHII-HOSPITAL", "urn:x"]);
                maker.token(CC, "IdentifierType", kind);
                let pattern = (maker.draw(2) == 1).then(|| {
                    let pattern = maker.pick(&["[0-9]{10}", "(?=a)\\1", ""]).to_owned();
                    maker.leaf(CC, "ValidationRegEx", &[], &pattern);
                    pattern
                });
                let mut lists = [Vec::new(), Vec::new()];
                for (list, name) in lists.iter_mut().zip(["CheckDigitAlgorithm", "AvailableBaseService"]) {
                    for _ in 0..maker.draw(3) {
                        let word = maker.word();
                        maker.leaf(CC, name, &[], &word);
                        list.push(trimmed(&word));
                    }
                }
                let pattern = pattern.and_then(|pattern| token_of(&pattern));
                all.push(format!("{name:?} {kind} {pattern:?} {:?} {:?}", lists[0], lists[1]));
            });
        }
        Ok(format!("{all:?}"))
    })
}

pub fn application_ids(maker: &mut Maker) -> Expected {
    let (mut ids, mut without) = (Vec::new(), false);
    response(maker, V2_CERTRA, "GetExistingApplicationIdsResponse", |maker| {
        for _ in 0..maker.draw(5) {
            if maker.draw(3) == 2 {
                let attributes = [
                    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance".to_owned()),
                    ("xsi:nil", maker.pick(&["true", "1", " true "]).to_owned()),
                ];
                maker.element(V2_CERTRA, "ApplicationId", &attributes, |_| {});
                maker.gap();
                without = true;
            } else {
                let word = maker.word();
                maker.leaf(V2_CERTRA, "ApplicationId", &[], &word);
                match token_of(&word) {
                    None => without = true,
                    Some(id) if !ids.contains(&id) => ids.push(id),
                    Some(_) => {}
                }
            }
        }
    });
    Ok(format!("{ids:?} {without}"))
}

/// The generator's own reading of a date and time: days by a calendar of its own.
pub fn seconds(text: &str) -> u64 {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (date, time) = text.split_once('T').unwrap();
    let parts: Vec<i64> = date.split('-').map(|part| part.parse().unwrap()).collect();
    let year = if negative { -parts[0] } else { parts[0] };
    if year < 1900 {
        return 0;
    }
    if year > 9999 {
        return 253_402_300_799;
    }
    let (time, zone) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
    let clock: Vec<i64> =
        time.split('.').next().unwrap().split(':').map(|part| part.parse().unwrap()).collect();
    let offset = match zone {
        "" | "Z" => 0,
        zone => {
            let minutes = zone[1..3].parse::<i64>().unwrap() * 60 + zone[4..6].parse::<i64>().unwrap();
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut days: i64 = (1900..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    days += lengths.iter().take(parts[1] as usize - 1).sum::<i64>() + parts[2] - 1 - 25_567;
    let seconds = days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2] - offset * 60;
    seconds.clamp(0, 253_402_300_799) as u64
}

pub fn date(maker: &mut Maker, namespace: &str, name: &str) -> u64 {
    let text = maker.date_time();
    // white space around it is allowed too, but xmllint does not know that
    maker.leaf(namespace, name, &[], &text);
    seconds(&text)
}

pub fn string(maker: &mut Maker, namespace: &str, name: &str) -> String {
    let word = maker.word();
    maker.leaf(namespace, name, &[], &word);
    trimmed(&word)
}

pub fn maybe(maker: &mut Maker, namespace: &str, name: &str) -> Option<String> {
    (maker.draw(2) == 1).then(|| string(maker, namespace, name)).filter(|text| !text.is_empty())
}

pub fn boolean(maker: &mut Maker, namespace: &str, name: &str) -> bool {
    let (text, value) = maker.boolean();
    maker.token(namespace, name, text);
    value
}

fn info(maker: &mut Maker) -> String {
    let mut told = String::new();
    maker.parent(V2_CERTRA, "CertificateInfo", &[], |maker| {
        let requested = date(maker, CC, "RequestedDate");
        let key = [maker.draw(256) as u8; 20];
        let text = maker.key_identifier(key);
        maker.token(CC, "PublicKeyIdentifier", &text);
        let entity = (maker.draw(2) == 1).then(|| maker.pick(&["NaturalPerson", "Organization"]));
        let attributes: Vec<_> = entity.iter().map(|kind| ("EntityType", (*kind).to_owned())).collect();
        let (mut kind, mut value) = (String::new(), String::new());
        let (mut first_names, mut name, mut application) = (Vec::new(), String::new(), None);
        maker.parent(CC, "CertificateEntity", &attributes, |maker| {
            maker.parent(CC, "CertificateIdentifier", &[], |maker| {
                maker.parent(CC, "Actor", &[], |maker| {
                    (kind, value) = id(maker, CORE, "Id");
                    if maker.chance(4) {
                        let _second = id(maker, CORE, "Id");
                    }
                    for _ in 0..maker.draw(3) {
                        first_names.push(string(maker, CORE, "FirstName"));
                    }
                    name = string(maker, CORE, "Name");
                });
                application = maybe(maker, CC, "ApplicationId");
            });
        });
        let status = maker.pick(&["IN_PROGRESS", "VALID_ACTIVE", "REFUSED", "REVOKED", "EXPIRED"]);
        maker.leaf(CC, "AuthenticationCertificateStatus", &[], status);
        let etk = maker.pick(&[
            "NOT_REQUESTED",
            "IN_REQUEST",
            "WAIT_FOR_ACTIVATION",
            "VALID_ACTIVE",
            "REVOKED",
            "EXPIRED",
        ]);
        maker.leaf(CC, "ETKStatus", &[], etk);
        let automatic = boolean(maker, CC, "AutomaticallyValidated");
        let mut details = None;
        if maker.draw(2) == 1 {
            maker.parent(CC, "AuthenticationCertificateDetails", &[], |maker| {
                let [serial, dn, issuer] =
                    ["SerialNumber", "DN", "IssuerDN"].map(|name| string(maker, CC, name));
                let from = date(maker, CC, "ValidNotBefore");
                let to = date(maker, CC, "ValidNotAfter");
                details = Some(format!("{serial} {dn} {issuer} {from} {to}"));
            });
        }
        let revocable = boolean(maker, CC, "Revocable");
        let replaceable = boolean(maker, CC, "Replaceable");
        let start = (maker.draw(2) == 1).then(|| date(maker, CC, "ReplacementPeriodStartDate"));
        let (mut email, mut phone, mut general) = (String::new(), String::new(), (None, None));
        maker.parent(CC, "ContactData", &[], |maker| {
            email = string(maker, CC, "EmailPrivate");
            general.0 = maybe(maker, CC, "EmailGeneral");
            phone = string(maker, CC, "PhonePrivate");
            general.1 = maybe(maker, CC, "PhoneGeneral");
        });
        let services: Vec<_> = (0..maker.draw(3)).map(|_| string(maker, CC, "BaseServiceUsage")).collect();
        let key = format!("{:02X}", key[0]).repeat(20);
        told = format!(
            "{requested} {key} {entity:?} {kind} {value} {first_names:?} {name} {application:?} {status} {etk} \
             {automatic} {details:?} {revocable} {replaceable} {start:?} {email} {:?} {phone} {:?} {services:?}",
            general.0, general.1
        );
    });
    told
}

pub fn citizen(maker: &mut Maker) -> Expected {
    with_status(maker, V2_CERTRA, "GetCertificateInfoForCitizenResponse", None, |maker| {
        let all: Vec<_> = (0..maker.draw(4)).map(|_| info(maker)).collect();
        Ok(format!("{all:?}"))
    })
}

pub fn one_info(maker: &mut Maker) -> Expected {
    let name = "GetCertificateInfoForAuthenticationCertificateResponse";
    with_status(maker, V2_CERTRA, name, Some("CertificateInfo"), |maker| Ok(info(maker)))
}

pub fn revocation_contract(maker: &mut Maker) -> Expected {
    with_status(maker, V2_CERTRA, "GenerateRevocationContractResponse", Some("Contract"), |maker| {
        let mut expected = Err(String::new());
        maker.parent(V2_CERTRA, "Contract", &[], |maker| {
            let dn = maker.word();
            maker.leaf(CC, "DN", &[], &dn);
            let ours = signer(maker, true);
            let reason = maker.pick(&[
                "superseded",
                "superseded",
                "keyCompromise",
                "affiliationChanged",
                "cessationOfOperation",
            ]);
            maker.leaf(CC, "RevocationReason", &[], reason);
            let texts = text_type(maker, CC, "Text");
            expected = if ours && reason == "superseded" {
                Ok(format!("{dn} {reason} {texts:?}"))
            } else {
                Err("mismatch".to_owned())
            };
        });
        expected
    })
}

pub fn nothing(maker: &mut Maker, namespace: &str, name: &str) -> Expected {
    let mut expected = Err(String::new());
    response(maker, namespace, name, |maker| {
        expected = status(maker).map(|()| "done".to_owned());
    });
    expected
}

pub fn challenge(maker: &mut Maker) -> Expected {
    with_status(maker, V2_ETKRA, "StartETKRegistrationResponse", Some("Challenge"), |maker| {
        let length = [288, 0, 32, 33, 100][maker.draw(5)];
        let bytes: Vec<u8> = (0..length).map(|_| maker.draw(256) as u8).collect();
        let text = maker.base64(&bytes);
        maker.leaf(V2_ETKRA, "Challenge", &[], &text);
        if length > 32 { Ok(format!("{:?}", &bytes[..length - 32])) } else { Err("short".to_owned()) }
    })
}

pub fn token(maker: &mut Maker) -> Expected {
    with_status(maker, V2_ETKRA, "CompleteETKRegistrationResponse", Some("ETK"), |maker| {
        let bytes = maker.bytes(40);
        let text = maker.base64(&bytes);
        maker.leaf(V2_ETKRA, "ETK", &[], &text);
        let activate = boolean(maker, V2_ETKRA, "ToBeActivated");
        Ok(format!("{bytes:?} {activate} None"))
    })
}

pub fn depot(maker: &mut Maker) -> Expected {
    let attributes: Vec<_> = if maker.draw(2) == 1 { vec![("Id", maker.word())] } else { Vec::new() };
    let mut expected = Ok("absent".to_owned());
    maker.parent(DEPOT, "GetEtkResponse", &attributes, |maker| {
        let code = maker.pick(&["200", "200", " 200 ", "500", ""]).to_owned();
        maker.parent(DEPOT_COMMONS, "Status", &[], |maker| {
            maker.leaf("", "Code", &[], &code);
            for _ in 0..1 + maker.draw(2) {
                let language = maker.pick(&["", "FR", "NL", "EN", "DE", "NA"]).to_owned();
                let attributes = if language.is_empty() { Vec::new() } else { vec![("Lang", language)] };
                let word = maker.word();
                maker.leaf("", "Message", &attributes, &word);
            }
        });
        if maker.draw(8) != 7 {
            maker.parent(DEPOT, "GivenSearchCriteria", &[], |maker| {
                for _ in 0..1 + maker.draw(2) {
                    let _given = owner(maker);
                }
            });
            match maker.draw(4) {
                0 => {
                    let bytes = maker.bytes(40);
                    let text = maker.base64(&bytes);
                    maker.leaf(DEPOT, "ETK", &[], &text);
                    expected = Ok(format!("{bytes:?}"));
                }
                1 => {
                    let mut owners = Vec::new();
                    for _ in 0..1 + maker.draw(3) {
                        maker.parent(DEPOT, "MatchingEtk", &[], |maker| {
                            owners.push(owner(maker));
                            if maker.chance(4) {
                                let _second = owner(maker);
                            }
                        });
                    }
                    expected = Ok(format!("{owners:?}"));
                }
                2 => {
                    for _ in 0..1 + maker.draw(2) {
                        maker.parent(DEPOT, "Error", &[], |maker| {
                            let (code, message) = (maker.word(), maker.word());
                            maker.leaf(DEPOT, "Code", &[], &code);
                            maker.leaf(DEPOT, "Message", &[], &message);
                        });
                    }
                }
                _ => {}
            }
        }
        if code.trim() != "200" {
            expected = Err(format!("refused {:?}", [code.trim()]));
        }
    });
    expected
}

fn owner(maker: &mut Maker) -> (String, String, Option<String>) {
    let mut told = (String::new(), String::new(), None);
    maker.parent(DEPOT, "Identifier", &[], |maker| {
        told.0 = string(maker, DEPOT, "Type");
        told.1 = string(maker, DEPOT, "Value");
        told.2 = maybe(maker, DEPOT, "ApplicationID");
    });
    told
}

pub fn soap_fault(maker: &mut Maker) -> Expected {
    let name = maker.pick(&["SystemError", "BusinessError"]);
    let ticket = (maker.draw(2) == 1).then(|| maker.word());
    let attributes: Vec<_> = ticket.iter().map(|ticket| ("Id", ticket.clone())).collect();
    let mut expected = String::new();
    maker.parent(SOA, name, &attributes, |maker| {
        let _origin = string(maker, "", "Origin");
        let code = maker.pick(&["SOA-02002", "SOA-99999", "X", " SOA-00001 "]).to_owned();
        maker.leaf("", "Code", &[], &code);
        let mut messages = Vec::new();
        for _ in 0..1 + maker.draw(3) {
            let language = (maker.draw(2) == 1).then(|| maker.pick(&["fr", "nl", "en"]).to_owned());
            let attributes: Vec<_> = language.iter().map(|tag| ("xml:lang", tag.clone())).collect();
            let word = maker.word();
            maker.leaf("", "Message", &attributes, &word);
            messages.push((language, trimmed(&word)));
        }
        let retry = (maker.draw(2) == 1).then(|| boolean(maker, "", "Retry"));
        let _contact = maybe(maker, "", "Contact");
        let environment =
            maker.pick(&["Development", "Test", "Integration", "Acceptation", "Simulation", "Production"]);
        maker.leaf(SOA, "Environment", &[], environment);
        expected = format!(
            "fault {ticket:?} {:?} {messages:?} {retry:?} {:?}",
            Some(code.trim()),
            Some(environment)
        );
    });
    Err(expected)
}

/// What became of an answer, in the words of the generator.
fn kind(error: &Error) -> String {
    use ehealth_client::error::MalformedAnswer as M;
    match error {
        Error::Refused(status) => {
            let codes: Vec<_> = status.errors().iter().map(|error| error.code().as_str()).collect();
            format!("refused {codes:?}")
        }
        Error::Malformed { what: M::Missing { name }, .. } => format!("missing {name}"),
        Error::Malformed { what: M::Xml(ehealth_csr::xml::XmlError::Missing { name, .. }), .. } => {
            format!("missing {name}")
        }
        Error::Malformed { what: M::Value { name }, .. } => format!("value {name}"),
        Error::Mismatch(_) => "mismatch".to_owned(),
        Error::ChallengeShort => "short".to_owned(),
        Error::Fault(fault) => format!(
            "fault {:?} {:?} {:?} {:?} {:?}",
            fault.ticket(),
            fault.code(),
            fault
                .messages()
                .map(|(language, text)| (language.map(str::to_owned), text.to_owned()))
                .collect::<Vec<_>>(),
            fault.retry_flag(),
            fault.environment(),
        ),
        other => panic!("{other:?}"),
    }
}
