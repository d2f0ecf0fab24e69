//! A request whose key is elsewhere: here a process of OpenSSL's that is given a hash and gives a signature.

use std::io::Write as _;
use std::process::{Command, Stdio};

use ehealth_csr::{CertificationRequest, Ssin, SubjectName};
use ehealth_pki::{BoxError, SignatureScheme, scheme::ecdsa_der_to_raw};
use rustls_pki_types::SubjectPublicKeyInfoDer;

const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/pki/leaf-p384.key.pem");

fn main() -> Result<(), BoxError> {
    let public = openssl(&["pkey", "-in", KEY, "-pubout", "-outform", "DER"], b"")?;
    let public = SubjectPublicKeyInfoDer::from(public);
    let subject = SubjectName::person(&Ssin::parse("00.01.01-001.73")?, "Testa Fictiva", "Voorbeeld")?;
    let prepared = CertificationRequest::prepare(&subject, &public, SignatureScheme::for_key(&public)?)?;
    // the hash may travel anywhere and its signature come back at any time
    let digest = prepared.to_be_signed().digest();
    let signature = openssl(&["pkeyutl", "-sign", "-inkey", KEY], &digest)?;
    // verified before a request exists
    let request = prepared.finish(&ecdsa_der_to_raw(&signature, 48)?)?;
    println!("{} for key {}", subject.rfc2253(), request.key_identifier());
    Ok(())
}

fn openssl(arguments: &[&str], stdin: &[u8]) -> Result<Vec<u8>, BoxError> {
    let mut process =
        Command::new("openssl").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    process.stdin.take().ok_or("no standard input")?.write_all(stdin)?;
    Ok(process.wait_with_output()?.stdout)
}
