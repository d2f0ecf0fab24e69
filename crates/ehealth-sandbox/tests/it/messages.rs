//! Requests, written as text and signed.

use std::sync::atomic::{AtomicU32, Ordering};

use ehealth_csr::xml::{Document, c14n};
use ehealth_csr::xmldsig;
use ehealth_pki::{Certificate, SigningKey};
use ehealth_sandbox::Sandbox;
use rustls_pki_types::CertificateDer;

use crate::client::{Answer, base64, from_base64, post};
use crate::pki::{self, Card, Key, Person};

pub const CERTRA: &str = "/CertRa/v2";
pub const ETKRA: &str = "/EtkRa/v2";
pub const INSTANT: &str = "2026-12-01T13:00:00.123+01:00";
const NAMESPACES: &str = "xmlns:cr=\"urn:be:fgov:ehealth:certra:protocol:v2\" \
                          xmlns:er=\"urn:be:fgov:ehealth:etkra:protocol:v2\" \
                          xmlns:cc=\"urn:be:fgov:ehealth:certra:core:v2\" \
                          xmlns:core=\"urn:be:fgov:ehealth:commons:core:v2\"";
pub const QUALITIES_ACTION: &str = "urn:be:fgov:ehealth:certra:protocol:v2:getActorQualities";
pub const CONTRACT_ACTION: &str = "urn:be:fgov:ehealth:certra:protocol:v2:generateContract";
pub const GENERATE_ACTION: &str = "urn:be:fgov:ehealth:etee:certra:protocol:v2:generatecertificate";
pub const GET_ACTION: &str = "urn:be:fgov:ehealth:etee:certra:protocol:v2:getcertificate";
pub const INFO_ACTION: &str =
    "urn:be:fgov:ehealth:etee:certra:protocol:v2:getCertificateInfoForAuthenticationCertificate";
pub const TYPES_ACTION: &str = "urn:be:fgov:ehealth:certra:protocol:v2:getGenericOrganizationTypes";
pub const START_ACTION: &str = "urn:be:fgov:ehealth:etee:etkra:protocol:v2:startETKRegistration";
pub const COMPLETE_ACTION: &str = "urn:be:fgov:ehealth:etee:etkra:protocol:v2:completeETKregistration";

