//! The same for version 1: every answer that its schemas allow, and the documents in CMS inside them.
#![cfg(feature = "v1")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::unimplemented,
    clippy::missing_panics_doc,
    missing_docs,
    dead_code,
    unreachable_pub,
    reason = "tests"
)]

#[path = "support/common.rs"]
mod common;
#[path = "support/generator.rs"]
mod generator;
#[path = "support/maker.rs"]
mod maker;
#[path = "support/requests_v1.rs"]
mod requests_v1;

use std::cell::RefCell;

use common::header;
use ehealth_client::Call;
use ehealth_client::operation::UnsignedOperation;
use ehealth_client::v1::certra::*;
use ehealth_client::v1::etkra::{ActivateETK, CompleteEtkRegistration, Credentials, StartEtkRegistration};
use ehealth_client::v1::{SignedDocument, uncalled};
use generator::{Expected, ID, boolean, date, maybe, run, string, trimmed};
use maker::Maker;
use requests_v1::{name, opaque};

const C1: &str = "urn:be:fgov:ehealth:certra:protocol:v1";
const E1: &str = "urn:be:fgov:ehealth:etkra:protocol:v1";
const AQDR: &str = "urn:be:fgov:ehealth:etee:ra:aqdr:1_0:protocol";
const RV: &str = "urn:be:fgov:ehealth:etee:ra:revoke:1_0:protocol";
const ETEE: &str = "urn:be:fgov:ehealth:etee:commons:core:v1";

fn generate<O: UnsignedOperation>(
    operation: O,
    make: impl Fn(&mut Maker) -> Expected,
    describe: impl Fn(O::Response) -> String,
) {
    let certra = O::SERVICE == ehealth_client::Service::CertRaV1;
    let schema = format!("ehealth-{}-schema-protocol-1_1.xsd", if certra { "certra" } else { "etkra" });
    let call = Call::new(operation, header(ID)).unwrap();
    let title = std::any::type_name::<O>().rsplit("v1::").next().unwrap();
    run(&format!("v1 {title}"), &schema, &call, make, describe);
}

/// `RaResponseType` and what extends it.
fn answer(
    maker: &mut Maker,
    namespace: &str,
    name: &str,
    missing: Option<&str>,
    content: impl FnOnce(&mut Maker) -> Expected,
) -> Expected {
    let attributes: Vec<_> = if maker.draw(2) == 1 { vec![("Id", maker.word())] } else { Vec::new() };
    let mut expected = Err(String::new());
    maker.parent(namespace, name, &attributes, |maker| {
        if namespace == E1 || maker.draw(2) == 1 {
            let attributes: Vec<_> = if maker.draw(2) == 1 { vec![("Id", maker.word())] } else { Vec::new() };
            maker.parent(namespace, "Response", &attributes, |maker| {
                maker.parent("", "Status", &[], |maker| {
                    let code = maker.pick(&["200", "500", "", "x"]).to_owned();
                    maker.leaf("", "Code", &[], &code);
                    for _ in 0..1 + maker.draw(2) {
                        let language = maker.pick(&["", "FR", "NL", "EN", "DE", "NA"]).to_owned();
                        let attributes =
                            if language.is_empty() { Vec::new() } else { vec![("Lang", language)] };
                        let word = maker.word();
                        maker.leaf("", "Message", &attributes, &word);
                    }
                });
            });
        }
        let mut codes = Vec::new();
        if maker.chance(4) {
            for _ in 0..1 + maker.draw(3) {
                maker.parent(namespace, "Error", &[], |maker| {
                    let codes_known =
                        [("NEW", "NEW"), ("A[1,{0}]", "A"), ("", ""), ("B[", "B["), (" C ", "C")];
                    let (code, read) = codes_known[maker.draw(codes_known.len())];
                    maker.leaf(namespace, "Code", &[], code);
                    let word = maker.word();
                    maker.leaf(namespace, "Message", &[], &word);
                    codes.push(read);
                });
            }
        }
        let present = if codes.is_empty() { missing.is_none() || !maker.chance(12) } else { maker.chance(4) };
        let read = if present { content(maker) } else { Err(format!("missing {}", missing.unwrap_or(""))) };
        expected = if codes.is_empty() { read } else { Err(format!("refused {codes:?}")) };
    });
    expected
}

