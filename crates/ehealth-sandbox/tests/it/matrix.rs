//! Each fault with each operation, before and after the authority acted: what the client sees, and whether the
//! authority did act. Every cell begins with a sandbox in the same state: a copy of a folder.

use std::collections::BTreeMap;
use std::path::Path;

use ehealth_sandbox::{Fault, FaultKind, Options, Sandbox};
use rustls_pki_types::CertificateDer;

use crate::client::{envelope, exchange, from_base64, options, try_exchange};
use crate::life::*;
use crate::messages::*;
use crate::pki::{Card, Key, Pki, TESTA, VALIDITY, ZOE};

/// The ordinary run does one cell of so many: no divisor of the numbers of faults and operations.
const PART: usize = 7;

/// Every fault that happens to an answer.
fn faults() -> Vec<FaultKind> {
    vec![
        FaultKind::Delay { milliseconds: 1 },
        FaultKind::Drop,
        FaultKind::Truncate,
        FaultKind::SlowBody { milliseconds: 0 },
        FaultKind::EmptyBody,
        FaultKind::HugeBody { bytes: 100_000 },
        FaultKind::HtmlPage { status: 500 },
        FaultKind::HtmlPage { status: 502 },
        FaultKind::HtmlPage { status: 200 },
        FaultKind::Redirect,
        FaultKind::SoapFault { code: "SOA-02002".to_owned() },
        FaultKind::WrongContentType,
        FaultKind::Gzip,
        FaultKind::ClockSkew { seconds: 3600 },
        FaultKind::Stale,
        FaultKind::Duplicate,
        FaultKind::Utf16,
        FaultKind::EntityBomb,
        FaultKind::DeepNesting { levels: 1_000 },
        FaultKind::InternalError,
        FaultKind::NoDetail,
        FaultKind::Pending,
        FaultKind::WrongCertificate,
        FaultKind::WrongSubject,
        FaultKind::UntrustedIssuer,
        FaultKind::BrokenCertificate,
        FaultKind::ChainIncomplete,
    ]
}

/// A message that is good in the state it is made for.
struct Case {
    operation: &'static str,
    path: &'static str,
    payload: String,
    /// Whether something remains of it: a record, a contract, the `Id` of a signed question.
    leaves_a_trace: bool,
}

fn case(operation: &'static str, path: &'static str, payload: String, leaves_a_trace: bool) -> Case {
    Case { operation, path, payload, leaves_a_trace }
}

struct World {
    pki: Pki,
    card: Card,
    other: Card,
    holder: Key,
    encryption: Key,
}

impl World {
    fn start(&self, folder: &Path) -> Sandbox {
        let state_dir = Some(folder.to_owned());
        Sandbox::start(Options { state_dir, seed: Some(1), ..options(&self.pki) }).unwrap()
    }

    /// One certificate in force with a challenge open, one replacement whose token waits; and every operation.
    fn cases(&self, sandbox: &Sandbox) -> Vec<Case> {
        let signature = |request: &str, card: &Card| sign(request, &card.signature, &card.signature_chain);
        let authentication =
            |request: &str| sign(request, &self.card.authentication, &self.card.authentication_chain);
        assert_eq!(generate(sandbox, &TESTA, &self.card, &self.holder).outcome(), "Success");
        let key = identifier(&self.holder);
        let chain: Vec<CertificateDer<'static>> = chain_of(&get(sandbox, &key));
        let holder = |request: &str| sign(request, &self.holder, &chain);
        let answer = start(sandbox, self.encryption.spki(), &self.holder, &chain);
        let serial = solve(&from_base64(&answer.text("Challenge").unwrap()), &self.encryption);
        let certificate = encryption_certificate(&serial, &chain[0], self.encryption.spki(), &self.holder);
        let revocation = cr_contract(&revocation_contract(sandbox, &key, &TESTA, "superseded"));
        let zoe = generate_request(&contract(sandbox, &ZOE), &csr(&ZOE, &self.encryption));
        let identifier = format!("<cr:PublicKeyIdentifier>{key}</cr:PublicKeyIdentifier>");
        let spki = crate::client::base64(self.encryption.spki());
        let citizen = authentication(&request("cr", "GetCertificateInfoForCitizen", ""));
        let info = holder(&request("cr", "GetCertificateInfoForAuthenticationCertificate", ""));
        let start = format!("<er:PublicEncryptionKey>{spki}</er:PublicEncryptionKey>");
        let complete =
            format!("<er:ToBeRegistered>{}</er:ToBeRegistered>", crate::client::base64(&certificate));
        let revoke = signature(&request("cr", "Revoke", &format!("{identifier}{revocation}")), &self.card);
        let reason = format!(
            "{identifier}{}<cr:RevocationReason>superseded</cr:RevocationReason>",
            actor("cr:Signer", &TESTA)
        );
        let organisation = "<cr:OrganizationIdentifier Type=\"CBE\">0999999922</cr:OrganizationIdentifier>";
        let depot = "<GetEtkRequest xmlns=\"urn:be:fgov:ehealth:etkdepot:1_0:protocol\"><SearchCriteria><Identifier><Type>SSIN</Type><Value>00010100173</Value></Identifier></SearchCriteria></GetEtkRequest>";
        vec![
            case("GetActorQualities", CERTRA, qualities(TESTA.ssin, &self.card), true),
            case("GenerateContract", CERTRA, contract_request(&TESTA, &actor("cc:Actor", &TESTA)), true),
            case("GenerateCertificate", CERTRA, signature(&zoe, &self.other), true),
            case("GetCertificate", CERTRA, request("cr", "GetCertificate", &identifier), false),
            case("SubmitCSRForForeigner", CERTRA, self.foreigner(), true),
            case(
                "GetGenericOrganizationTypes",
                CERTRA,
                request("cr", "GetGenericOrganizationTypes", ""),
                false,
            ),
            case(
                "GetExistingApplicationIds",
                CERTRA,
                request("cr", "GetExistingApplicationIds", organisation),
                false,
            ),
            case("GetCertificateInfoForCitizen", CERTRA, citizen, true),
            case("GetCertificateInfoForAuthenticationCertificate", CERTRA, info, true),
            case(
                "GenerateRevocationContract",
                CERTRA,
                request("cr", "GenerateRevocationContract", &reason),
                true,
            ),
            case("Revoke", CERTRA, revoke, true),
            case("StartETKRegistration", ETKRA, holder(&request("er", "StartETKRegistration", &start)), true),
            case(
                "CompleteETKRegistration",
                ETKRA,
                holder(&request("er", "CompleteETKRegistration", &complete)),
                true,
            ),
            case("ActivateETK", ETKRA, holder(&request("er", "ActivateETK", "")), true),
            case("GetEtk", "/EtkDepot/v1", depot.to_owned(), false),
        ]
    }

