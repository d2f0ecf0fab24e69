//! A certificate request and the signed request around it, with keys in memory. Prints the `.ehcsr` file.
//! The keys are public test keys; the contract would come from the authority.

use ehealth_csr::*;
use ehealth_pki::{BoxError, CallbackKey, HashAlgorithm, SignatureScheme, SigningKey};
use pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer, pem::PemObject as _};

fn main() -> Result<(), BoxError> {
    let person = Person::new(Ssin::parse("00.01.01-001.73")?, "Testa Fictiva", "Voorbeeld");
    let subject = SubjectName::person(person.ssin(), person.given_names(), person.surname())?;
    let key = key(include_str!("../tests/vectors/pki/auth-org.key.pem"))?;
    let csr = CertificationRequest::prepare(&subject, &key.public_key(), key.scheme())?.sign_with(&key)?;
    let contract = Contract::new(&subject.rfc2253(), &person, vec![("nl".into(), "<p>Contract</p>".into())])?;
    let contact = ContactData::new(Email::parse("testa@example.org")?, Phone::parse("+32 000 00 00 00")?);
    let request = EHealthCsr::new(contact, csr, contract);
    let signer = self::key(include_str!("../tests/vectors/pki/auth-person.key.pem"))?;
    let leaf = CertificateDer::from_pem_slice(include_bytes!("../tests/vectors/pki/auth-person.crt.pem"))?;
    let now = "2026-11-24T15:04:05.123+01:00";
    let signed = SignedRequest::prepare(&request, "_1", now, &[leaf], signer.scheme())?.sign_with(&signer)?;
    println!("{}", String::from_utf8_lossy(signed.as_bytes()));
    Ok(())
}

fn key(pem: &str) -> Result<impl SigningKey + use<>, BoxError> {
    let key = rsa::PrivateKey::from_pkcs8_pem(pem)?;
    let public = SubjectPublicKeyInfoDer::from(key.to_public_key().to_public_key_der()?.into_vec());
    let signer = rsa::pkcs1v15::SigningKey::<sha2::Sha256>::new(key);
    let scheme = SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256);
    Ok(CallbackKey::new(scheme, public, move |tbs| Ok(signer.try_sign(tbs.message())?.to_vec())))
}
