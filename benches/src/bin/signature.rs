//! Signing and verifying a request of version 2, beside the JDK in one process and `xmlsec1` as whole processes
//! on the same files. The operation of the key is shown apart; what is left is canonical form, digest and XML.

#![allow(clippy::arithmetic_side_effects, reason = "measurements of our own, no input from outside")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use benches::{Row, first_line, median, milliseconds};
use ehealth_csr::xmldsig::{self, Policy};
use ehealth_csr::{
    CertificationRequest, ContactData, Contract, EHealthCsr, Email, Person, Phone, SignedRequest, Ssin,
    SubjectName,
};
use ehealth_pki::{
    BoxError, CallbackKey, Certificate, HashAlgorithm, SignatureScheme, SigningKey, ToBeSigned,
};
use p384::ecdsa::signature::hazmat::PrehashSigner as _;
use pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _};
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};

const TIMES: usize = 201;
const PROCESSES: usize = 31;
const ID: &str = "_00000000-0000-4000-8000-000000000001";

type Outcome<T> = Result<T, BoxError>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // ours as a whole process
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["verify", file] => return Ok(xmldsig::verify(&std::fs::read(file)?, &Policy::default()).map(drop)?),
        ["sign", kind, file, out] => {
            let card = Card::of(kind)?;
            return Ok(std::fs::write(out, card.sign(std::fs::read(file)?)?)?);
        }
        _ => {}
    }
    let folder = tempfile::tempdir()?;
    for kind in ["RSA 2048", "P-384"] {
        Bench::new(folder.path(), Card::of(kind)?)?.run()?;
    }
    Ok(())
}

fn vector(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ehealth-csr/tests/vectors/pki").join(name)
}

/// The key and chain of a card.
struct Card {
    kind: String,
    key: Box<dyn SigningKey>,
    key_file: PathBuf,
    pkcs8: Vec<u8>,
    chain: Vec<CertificateDer<'static>>,
}

impl Card {
    fn of(kind: &str) -> Outcome<Self> {
        let (name, chain) = match kind {
            "P-384" => ("leaf-p384", ["leaf-p384", "issuing-ec", "root-ec"]),
            _ => ("auth-person", ["auth-person", "issuing-rsa", "root-rsa"]),
        };
        let key_file = vector(&format!("{name}.key.pem"));
        let pem = std::fs::read_to_string(&key_file)?;
        let (key, pkcs8): (Box<dyn SigningKey>, Vec<u8>) = if kind == "P-384" {
            let secret = p384::SecretKey::from_pkcs8_pem(&pem)?;
            let public = secret.public_key().to_public_key_der()?.into_vec();
            let pkcs8 = secret.to_pkcs8_der()?.as_bytes().to_vec();
            let signer = p384::ecdsa::SigningKey::from(secret);
            let sign = move |tbs: &ToBeSigned| {
                let signature: p384::ecdsa::Signature = signer.sign_prehash(&tbs.digest())?;
                Ok(signature.to_bytes().to_vec())
            };
            let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha384);
            (Box::new(CallbackKey::new(scheme, SubjectPublicKeyInfoDer::from(public), sign)), pkcs8)
        } else {
            let secret = rsa::PrivateKey::from_pkcs8_pem(&pem)?;
            let public = secret.to_public_key().to_public_key_der()?.into_vec();
            let pkcs8 = secret.to_pkcs8_der()?.as_bytes().to_vec();
            let signer = rsa::pkcs1v15::SigningKey::<sha2::Sha256>::new(secret);
            let sign = move |tbs: &ToBeSigned| Ok(signer.try_sign(tbs.message())?.to_vec());
            let scheme = SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256);
            (Box::new(CallbackKey::new(scheme, SubjectPublicKeyInfoDer::from(public), sign)), pkcs8)
        };
        let chain = chain.map(|one| CertificateDer::from_pem_file(vector(&format!("{one}.crt.pem"))));
        let chain = chain.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(Self { kind: kind.to_owned(), key, key_file, pkcs8, chain })
    }

    fn sign(&self, unsigned: Vec<u8>) -> Outcome<Vec<u8>> {
        let prepared = xmldsig::prepare(unsigned, &self.chain, self.key.scheme())?;
        Ok(prepared.sign_with(self.key.as_ref())?)
    }

    const fn jca(&self) -> (&'static str, &'static str, &'static str) {
        match self.kind.as_bytes() {
            b"P-384" => ("EC", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", "SHA384withECDSA"),
            _ => ("RSA", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "SHA256withRSA"),
        }
    }
}

