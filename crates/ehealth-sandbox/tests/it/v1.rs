//! Version 1, its CMS made and opened by OpenSSL.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use ehealth_pki::{HashAlgorithm, SignatureScheme};
use ehealth_sandbox::{Options, Sandbox};
use rustls_pki_types::CertificateDer;

use crate::client::{Answer, base64, from_base64, options, post};
use crate::disk::Full;
use crate::messages::{csr, csr_for, encryption_certificate, escape, get_etk, solve};
use crate::peers;
use crate::pki::{self, Card, Key, Pki, TESTA, VALIDITY, ZOE};

const CERTRA1: &str = "/CertRa/v1";
const ETKRA1: &str = "/EtkRa/v1";
const DAY: u64 = 86_400;

/// OpenSSL's hand.
struct Signer<'a> {
    key: &'a Key,
    chain: &'a [CertificateDer<'static>],
    /// Indefinite lengths, as Java's library writes them.
    ber: bool,
}

impl Signer<'_> {
    fn sign(&self, content: &[u8]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let pem = |der: &[u8]| {
            format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", wrapped(&base64(der)))
        };
        std::fs::write(path("content"), content).unwrap();
        std::fs::write(path("key.pem"), self.key.to_pem()).unwrap();
        std::fs::write(path("leaf.pem"), pem(&self.chain[0])).unwrap();
        let others: String = self.chain[1..].iter().map(|certificate| pem(certificate)).collect();
        std::fs::write(path("others.pem"), others).unwrap();
        let hash = if matches!(self.key, Key::Ec(..)) { "sha384" } else { "sha256" };
        let mut command = Command::new("openssl");
        command.args(["cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-outform", "DER", "-md", hash]);
        for (flag, file) in
            [("-in", "content"), ("-signer", "leaf.pem"), ("-inkey", "key.pem"), ("-certfile", "others.pem")]
        {
            command.arg(flag).arg(path(file));
        }
        if self.ber {
            command.arg("-stream");
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }
}

fn wrapped(text: &str) -> String {
    text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\n")
}