/// `SignedData` without signers around `content`: only its content is read here.
fn cms(content: &[u8]) -> Vec<u8> {
    let tlv = |tag: u8, value: &[u8]| {
        let mut out = vec![tag, 0x84];
        out.extend_from_slice(&u32::try_from(value.len()).unwrap().to_be_bytes());
        out.extend_from_slice(value);
        out
    };
    let oid = |last: u8| [&[6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7][..], &[last]].concat();
    let content = [oid(1), tlv(0xA0, &tlv(4, content))].concat();
    let signed = [&[2u8, 1, 1, 0x31, 0][..], &tlv(0x30, &content), &[0x31, 0]].concat();
    tlv(0x30, &[oid(2), tlv(0xA0, &tlv(0x30, &signed))].concat())
}

/// A document of its own schema in CMS; all are kept, to be judged.
fn inside(
    maker: &mut Maker,
    kept: &RefCell<Vec<String>>,
    make: impl FnOnce(&mut Maker) -> String,
) -> (Vec<u8>, String) {
    let tape = (0..200).map(|_| maker.draw(1 << 20) as u32).collect();
    let mut inner = Maker::new(tape);
    let told = make(&mut inner);
    let document = inner.finish();
    kept.borrow_mut().push(document.clone());
    (cms(document.as_bytes()), told)
}

fn qualities(maker: &mut Maker) -> String {
    let mut told = String::new();
    maker.parent(AQDR, "EHActorQualitiesDataResponse", &[], |maker| {
        let numbers = [
            ("10100173", "00010100173"),
            ("85010100173", "85010100173"),
            ("0", "00000000000"),
            ("+7", "00000000007"),
        ];
        let (number, read) = numbers[maker.draw(numbers.len())];
        maker.leaf(AQDR, "SSIN", &[], number);
        let allowed = boolean(maker, AQDR, "Authorization");
        let (mut own, mut others) = (Vec::new(), Vec::new());
        match maker.draw(3) {
            0 => maker.parent(AQDR, "NaturalPerson", &[], |maker| {
                for _ in 0..1 + maker.draw(3) {
                    maker.parent(AQDR, "Quality", &[], |maker| {
                        own.push((string(maker, AQDR, "Name"), maybe(maker, AQDR, "NIHII")));
                    });
                }
                maker.leaf(AQDR, "AAPersonalAuth", &[], "AAAA");
            }),
            1 => maker.parent(AQDR, "LegalPerson", &[], |maker| {
                for _ in 0..1 + maker.draw(3) {
                    maker.parent(AQDR, "Organization", &[], |maker| {
                        let (french, dutch) = (string(maker, AQDR, "NameFr"), string(maker, AQDR, "NameNl"));
                        maker.parent(AQDR, "Identifier", &[], |maker| {
                            let id = (string(maker, AQDR, "Type"), string(maker, AQDR, "ID"));
                            others.push((french, dutch, id));
                        });
                    });
                }
                maker.leaf(AQDR, "AAOrganizationAuth", &[], "");
            }),
            _ => {}
        }
        told = format!("{read} {allowed} {own:?} {others:?}");
    });
    told
}

#[test]
fn get_eh_actor_qualities() {
    let kept = RefCell::new(Vec::new());
    generate(
        GetEHActorQualities::new(opaque()),
        |maker| {
            answer(maker, C1, "GetEHActorQualitiesResponse", Some("EHActorQualitiesDataResponse"), |maker| {
                let (message, told) = inside(maker, &kept, qualities);
                let text = maker.base64(&message);
                maker.leaf(C1, "EHActorQualitiesDataResponse", &[], &text);
                Ok(told)
            })
        },
        |got| {
            let got = got.content();
            let own: Vec<_> = got.qualities().iter().map(|q| (q.name(), q.nihii())).collect();
            let others: Vec<_> = got
                .organisations()
                .iter()
                .map(|o| (o.french_name(), o.dutch_name(), o.identifier()))
                .collect();
            format!("{} {} {own:?} {others:?}", got.ssin(), got.authorized())
        },
    );
    generator::judge("v1 qualities in CMS", &kept.into_inner(), "ehealth-etee-ra-aqdr-protocol-types.xsd");
}