pub fn fresh_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("_request-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A request without signature, its `Id` and `IssueInstant` given.
pub fn request_at(prefix: &str, operation: &str, id: &str, instant: &str, content: &str) -> String {
    format!(
        "<{prefix}:{operation}Request {NAMESPACES} Id=\"{id}\" IssueInstant=\"{instant}\">{content}</{prefix}:{operation}Request>"
    )
}

pub fn request(prefix: &str, operation: &str, content: &str) -> String {
    request_at(prefix, operation, &fresh_id(), INSTANT, content)
}

/// The request, canonical and signed.
pub fn sign(request: &str, key: &Key, chain: &[CertificateDer<'static>]) -> String {
    let document = Document::parse(request.as_bytes()).unwrap();
    let canonical = c14n::element(document.root(), &c14n::Options::default());
    let signed = xmldsig::prepare(canonical, chain, key.scheme()).unwrap().sign_with(key).unwrap();
    String::from_utf8(signed).unwrap()
}

pub const CONTACT: &str = "<cc:EmailPrivate>testa@example.org</cc:EmailPrivate><cc:PhonePrivate>+32 000 00 00 \
                           00</cc:PhonePrivate>";

pub fn actor(element: &str, person: &Person) -> String {
    let Person { ssin, given, surname } = person;
    format!(
        "<{element}><core:Id Type=\"SSIN\">{ssin}</core:Id><core:FirstName>{given}</core:FirstName><core:Name>{surname}</core:Name></{element}>"
    )
}

pub fn qualities(ssin: &str, card: &Card) -> String {
    let request = request("cr", "GetActorQualities", &format!("<cr:SSIN Type=\"SSIN\">{ssin}</cr:SSIN>"));
    sign(&request, &card.authentication, &card.authentication_chain)
}

pub fn contract_request(signer: &Person, subject: &str) -> String {
    let content = format!(
        "<cr:ContactData>{CONTACT}</cr:ContactData>{}<cr:CertificateIdentifier>{subject}</cr:CertificateIdentifier>",
        actor("cr:Signer", signer)
    );
    request("cr", "GenerateContract", &content)
}

/// The contract's content as it came, with its own prefixes declared where it stands.
pub fn contract(sandbox: &Sandbox, person: &Person) -> String {
    contract_of(&post(
        sandbox,
        CERTRA,
        CONTRACT_ACTION,
        &contract_request(person, &actor("cc:Actor", person)),
    ))
}

pub fn contract_of(answer: &Answer) -> String {
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
    echo(answer, "cc:Contract")
}

/// The contract of an answer, written again with the prefixes of [`request`], whatever those of the answer.
pub fn echo(answer: &Answer, element: &str) -> String {
    let document = roxmltree::Document::parse(&answer.body).unwrap();
    let contract = document.descendants().find(|node| node.tag_name().name() == "Contract").unwrap();
    let prefix = element.split_once(':').unwrap().0;
    rewrite(contract, prefix)
}

fn rewrite(node: roxmltree::Node<'_, '_>, prefix: &str) -> String {
    let name = node.tag_name().name();
    let attributes: String = node
        .attributes()
        .map(|attribute| {
            let name = if attribute.namespace().is_some() { "xml:lang" } else { attribute.name() };
            format!(" {name}=\"{}\"", escape(attribute.value()))
        })
        .collect();
    let children = node.children().filter(roxmltree::Node::is_element);
    let mut content: String = children
        .map(|child| {
            let core = child.tag_name().namespace() == Some("urn:be:fgov:ehealth:commons:core:v2");
            rewrite(child, if core { "core" } else { "cc" })
        })
        .collect();
    if content.is_empty() {
        let texts = node.children().filter(roxmltree::Node::is_text).filter_map(|text| text.text());
        content = escape(&texts.collect::<String>());
    }
    format!("<{prefix}:{name}{attributes}>{content}</{prefix}:{name}>")
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\r', "&#xD;")
}

/// PKCS#10 for a person's name, in string types as the reference writes them.
pub fn csr(person: &Person, key: &Key) -> Vec<u8> {
    let id = format!("SSIN={}", person.ssin);
    let folded = format!("{} {}", person.given, person.surname).to_uppercase().replace('Ë', "E");
    let folded = folded.replace(['É', 'È'], "E");
    let subject = pki::name(&[
        (pki::C, 0x13, "BE"),
        (pki::O, 0x13, "Federal Government"),
        (pki::OU, 0x13, &id),
        (pki::OU, 0x13, &folded),
        (pki::OU, 0x13, "eHealth-platform Belgium"),
        (pki::CN, 0x13, &id),
    ]);
    csr_for(&subject, key)
}

pub fn csr_for(subject: &[u8], key: &Key) -> Vec<u8> {
    let info = pki::seq(&[&[2, 1, 0], subject, key.spki(), &[0xA0, 0]]);
    pki::signed(&info, key)
}

/// The request of a person without identity card, with this name in its CSR: family name first (ra.md 7.2).
pub fn foreigner_content(person: &Person, name: &str, key: &Key) -> String {
    let id = format!("SSIN={}", person.ssin);
    let subject = pki::name(&[
        (pki::C, 0x13, "BE"),
        (pki::O, 0x13, "Federal Government"),
        (pki::OU, 0x13, &id),
        (pki::OU, 0x13, name),
        (pki::OU, 0x13, "eHealth-platform Belgium"),
        (pki::CN, 0x13, &id),
    ]);
    format!(
        "{}<cr:ContactData>{CONTACT}</cr:ContactData><cr:CSR>{}</cr:CSR>",
        actor("cr:ForeignPerson", person),
        base64(&csr_for(&subject, key))
    )
}

pub fn generate_request(contract: &str, csr: &[u8]) -> String {
    let content = format!(
        "<cr:EHealthCSR><cc:ContactData>{CONTACT}</cc:ContactData><cc:CSR>{}</cc:CSR>{contract}</cr:EHealthCSR>",
        base64(csr)
    );
    request("cr", "GenerateCertificate", &content)
}

/// Contract, request, signature, all for one person.
pub fn generate(sandbox: &Sandbox, person: &Person, card: &Card, key: &Key) -> Answer {
    let request = generate_request(&contract(sandbox, person), &csr(person, key));
    post(sandbox, CERTRA, GENERATE_ACTION, &sign(&request, &card.signature, &card.signature_chain))
}

pub fn get(sandbox: &Sandbox, key_identifier: &str) -> Answer {
    let content = format!("<cr:PublicKeyIdentifier>{key_identifier}</cr:PublicKeyIdentifier>");
    post(sandbox, CERTRA, GET_ACTION, &request("cr", "GetCertificate", &content))
}

/// The chain that an answer delivers.
pub fn chain_of(answer: &Answer) -> Vec<CertificateDer<'static>> {
    assert_eq!(answer.outcome(), "Success", "{}", answer.body);
    answer.all("X509Certificate").iter().map(|text| from_base64(text).into()).collect()
}

pub fn info(sandbox: &Sandbox, key: &Key, chain: &[CertificateDer<'static>]) -> Answer {
    let request = request("cr", "GetCertificateInfoForAuthenticationCertificate", "");
    post(sandbox, CERTRA, INFO_ACTION, &sign(&request, key, chain))
}

pub fn start(sandbox: &Sandbox, spki: &[u8], key: &Key, chain: &[CertificateDer<'static>]) -> Answer {
    let content = format!("<er:PublicEncryptionKey>{}</er:PublicEncryptionKey>", base64(spki));
    post(sandbox, ETKRA, START_ACTION, &sign(&request("er", "StartETKRegistration", &content), key, chain))
}

pub fn complete(
    sandbox: &Sandbox,
    certificate: &[u8],
    key: &Key,
    chain: &[CertificateDer<'static>],
) -> Answer {
    let content = format!("<er:ToBeRegistered>{}</er:ToBeRegistered>", base64(certificate));
    post(
        sandbox,
        ETKRA,
        COMPLETE_ACTION,
        &sign(&request("er", "CompleteETKRegistration", &content), key, chain),
    )
}

pub fn get_etk(sandbox: &Sandbox, id_type: &str, value: &str) -> Answer {
    let request = format!(
        "<GetEtkRequest xmlns=\"urn:be:fgov:ehealth:etkdepot:1_0:protocol\"><SearchCriteria><Identifier><Type>{id_type}</Type><Value>{value}</Value></Identifier></SearchCriteria></GetEtkRequest>"
    );
    post(sandbox, "/EtkDepot/v1", "", &request)
}

/// The encryption certificate of ra.md 5.5.
pub fn encryption_certificate(serial: &[u8], leaf: &[u8], spki: &[u8], key: &Key) -> Vec<u8> {
    encryption_certificate_with(serial, leaf, spki, key, pki::key_usage(4, 0x30))
}

pub fn encryption_certificate_with(
    serial: &[u8],
    leaf: &[u8],
    spki: &[u8],
    key: &Key,
    extensions: Vec<u8>,
) -> Vec<u8> {
    let leaf = Certificate::from_der(leaf).unwrap();
    let mut number: Vec<u8> = serial.iter().copied().skip_while(|byte| *byte == 0).collect();
    if number[0] & 0x80 != 0 {
        number.insert(0, 0);
    }
    let utc = |at: rustls_pki_types::UnixTime| {
        let at = jiff::Timestamp::from_second(at.as_secs() as i64).unwrap();
        at.strftime("%y%m%d%H%M%SZ").to_string()
    };
    pki::CertificateSpec {
        serial: &number,
        issuer: leaf.subject().der(),
        subject: leaf.subject().der(),
        spki,
        validity: (&utc(leaf.not_before()), &utc(leaf.not_after())),
        extensions,
    }
    .sign(key)
}

/// The 16 bytes that a challenge hides.
pub fn solve(challenge: &[u8], key: &Key) -> Vec<u8> {
    use sha2::Digest;
    let (ciphertext, hash) = challenge.split_at(challenge.len() - 32);
    let serial = key.decrypt(ciphertext);
    assert_eq!(sha2::Sha256::digest(&serial).as_slice(), hash);
    serial
}