/// What OpenSSL finds inside.
fn open(folder: &Path, cms: &[u8]) -> Vec<u8> {
    std::fs::write(folder.join("in.der"), cms).unwrap();
    let output = Command::new("openssl")
        .args(["cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in"])
        .arg(folder.join("in.der"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn call(sandbox: &Sandbox, path: &str, operation: &str, action: &str, content: &str) -> Answer {
    let service = if path == CERTRA1 { "certra" } else { "etkra" };
    let request = format!(
        "<{operation}Request xmlns=\"urn:be:fgov:ehealth:{service}:protocol:v1\">{content}</{operation}Request>"
    );
    let action = if action.is_empty() {
        String::new()
    } else {
        format!("urn:be:fgov:ehealth:etee:{service}:{action}")
    };
    let answer = post(sandbox, path, &action, &request);
    let exchange = sandbox.requests().pop().unwrap();
    let bodies = [exchange.request, exchange.response].map(|body| String::from_utf8(body).unwrap());
    peers::validate_all(bodies.iter().map(String::as_str));
    answer
}

/// `Success` in version 1 is that there is no error.
fn outcome(answer: &Answer) -> String {
    let document = roxmltree::Document::parse(&answer.body).unwrap();
    let error =
        document.descendants().find(|node| node.has_tag_name("Error") || node.tag_name().name() == "Error");
    let code = |error: roxmltree::Node<'_, '_>| {
        let code = error.children().find(|node| node.tag_name().name() == "Code").unwrap();
        code.text().unwrap_or_default().to_owned()
    };
    error.map_or("Success".to_owned(), code)
}

fn qualities(sandbox: &Sandbox, signer: &Signer<'_>, ssin: &str, entity: &str) -> Answer {
    let document = format!(
        "<EHActorQualitiesDataRequest xmlns=\"urn:be:fgov:ehealth:etee:ra:aqdr:1_0:protocol\"><SSIN>{ssin}</SSIN><EntityType>{entity}</EntityType></EHActorQualitiesDataRequest>"
    );
    peers::document_validates("ehealth-etee-ra-aqdr-protocol-types.xsd", document.as_bytes());
    let content = format!(
        "<EHActorQualitiesDataRequest>{}</EHActorQualitiesDataRequest>",
        base64(&signer.sign(document.as_bytes()))
    );
    call(sandbox, CERTRA1, "GetEHActorQualities", "getehactorqualities", &content)
}

fn ehcsr(signer: &Signer<'_>, csr: &[u8], statement: &str, usages: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><EHealthCertificateRequest xmlns=\"urn:be:fgov:ehealth:etee:ra:csr:1_0:protocol\"><ContactData><EmailPrivate>testa@example.org</EmailPrivate><PhonePrivate>+32 000 00 00 00</PhonePrivate></ContactData><Csr>{}</Csr><Contract>{}</Contract>{usages}<EHActorQualitiesSignedData>{statement}</EHActorQualitiesSignedData></EHealthCertificateRequest>",
        base64(csr),
        escape("<html>An invented contract</html>"),
    );
    peers::document_validates("ehealth-etee-ra-csr-protocol-types.xsd", document.as_bytes());
    signer.sign(document.as_bytes())
}

fn generate(sandbox: &Sandbox, operation: &str, ehcsr: &[u8]) -> Answer {
    let action = if operation.ends_with("Renewal") { "renewcertificate" } else { "generatecertificate" };
    call(sandbox, CERTRA1, operation, action, &format!("<ehcsr>{}</ehcsr>", base64(ehcsr)))
}

fn get(sandbox: &Sandbox, request_id: &str) -> Answer {
    let content = format!("<requestId>{request_id}</requestId>");
    call(sandbox, CERTRA1, "GetCertificate", "getcertificate", &content)
}

fn chain_of(answer: &Answer) -> Vec<CertificateDer<'static>> {
    assert_eq!(outcome(answer), "Success", "{}", answer.body);
    let all = answer.all("certificate").into_iter().chain(answer.all("caCertificates"));
    all.map(|text| from_base64(&text).into()).collect()
}

/// Registers an encryption key; whether senders find it is the caller's question.
fn register(sandbox: &Sandbox, signer: &Signer<'_>, encryption: &Key) {
    let content =
        format!("<publicEncryptionKey>{}</publicEncryptionKey>", base64(&signer.sign(encryption.spki())));
    let answer = call(sandbox, ETKRA1, "StartEtkRegistration", "registerpublickey", &content);
    let [challenge, signature, certificate] =
        ["Challenge", "Signature", "Certificate"].map(|name| from_base64(&answer.text(name).unwrap()));
    let authority = ehealth_pki::Certificate::from_der(&certificate).unwrap();
    authority.scheme().unwrap().verify_der(authority.spki(), &challenge, &signature).unwrap();
    let serial = solve(&challenge, encryption);
    let certificate = encryption_certificate(&serial, &signer.chain[0], encryption.spki(), signer.key);
    let content = format!("<ToBeRegistered>{}</ToBeRegistered>", base64(&signer.sign(&certificate)));
    let answer = call(sandbox, ETKRA1, "CompleteEtkRegistration", "registertoken", &content);
    assert_eq!(outcome(&answer), "Success", "{}", answer.body);
    peers::token_verifies(&from_base64(&answer.text("ETK").unwrap()), &certificate);
}

struct Stage {
    sandbox: Sandbox,
    card: Card,
}

fn stage(change: impl FnOnce(Options) -> Options) -> Option<Stage> {
    if !peers::has("openssl", "version") {
        return None;
    }
    let pki = Pki::new(1);
    let card = pki.card(&TESTA, (Key::rsa(1), Key::rsa(2)), VALIDITY);
    // OpenSSL signs with the system's time: the sandbox lives in it.
    let options = Options { clock: ehealth_sandbox::MovableClock::system(), ..options(&pki) };
    Some(Stage { sandbox: Sandbox::start(change(options)).unwrap(), card })
}

impl Stage {
    fn signer(&self) -> Signer<'_> {
        Signer { key: &self.card.signature, chain: &self.card.signature_chain, ber: false }
    }

    fn statement(&self, entity: &str) -> String {
        let answer = qualities(&self.sandbox, &self.signer(), TESTA.ssin, entity);
        assert_eq!(outcome(&answer), "Success", "{}", answer.body);
        answer.text("EHActorQualitiesDataResponse").unwrap()
    }
}