fn revocable(maker: &mut Maker) -> String {
    let mut told = String::new();
    maker.parent(RV, "RevocableCertificatesDataResponse", &[], |maker| {
        let status = maker.pick(&["OK", "ERROR_AA", "ERROR_DAO", "ERROR_FEDICT", "ERROR_OTHER"]);
        maker.leaf(RV, "Status", &[], status);
        let ssin = string(maker, RV, "SSIN");
        let mut lists = [Vec::new(), Vec::new()];
        let names = ["RevocablePersonalCertificate", "RevocableOrganizationCertificate"];
        for (list, name) in lists.iter_mut().zip(names) {
            for _ in 0..maker.draw(3) {
                maker.parent(RV, name, &[], |maker| {
                    let texts = ["RequestId", "AuthDN", "IssuerDN"].map(|name| string(maker, RV, name));
                    let times = ["ValidNotBefore", "ValidNotAfter"].map(|name| date(maker, RV, name));
                    list.push(format!("{texts:?} {times:?} {}", string(maker, RV, "AuthSerial")));
                });
            }
        }
        if maker.draw(2) == 1 {
            maker.leaf(RV, "AAOrganizationAuth", &[], "AAAA");
        }
        told = format!("{status} {ssin} {lists:?}");
    });
    told
}

#[test]
fn get_revocable_certificates() {
    let kept = RefCell::new(Vec::new());
    generate(
        GetRevocableCertificates::new(opaque()),
        |maker| {
            let name = "RevocableCertificatesDataResponse";
            answer(maker, C1, "GetRevocableCertificatesResponse", Some(name), |maker| {
                let (message, told) = inside(maker, &kept, revocable);
                let text = maker.base64(&message);
                maker.leaf(C1, name, &[], &text);
                Ok(told)
            })
        },
        |got| {
            let got = got.content();
            let lists = [got.personal(), got.organisations()].map(|list| {
                let told = list.iter().map(|certificate| {
                    let details = certificate.details();
                    let texts = [certificate.request_id(), details.subject(), details.issuer()];
                    let times = [details.not_before(), details.not_after()].map(|time| time.as_secs());
                    format!("{texts:?} {times:?} {}", details.serial())
                });
                told.collect::<Vec<_>>()
            });
            format!("{} {} {lists:?}", got.status(), got.ssin())
        },
    );
    generator::judge("v1 revocable in CMS", &kept.into_inner(), "ehealth-etee-ra-revoke-protocol-types.xsd");
}

#[test]
fn request_ids() {
    let make = |name: &'static str| {
        move |maker: &mut Maker| {
            answer(maker, C1, name, Some("requestId"), |maker| Ok(string(maker, C1, "requestId")))
        }
    };
    let describe = |id: RequestId| id.to_string();
    generate(GenerateCertificate::new(opaque()), make("GenerateCertificateResponse"), describe);
    let renewal = GenerateCertificateForRenewal::new(opaque());
    generate(renewal, make("GenerateCertificateForRenewalResponse"), describe);
}

fn blob(maker: &mut Maker, namespace: &str, name: &str) -> Vec<u8> {
    let bytes = maker.bytes(60);
    let text = maker.base64(&bytes);
    maker.leaf(namespace, name, &[], &text);
    bytes
}