    fn foreigner(&self) -> String {
        let content = foreigner_content(&ERIKA, "MUSTERMANN ERIKA", &self.encryption);
        request("cr", "SubmitCSRForForeigner", &content)
    }
}

/// What the state file says, but for what every start changes.
fn trace(folder: &Path) -> serde_json::Value {
    let bytes = std::fs::read(folder.join("state.json")).unwrap();
    let mut state: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    state.as_object_mut().unwrap().remove("starts");
    state
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for name in ["state.json", "authorities.json"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

/// What a client sees, in one word.
fn seen(sandbox: &Sandbox, case: &Case) -> String {
    let body = envelope(&case.payload);
    let answer = try_exchange(sandbox, "POST", case.path, "Content-Type: text/xml\r\n", body.as_bytes());
    let answer = match answer {
        Ok(answer) => answer,
        // UTF-16 and gzip are no text.
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return "no text".to_owned(),
        Err(_) => return "cut".to_owned(),
    };
    let promised = answer.header("content-length").and_then(|length| length.parse().ok());
    if promised.is_some_and(|length: usize| length > answer.body.len()) {
        return "half".to_owned();
    }
    match answer.status {
        200 if answer.header("content-type").is_some_and(|kind| !kind.starts_with("text/xml")) => {
            "another type".to_owned()
        }
        200 if answer.body.is_empty() => "empty".to_owned(),
        200 if roxmltree::Document::parse(answer.body.trim_end()).is_err() => "no XML".to_owned(),
        200 if answer.body.contains("Envelope") => "envelope".to_owned(),
        200 => "other XML".to_owned(),
        status => status.to_string(),
    }
}

#[test]
fn each_fault_each_operation_before_and_after() {
    let pki = Pki::new(1);
    let world = World {
        card: pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY),
        other: pki.card(&ZOE, (Key::ec(3), Key::ec(4)), VALIDITY),
        pki,
        holder: Key::rsa(10),
        encryption: Key::rsa(11),
    };
    let root = tempfile::tempdir().unwrap();
    let base = root.path().join("base");
    let sandbox = world.start(&base);
    let cases = world.cases(&sandbox);
    drop(sandbox);
    let untouched = trace(&base);

    let full = std::env::var_os("EHEALTH_TEST_FULL").is_some();
    let (mut cells, mut turn) = (0, 0);
    let mut rows: BTreeMap<String, BTreeMap<(bool, String), usize>> = BTreeMap::new();
    for case in &cases {
        for kind in faults() {
            for after in [false, true] {
                turn += 1;
                if !full && turn % PART != 0 {
                    continue;
                }
                let folder = root.path().join("cell");
                let _ = std::fs::remove_dir_all(&folder);
                copy(&base, &folder);
                let sandbox = world.start(&folder);
                let fault = Fault::new(kind.clone()).on(case.operation);
                sandbox.faults().add(if after { fault.after() } else { fault });
                let said = seen(&sandbox, case);
                assert_eq!(sandbox.faults().left(), [], "{kind:?} with {} did not happen", case.operation);
                let acted = trace(&folder) != untouched;
                // A delay only delays, and what is done to a certificate needs one.
                let acts_anyway = matches!(
                    kind,
                    FaultKind::Delay { .. }
                        | FaultKind::WrongCertificate
                        | FaultKind::WrongSubject
                        | FaultKind::UntrustedIssuer
                        | FaultKind::BrokenCertificate
                        | FaultKind::ChainIncomplete
                );
                let expected = case.leaves_a_trace && (after || acts_anyway);
                assert_eq!(acted, expected, "{kind:?} with {}, after: {after}: {said}", case.operation);
                *rows.entry(format!("{kind:?}")).or_default().entry((after, said)).or_default() += 1;
                // The next one is answered as if nothing had been.
                let types = request("cr", "GetGenericOrganizationTypes", "");
                let answer = exchange(
                    &sandbox,
                    "POST",
                    CERTRA,
                    "Content-Type: text/xml\r\n",
                    envelope(&types).as_bytes(),
                );
                assert_eq!(answer.outcome(), "Success", "{kind:?} with {}", case.operation);
                cells += 1;
            }
        }
    }
    for (kind, seen) in &rows {
        let words: Vec<String> = seen
            .iter()
            .map(|((after, word), count)| {
                format!("{} {word} ×{count}", if *after { "after:" } else { "before:" })
            })
            .collect();
        eprintln!("{kind}: {}", words.join(", "));
    }
    assert!(cells >= turn / PART);
    eprintln!(
        "{cells} of {turn} cells: {} operations, {} faults, before and after",
        cases.len(),
        faults().len()
    );
}