#[test]
fn a_request_that_waits() {
    let minutes = Duration::from_secs(600);
    let Some(stage) = stage(|options| Options { approve_after: minutes, valid_after: minutes, ..options })
    else {
        return;
    };
    let Stage { sandbox, .. } = &stage;
    let folder = tempfile::tempdir().unwrap();
    for (entity, expected) in [("Natural", "<NaturalPerson>"), ("Legal", "<ID>0999999922</ID>")] {
        let document = open(folder.path(), &from_base64(&stage.statement(entity)));
        peers::document_validates("ehealth-etee-ra-aqdr-protocol-types.xsd", &document);
        let document = String::from_utf8(document).unwrap();
        assert!(document.contains(expected) && document.contains("<SSIN>10100173</SSIN>"), "{document}");
    }

    let old = Key::rsa(10);
    let statement = stage.statement("Natural");
    let signer = Signer { ber: true, ..stage.signer() };
    let answer =
        generate(sandbox, "GenerateCertificate", &ehcsr(&signer, &csr(&TESTA, &old), &statement, ""));
    assert_eq!(outcome(&answer), "Success", "{}", answer.body);
    let id = answer.text("requestId").unwrap();
    assert_eq!(outcome(&get(sandbox, &id)), "CERT_NOT_YET_DELIVERED");
    sandbox.clock().advance(minutes);
    let answer = get(sandbox, &id);
    let code = outcome(&answer);
    let from = code.strip_prefix("AUTH_CERT_NOT_YET_VALID[").unwrap().strip_suffix(']').unwrap();
    assert_eq!((from.len(), from.matches('/').count()), ("03/03/2026 08:30".len(), 2), "{from}");
    assert!(answer.all("Message").concat().contains("{0}"));
    let mails = sandbox.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails[1].contains(from) && mails.iter().all(|mail| mail.contains(&id)), "{mails:?}");
    sandbox.clock().advance(minutes + Duration::from_secs(60));
    let chain = chain_of(&get(sandbox, &id));
    assert_eq!(chain.len(), 2);
    // What OpenSSL signs from now on is signed too early for the sandbox: back.
    sandbox.clock().set(rustls_pki_types::UnixTime::now());
    let not_yet = Signer { key: &old, chain: &chain, ber: false };
    let content = format!("<SignedRequest>{}</SignedRequest>", base64(&not_yet.sign(b"ACTIVATE")));
    let answer = call(sandbox, ETKRA1, "ActivateETK", "activatetoken", &content);
    assert_eq!(outcome(&answer), "SIGNER_NOT_TRUSTED", "not valid yet");
}

#[test]
fn tokens_renewal_and_revocation() {
    let Some(stage) = stage(|options| options) else { return };
    let Stage { sandbox, .. } = &stage;
    let (old, new, statement) = (Key::rsa(10), Key::rsa(11), stage.statement("Natural"));
    let first = ehcsr(&stage.signer(), &csr(&TESTA, &old), &statement, "<UsagesType/>");
    let id = generate(sandbox, "GenerateCertificate", &first).text("requestId").unwrap();
    let chain = chain_of(&get(sandbox, &id));
    let holder = Signer { key: &old, chain: &chain, ber: true };
    register(sandbox, &holder, &Key::rsa(12));
    assert!(get_etk(sandbox, "SSIN", TESTA.ssin).text("ETK").is_some());
    assert_eq!(outcome(&generate(sandbox, "GenerateCertificate", &first)), "PUBLIC_KEY_ALREADY_KNOWN");
    let second = ehcsr(&stage.signer(), &csr(&TESTA, &new), &statement, "");
    assert_eq!(outcome(&generate(sandbox, "GenerateCertificate", &second)), "ACTIVE_CERTIFICATE_EXISTS");
    let dn = "CN=SSIN=00010100173,OU=eHealth-platform Belgium,OU=TESTA FICTIVA VOORBEELD,OU=SSIN=00010100173,O=Federal Government,C=BE";
    let content = format!("<signedDn>{}</signedDn><dn>{dn}</dn>", base64(&holder.sign(dn.as_bytes())));
    let answer = call(sandbox, CERTRA1, "ValidateRenew", "", &content);
    assert_eq!(answer.text("requestValid").as_deref(), Some("false"), "{}", answer.body);
    // Three years and a day from the moment of issue: whole days, so one less once a second has passed.
    let days = answer.text("numberOfDaysBeforeExpiration");
    assert!(matches!(days.as_deref(), Some("1096" | "1097")), "{days:?}");

    sandbox.clock().advance(Duration::from_secs((3 * 365 - 60) * DAY));
    let answer = generate(sandbox, "GenerateCertificateForRenewal", &second);
    assert_eq!(outcome(&answer), "Success", "{}", answer.body);
    assert!(chain_of(&get(sandbox, &answer.text("requestId").unwrap())).len() == 2);
    sandbox.clock().set(rustls_pki_types::UnixTime::now());

    let list = format!(
        "<RevocableCertificatesDataRequest xmlns=\"urn:be:fgov:ehealth:etee:ra:revoke:1_0:protocol\"><SSIN>{}</SSIN></RevocableCertificatesDataRequest>",
        TESTA.ssin
    );
    let content = format!(
        "<RevocableCertificatesDataRequest>{}</RevocableCertificatesDataRequest>",
        base64(&stage.signer().sign(list.as_bytes()))
    );
    let answer = call(sandbox, CERTRA1, "GetRevocableCertificates", "getrevocablecertificates", &content);
    let list = answer.text("RevocableCertificatesDataResponse").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let document = open(folder.path(), &from_base64(&list));
    peers::document_validates("ehealth-etee-ra-revoke-protocol-types.xsd", &document);
    assert!(String::from_utf8(document).unwrap().contains(&format!("<RequestId>{id}</RequestId>")));
    let revoke = |contract: &str, list: &str| {
        let document = format!(
            "<RevokeDataRequest xmlns=\"urn:be:fgov:ehealth:etee:ra:revoke:1_0:protocol\"><RequestId>{id}</RequestId><Contract>{contract}</Contract><RevocableCertificatesDataSignedResponse>{list}</RevocableCertificatesDataSignedResponse></RevokeDataRequest>"
        );
        let signed = stage.signer().sign(document.as_bytes());
        let content = format!("<RevokeDataRequest>{}</RevokeDataRequest>", base64(&signed));
        outcome(&call(sandbox, CERTRA1, "Revoke", "revokecertificate", &content))
    };
    assert_eq!(revoke(" ", &list), "CONTRACT_UNKNOWN");
    assert_eq!(revoke("Forgotten", &base64(&stage.signer().sign(b"list"))), "SIGNER_NOT_TRUSTED");
    assert_eq!(revoke("Forgotten", &list), "Success");
    assert_eq!(revoke("Forgotten", &list), "NOT_REVOCABLE");
    assert_eq!(outcome(&get(sandbox, &id)), "CERT_REVOKED");
}