#[test]
fn get_certificate() {
    generate(
        GetCertificate::new("R-1"),
        |maker| {
            let special = maker.draw(8);
            if special < 6 {
                return answer(maker, C1, "GetCertificateResponse", Some("certificate"), |maker| {
                    let mut chain = vec![blob(maker, C1, "certificate")];
                    for _ in 0..maker.draw(4) {
                        chain.push(blob(maker, C1, "caCertificates"));
                    }
                    Ok(format!("{chain:?}"))
                });
            }
            let pending = special == 6;
            maker.parent(C1, "GetCertificateResponse", &[], |maker| {
                maker.parent(C1, "Error", &[], |maker| {
                    let code = if pending {
                        "CERT_NOT_YET_DELIVERED"
                    } else {
                        "AUTH_CERT_NOT_YET_VALID[03/03/2026 08:30,x]"
                    };
                    maker.leaf(C1, "Code", &[], code);
                    maker.leaf(C1, "Message", &[], "valid from {0}");
                });
            });
            Ok(if pending {
                "pending".to_owned()
            } else {
                "Some(\"03/03/2026 08:30\") Some(1772523060)".to_owned()
            })
        },
        |got| match got {
            Reply::Pending => "pending".to_owned(),
            Reply::NotYetValid { local_time, ask_again, .. } => {
                format!("{local_time:?} {:?}", ask_again.map(|again| again.as_secs()))
            }
            Reply::Delivered(chain) => format!("{:?}", chain.iter().map(|c| c.to_vec()).collect::<Vec<_>>()),
            _ => unreachable!(),
        },
    );
}

fn criterium(maker: &mut Maker, namespace: &str, name: &str) -> (String, String, Option<String>) {
    let mut told = (String::new(), String::new(), None);
    maker.parent(namespace, name, &[], |maker| {
        told.0 = string(maker, namespace, "Type");
        told.1 = string(maker, namespace, "Value");
        told.2 = maybe(maker, namespace, "ApplicationID");
    });
    told
}

fn criteria(list: &[SearchCriterium]) -> String {
    let list: Vec<_> = list.iter().map(|c| (c.identifier_type(), c.value(), c.application_id())).collect();
    format!("{list:?}")
}

#[test]
fn application_ids() {
    generate(
        GetExistingApplicationIds::new(SearchCriterium::new("CBE", "1")),
        |maker| {
            answer(maker, C1, "GetExistingApplicationIdsResponse", None, |maker| {
                let all: Vec<_> =
                    (0..maker.draw(4)).map(|_| criterium(maker, C1, "SearchCriterium")).collect();
                Ok(format!("{all:?}"))
            })
        },
        |got| criteria(&got),
    );
}

#[test]
fn empty_answers() {
    let make = |namespace: &'static str, name: &'static str| {
        move |maker: &mut Maker| answer(maker, namespace, name, None, |_| Ok("done".to_owned()))
    };
    let done = |()| "done".to_owned();
    generate(Revoke::new(opaque()), make(C1, "RevokeResponse"), done);
    generate(ActivateETK::new(opaque()), make(E1, "ActivateETKResponse"), done);
    let leaf = common::sample_certificate("material/ehauth.pem");
    let revoke = uncalled::Revoke::new(opaque(), leaf.der(), Credentials::new("a", "b"));
    generate(revoke, make(E1, "RevokeResponse"), done);
}

#[test]
fn tokens() {
    generate(
        StartEtkRegistration::new(opaque()),
        |maker| {
            answer(maker, E1, "StartEtkRegistrationResponse", Some("Challenge"), |maker| {
                let length = [288, 0, 32, 33][maker.draw(4)];
                let bytes: Vec<u8> = (0..length).map(|_| maker.draw(256) as u8).collect();
                let text = maker.base64(&bytes);
                maker.leaf(E1, "Challenge", &[], &text);
                for name in ["Signature", "Certificate"] {
                    let _ignored = blob(maker, E1, name);
                }
                if length > 32 { Ok(format!("{:?}", &bytes[..length - 32])) } else { Err("short".to_owned()) }
            })
        },
        |got| format!("{:?}", got.ciphertext()),
    );
    generate(
        CompleteEtkRegistration::new(opaque()),
        |maker| {
            answer(maker, E1, "CompleteEtkRegistrationResponse", Some("ETK"), |maker| {
                Ok(format!("{:?}", blob(maker, E1, "ETK")))
            })
        },
        |got| format!("{:?}", got.as_bytes()),
    );
}