/// A person's request with two contracts of some 12 kB, as real ones are.
fn signed_request(card: &Card) -> Outcome<Vec<u8>> {
    let person = Person::new(Ssin::parse("00010100173")?, "Testa Fictiva", "Voorbeeld");
    let subject = SubjectName::person(person.ssin(), person.given_names(), person.surname())?;
    let key = Card::of("RSA 2048")?.key;
    let csr = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme())?;
    let paragraph = "<p class=\"a\">Verzonnen tekst &amp; niets meer: <b>één</b>, twee, drie.</p>\n";
    let html = format!("<!DOCTYPE html>\n<html><body>{}</body></html>", paragraph.repeat(160));
    let texts = vec![("fr".to_owned(), html.clone()), ("nl".to_owned(), html)];
    let contract = Contract::new(&subject.rfc2253(), &person, texts)?;
    let contact = ContactData::new(Email::parse("testa@example.org")?, Phone::parse("+32 000 00 00 00")?);
    let request = EHealthCsr::new(contact, csr.sign_with(key.as_ref())?, contract);
    let prepared = SignedRequest::prepare(
        &request,
        ID,
        "2026-11-24T15:04:05.123+01:00",
        &card.chain,
        card.key.scheme(),
    )?;
    Ok(prepared.sign_with(card.key.as_ref())?.as_bytes().to_vec())
}

struct Bench {
    card: Card,
    folder: PathBuf,
    signed: Vec<u8>,
    unsigned: Vec<u8>,
}

/// Figures of one job: all of it, and the operation of the key alone.
#[derive(Clone, Copy)]
struct Figures {
    all: f64,
    key: f64,
}

impl Figures {
    fn rest(self) -> f64 {
        (self.all - self.key).max(0.0)
    }
}

impl Bench {
    fn new(folder: &Path, card: Card) -> Outcome<Self> {
        let signed = signed_request(&card)?;
        let text = std::str::from_utf8(&signed)?;
        let (head, tail) = text.split_once("<ds:Signature ").ok_or("no signature")?;
        let (_, close) = tail.split_once("</ds:Signature>").ok_or("no signature")?;
        let unsigned = format!("{head}{close}").into_bytes();
        std::fs::write(folder.join("unsigned.xml"), &unsigned)?;
        std::fs::write(folder.join("signed.xml"), &signed)?;
        std::fs::write(folder.join("template.xml"), template(text))?;
        std::fs::write(folder.join("key.pk8"), &card.pkcs8)?;
        for (index, certificate) in card.chain.iter().enumerate() {
            std::fs::write(folder.join(format!("{index}.der")), certificate)?;
        }
        Ok(Self { card, folder: folder.to_path_buf(), signed, unsigned })
    }

    fn run(&self) -> Outcome<()> {
        let key = self.card.key.as_ref();
        let prepared = xmldsig::prepare(self.unsigned.clone(), &self.card.chain, key.scheme())?;
        let tbs = prepared.to_be_signed().clone();
        let signature = key.sign(&tbs)?;
        let leaf = Certificate::from_der(self.card.chain.first().ok_or("no chain")?)?;
        let key_sign = milliseconds(median(TIMES, || drop(key.sign(&tbs))));
        let key_verify = milliseconds(median(TIMES, || {
            let _ = std::hint::black_box(key.scheme().verify(leaf.spki(), tbs.message(), &signature));
        }));
        // ours verifies each signature before it gives the document: an operation of the key too
        let sign = milliseconds(median(TIMES, || drop(self.card.sign(self.unsigned.clone()))));
        let sign = Figures { all: sign, key: key_sign + key_verify };
        let verify = milliseconds(median(TIMES, || drop(xmldsig::verify(&self.signed, &Policy::default()))));
        // finding the signer among three certificates costs the verification of two more signatures
        let issuers = milliseconds(median(TIMES, || self.who_issued_whom()));
        let verify = Figures { all: verify, key: key_verify + issuers };

        let java = self.jdk()?;
        let version = first_line("java", &["-version"]).unwrap_or_else(|| "JDK".to_owned());
        let kind = &self.card.kind;
        for (job, ours, theirs) in
            [("sign", sign, java.map(|java| java.0)), ("verify", verify, java.map(|java| java.1))]
        {
            let note = match job {
                "sign" => "in process both; ours includes verifying what was signed",
                _ => "in process both; ours includes finding the signer by the signatures of the chain",
            };
            let row = |part: &str, figure, peer: Option<f64>, note: &str| {
                let name = format!("request v2 {job}, {kind}, {part}");
                Row::new(name, "ms", figure).beside(&version, peer).note(note).print();
            };
            row("all", ours.all, theirs.map(|one| one.all), note);
            row("operations of keys alone", ours.key, theirs.map(|one| one.key), "the floor of each side");
            row("canonical form, digest, XML", ours.rest(), theirs.map(Figures::rest), "all less keys");
        }
        self.processes()
    }