#[test]
fn an_organisation_and_lists() {
    let Some(stage) = stage(|options| options) else { return };
    let Stage { sandbox, .. } = &stage;
    let statement = stage.statement("Legal");
    let subject = pki::name(&[
        (pki::C, 0x13, "BE"),
        (pki::O, 0x13, "Federal Government"),
        (pki::OU, 0x13, "PHARMACY-1"),
        (pki::OU, 0x13, "CBE=0999999922"),
        (pki::OU, 0x13, "INVENTED CLINIC"),
        (pki::OU, 0x13, "eHealth-platform Belgium"),
        (pki::CN, 0x13, "CBE=0999999922, PHARMACY-1"),
    ]);
    let usages = "<UsagesType><UsageType>Timestamping</UsageType><UsageType>Codage</UsageType></UsagesType>";
    let request = ehcsr(&stage.signer(), &csr_for(&subject, &Key::rsa(10)), &statement, usages);
    let answer = generate(sandbox, "GenerateCertificate", &request);
    assert_eq!(outcome(&answer), "Success", "{}", answer.body);
    let content = "<SearchCriterium><Type>CBE</Type><Value>0999999922</Value></SearchCriterium>";
    let answer = call(sandbox, CERTRA1, "GetExistingApplicationIds", "getexistingapplicationids", content);
    assert_eq!(answer.text("ApplicationID").as_deref(), Some("PHARMACY-1"));
    let answer = call(sandbox, CERTRA1, "OrganizationType", "", "");
    assert!(answer.all("IdentifierType").contains(&"NIHII-HOSPITAL".to_owned()), "{}", answer.body);
    // An organisation that nobody represents is looked at by hand.
    let subject = pki::name(&[
        (pki::C, 0x13, "BE"),
        (pki::O, 0x13, "Federal Government"),
        (pki::OU, 0x13, "EHP=1234567890"),
        (pki::OU, 0x13, "ANOTHER CLINIC"),
        (pki::OU, 0x13, "eHealth-platform Belgium"),
        (pki::CN, 0x13, "EHP=1234567890"),
    ]);
    let request = ehcsr(&stage.signer(), &csr_for(&subject, &Key::rsa(11)), &statement, "");
    let id = generate(sandbox, "GenerateCertificate", &request).text("requestId").unwrap();
    assert_eq!(outcome(&get(sandbox, &id)), "CERT_NOT_YET_DELIVERED");
}