#[test]
fn answers_that_nobody_asks_for() {
    generate(
        uncalled::ValidateRenew::new(opaque(), "C=BE"),
        |maker| {
            answer(maker, C1, "ValidateRenewResponse", Some("requestValid"), |maker| {
                let valid = boolean(maker, C1, "requestValid");
                let list: Vec<_> =
                    (0..maker.draw(3)).map(|_| criterium(maker, C1, "additionalSearchCriterium")).collect();
                let end = string(maker, C1, "validNotAfterDate");
                let days = [("48", 48), ("-3", -3), ("+7", 7), ("2147483647", i32::MAX), ("007", 7)];
                let (text, days) = days[maker.draw(days.len())];
                maker.leaf(C1, "numberOfDaysBeforeExpiration", &[], text);
                if maker.draw(2) == 1 {
                    maker.parent(C1, "contactDataType", &[], |maker| {
                        for name in ["EmailPrivate", "PhonePrivate"] {
                            let _ignored = string(maker, C1, name);
                        }
                    });
                }
                Ok(format!("{valid} {list:?} {end} {days}"))
            })
        },
        |got| format!("{} {} {} {}", got.valid(), criteria(got.criteria()), got.not_after(), got.days_left()),
    );
    generate(
        uncalled::OrganizationType,
        |maker| {
            let mut all = Vec::new();
            maker.parent(C1, "OrganizationTypeResponse", &[], |maker| {
                for _ in 0..maker.draw(3) {
                    maker.parent(ETEE, "OrganizationTypes", &[], |maker| {
                        let names = ["NameFr", "NameNl", "IdentifierType", "ValidationRegEx"];
                        let texts = names.map(|name| string(maker, "", name));
                        let check = (maker.draw(2) == 1)
                            .then(|| maker.pick(&["CHECK-MOD-97", "CHECK-97-MOD-97"]).to_owned());
                        if let Some(check) = &check {
                            maker.leaf("", "CheckDigitAlgorithm", &[], check);
                        }
                        let mut usages = Vec::new();
                        for _ in 0..maker.draw(3) {
                            let usage = maker.pick(&["TS", "COD", "CRN", "OTH"]);
                            maker.leaf("", "ETKUsageTypeAuthorized", &[], usage);
                            usages.push(usage);
                        }
                        all.push(format!("{texts:?} {check:?} {usages:?}"));
                    });
                }
            });
            Ok(format!("{all:?}"))
        },
        |got| {
            let all = got.iter().map(|rules| {
                let texts =
                    [rules.french_name(), rules.dutch_name(), rules.identifier_type(), rules.pattern()];
                format!("{texts:?} {:?} {:?}", rules.check_digits(), rules.usages())
            });
            format!("{:?}", all.collect::<Vec<_>>())
        },
    );
    let certificate = |name: &'static str| {
        move |maker: &mut Maker| {
            answer(maker, E1, name, Some("SignedCertificate"), |maker| {
                Ok(format!("{:?}", blob(maker, E1, "SignedCertificate")))
            })
        }
    };
    let bytes = |got: SignedDocument| format!("{:?}", got.as_bytes());
    generate(uncalled::GetValidAuthCerts(name()), certificate("GetValidAuthCertsResponse"), bytes);
    let csr = uncalled::ProcessCsr::new(opaque(), "a", "b", Credentials::new("a", "b"));
    generate(csr, certificate("ProcessCsrResponse"), bytes);
    generate(
        uncalled::RevokeAndActivate::new(name(), Credentials::new("a", "b")),
        |maker| {
            answer(maker, E1, "RevokeAndActivateResponse", Some("SignedCertificate"), |maker| {
                let certificate = blob(maker, E1, "SignedCertificate");
                Ok(format!("{certificate:?} {:?}", blob(maker, E1, "ETK")))
            })
        },
        |(certificate, etk)| format!("{:?} {:?}", certificate.as_bytes(), etk.as_bytes()),
    );
    assert_eq!(trimmed(" a "), "a");
}