    /// The chain's own signatures, as the verifier tries them.
    fn who_issued_whom(&self) {
        let all: Vec<Certificate> =
            self.card.chain.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
        for one in &all {
            for other in all.iter().filter(|other| *other != one && other.issuer().matches(one.subject())) {
                let _ = std::hint::black_box(other.verify_signature(one.spki()));
            }
        }
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Sign and verify in the JDK; `None` when it is absent.
    fn jdk(&self) -> Outcome<Option<(Figures, Figures)>> {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("java/SignatureBench.java");
        let (algorithm, method, name) = self.card.jca();
        let files = ["unsigned.xml", "signed.xml", "key.pk8"].map(|name| self.file(name));
        let certificates = (0..self.card.chain.len()).map(|index| self.file(&format!("{index}.der")));
        let output = Command::new("java")
            .arg(program)
            .args(files)
            .args([algorithm, method, name, ID])
            .args(certificates)
            .output();
        let Ok(output) = output else { return Ok(None) };
        let text = String::from_utf8(output.stdout)?;
        let figures = |job: &str| {
            let line = text.lines().find(|line| line.starts_with(job))?;
            let mut numbers = line.split(' ').skip(1).filter_map(|number| number.parse().ok());
            Some(Figures { all: numbers.next()?, key: numbers.next()? })
        };
        if let Some(both) = figures("sign").zip(figures("verify")) {
            return Ok(Some(both));
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
    }

    /// Whole processes on the same files.
    fn processes(&self) -> Outcome<()> {
        let version = first_line("xmlsec1", &["--version"]).unwrap_or_else(|| "xmlsec1".to_owned());
        let ours = std::env::current_exe()?;
        let key = self.card.key_file.display().to_string();
        let (signed, unsigned, template, out) = (
            self.file("signed.xml"),
            self.file("unsigned.xml"),
            self.file("template.xml"),
            self.file("out.xml"),
        );
        let id = "--id-attr:Id";
        let root = "GenerateCertificateRequest";
        let ours_verify = timed(Command::new(&ours).args(["verify", &signed]));
        let ours_sign = timed(Command::new(&ours).args(["sign", &self.card.kind, &unsigned, &out]));
        let theirs_verify = timed(Command::new("xmlsec1").args([
            "--verify",
            "--insecure",
            "--enabled-key-data",
            "x509",
            id,
            root,
            &signed,
        ]));
        let theirs_sign = timed(Command::new("xmlsec1").args([
            "--sign",
            "--privkey-pem",
            &key,
            id,
            root,
            "--output",
            &out,
            &template,
        ]));
        for (job, ours, theirs) in [("sign", ours_sign, theirs_sign), ("verify", ours_verify, theirs_verify)]
        {
            let ours = milliseconds(ours.ok_or("our own process failed")?);
            Row::new(format!("request v2 {job}, {}, whole process", self.card.kind), "ms", ours)
                .beside(&version, theirs.map(milliseconds))
                .note("start and end of the process included")
                .print();
        }
        Ok(())
    }
}

/// `None` when it is absent or fails.
fn timed(command: &mut Command) -> Option<Duration> {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut well = true;
    let took = median(PROCESSES, || well &= command.status().is_ok_and(|status| status.success()));
    well.then_some(took)
}

/// The signed document with the values left out, for xmlsec1 to fill in.
fn template(signed: &str) -> String {
    let mut text = signed.to_owned();
    for name in ["ds:DigestValue", "ds:SignatureValue"] {
        if let Some((head, tail)) = text.split_once(&format!("<{name}>"))
            && let Some((_, close)) = tail.split_once(&format!("</{name}>"))
        {
            text = format!("{head}<{name}></{name}>{close}");
        }
    }
    text
}