#[test]
fn refused() {
    let sha256 = SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256);
    let Some(mut strict) = stage(|options| Options { refused_schemes: vec![sha256], ..options }) else {
        return;
    };
    assert_eq!(
        outcome(&qualities(&strict.sandbox, &strict.signer(), TESTA.ssin, "Natural")),
        "SIGNATURE_INVALID"
    );
    strict.card = Pki::new(1).card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
    assert_eq!(outcome(&qualities(&strict.sandbox, &strict.signer(), TESTA.ssin, "Natural")), "Success");

    let stage = stage(|options| options).unwrap();
    let Stage { sandbox, card } = &stage;
    let signer = stage.signer();
    let authentication = Signer { key: &card.authentication, chain: &card.authentication_chain, ber: false };
    for (signer, ssin, expected) in
        [(&authentication, TESTA.ssin, "SIGNER_NOT_TRUSTED"), (&signer, ZOE.ssin, "SIGNER_MISMATCH")]
    {
        assert_eq!(outcome(&qualities(sandbox, signer, ssin, "Natural")), expected);
    }
    let statement = stage.statement("Natural");
    let forged = base64(&signer.sign(&from_base64(&statement)));
    for (csr, statement, expected) in [
        (csr(&TESTA, &Key::rsa(10)), &forged, "SIGNER_NOT_TRUSTED"),
        (csr(&ZOE, &Key::rsa(10)), &statement, "SIGNER_MISMATCH"),
        (csr(&TESTA, &Key::rsa_of(10, 1024)), &statement, "CSR_INVALID"),
    ] {
        let request = ehcsr(&signer, &csr, statement, "");
        assert_eq!(outcome(&generate(sandbox, "GenerateCertificate", &request)), expected);
    }
    let good = ehcsr(&signer, &csr(&TESTA, &Key::rsa(10)), &statement, "");
    assert_eq!(outcome(&generate(sandbox, "GenerateCertificateForRenewal", &good)), "CERT_NOT_FOUND");
    // One bit anywhere, but in the root that comes along and is not looked at.
    let root = card.signature_chain[2].as_ref();
    let begin = good.windows(root.len()).position(|window| window == root).unwrap();
    let ignored = begin..begin + root.len();
    for at in (0..good.len()).step_by(good.len() / 40).filter(|at| !ignored.contains(at)) {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert_ne!(outcome(&generate(sandbox, "GenerateCertificate", &bad)), "Success", "byte {at}");
    }
    for bad in [&b""[..], b"\x30\x00", b"text", &good[..good.len() - 1], &[good.as_slice(), b"\0"].concat()] {
        assert_eq!(outcome(&generate(sandbox, "GenerateCertificate", bad)), "SIGNATURE_INVALID");
    }
    assert_eq!(outcome(&generate(sandbox, "GenerateCertificate", &signer.sign(b"<a/>"))), "CONTENT_INVALID");
    assert_eq!(outcome(&get(sandbox, "0")), "CERT_NOT_FOUND");
}

/// What a signed message would have done is not done when the disk fails, and can be done afterwards.
#[test]
fn on_a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let state_dir = Some(folder.path().to_owned());
    let Some(stage) = stage(|options| Options { state_dir, ..options }) else { return };
    let (sandbox, key) = (&stage.sandbox, Key::rsa(10));
    let request = ehcsr(&stage.signer(), &csr(&TESTA, &key), &stage.statement("Natural"), "");
    let full = Full::of(folder.path());
    assert_eq!(outcome(&generate(sandbox, "GenerateCertificate", &request)), "INTERNAL_ERROR");
    assert!(sandbox.mails().is_empty());
    drop(full);
    let id = generate(sandbox, "GenerateCertificate", &request).text("requestId").unwrap();
    let chain = chain_of(&get(sandbox, &id));
    let holder = Signer { key: &key, chain: &chain, ber: false };
    let encryption = Key::rsa(11);
    let content =
        format!("<publicEncryptionKey>{}</publicEncryptionKey>", base64(&holder.sign(encryption.spki())));
    let full = Full::of(folder.path());
    let answer = call(sandbox, ETKRA1, "StartEtkRegistration", "registerpublickey", &content);
    assert_eq!(outcome(&answer), "INTERNAL_ERROR");
    drop(full);
    register(sandbox, &holder, &encryption);
}
