//! Answers to each operation of both versions. The first byte says to which, the second with which status and type.

#![no_main]

use std::time::Duration;

use ehealth_client::certra::{self, CertificateReply};
use ehealth_client::depot::{DepotAnswer, GetEtk, TokenOwner};
use ehealth_client::etk::EncryptionCertificate;
use ehealth_client::issued::{self, Expected};
use ehealth_client::operation::{Operation, SignedOperation, UnsignedOperation};
use ehealth_client::support::mask;
use ehealth_client::v1::{SignedDocument, certra as certra1, documents, etkra as etkra1, uncalled};
use ehealth_client::{Call, CryptoRng, Error, Header, SignerChain, UnixTime, etkra};
use ehealth_csr::{
    CertificationRequest, ContactData, Contract, EHealthCsr, Email, Identifier, IdentifierType, Person,
    Phone, Ssin, SubjectName,
};
use ehealth_pki::{
    BoxError, Certificate, HashAlgorithm, SerialNumber, SignatureScheme, SigningKey, ToBeSigned,
};
use libfuzzer_sys::fuzz_target;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};
use rsa::signature::{SignatureEncoding, Signer};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};

const KEY: &str = include_str!("../../crates/ehealth-client/tests/keys/ehealth-throwaway-key.pem");
const ENCRYPTION_KEY: &str =
    include_str!("../../crates/ehealth-client/tests/samples/extra/encryption-private-key.throwaway.pem");
const LEAF: &[u8] = include_bytes!("../../crates/ehealth-client/tests/keys/ehealth.pem");
const ISSUER: &[u8] = include_bytes!("../../crates/ehealth-client/tests/keys/issuing.pem");

/// The instant of the samples.
const NOW: UnixTime = UnixTime::since_unix_epoch(Duration::from_secs(1_796_126_400));

struct Key(rsa::PrivateKey, SubjectPublicKeyInfoDer<'static>);

impl SigningKey for Key {
    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::RsaPkcs1v15(HashAlgorithm::Sha256)
    }

    fn public_key(&self) -> SubjectPublicKeyInfoDer<'_> {
        self.1.clone()
    }

    fn sign(&self, tbs: &ToBeSigned) -> Result<Vec<u8>, BoxError> {
        let key = rsa::pkcs1v15::SigningKey::<sha2::Sha256>::new(self.0.clone());
        Ok(key.try_sign(tbs.message())?.to_vec())
    }
}

type Answer<'a> = http::Response<&'a [u8]>;
type Reader = Box<dyn Fn(Answer<'_>)>;

/// Everything that is done with an answer; what is not one is a typed error that can be told.
fn reader<O: Operation + 'static>(call: Call<O>, look: impl Fn(O::Response) + 'static) -> Reader {
    Box::new(move |answer| match call.on_response(answer) {
        Ok(response) => look(response),
        Err(error) => told(&error),
    })
}

fn told(error: &Error) {
    assert!(error.code().contains('.'), "{error:?}");
    let text = format!("{error} {error:?} {:?} {}", error.remedy(), error.may_have_acted());
    // what is said of an answer is short, whatever its length
    assert!(text.len() < 200_000, "{}", text.len());
}

fn see(value: impl std::fmt::Debug) {
    std::hint::black_box(format!("{value:?}"));
}

fn header() -> Header {
    Header::new(&mut ChaCha20Rng::from_seed([7; 32]) as &mut dyn CryptoRng, NOW)
}

fn plain<O: UnsignedOperation + 'static>(operation: O) -> Call<O> {
    Call::new(operation, header()).expect("our own request")
}

fn readers() -> Vec<Reader> {
    let key = |pem| {
        let key = rsa::PrivateKey::from_pkcs8_pem(pem).expect("a key of the tests");
        let spki = key.to_public_key().to_public_key_der().expect("a public key").into_vec().into();
        Key(key, spki)
    };
    let (key, encryption) = (key(KEY), key(ENCRYPTION_KEY).1);
    let spki = key.1.clone();
    let der = |pem| CertificateDer::from_pem_slice(pem).expect("PEM");
    let chain = [der(LEAF), der(ISSUER)];
    let leaf = Certificate::from_der(&chain[0]).expect("a certificate");
    let signer = SignerChain::new(&chain, key.scheme());
    fn signed<O: SignedOperation + Send + 'static>(operation: O, signer: &SignerChain, key: &Key) -> Call<O> {
        let prepared = Call::prepare(operation, header(), signer).expect("our own request");
        prepared.sign_with(key).expect("the key's signature")
    }
    let person = || Person::new(Ssin::parse("00010100173").expect("valid"), "Testa Fictiva", "Voorbeeld");
    let bis = Person::new(Ssin::parse("00210100119").expect("valid"), "Testa", "Voorbeeld");
    let subject = SubjectName::person(person().ssin(), "Testa Fictiva", "Voorbeeld").expect("a name");
    let contact = || {
        ContactData::new(
            Email::parse("testa@example.org").expect("valid"),
            Phone::parse("+32 0").expect("valid"),
        )
    };
    let csr = || {
        let prepared = CertificationRequest::prepare(&subject, &spki, key.scheme()).expect("a request");
        prepared.sign_with(&key).expect("a signature")
    };
    let texts = vec![("fr".to_owned(), "<p>texte</p>".to_owned())];
    let contract = Contract::new(&subject.rfc2253(), &person(), texts).expect("a contract");
    let request = EHealthCsr::new(contact(), csr(), contract);
    let id = [7; 20].into();
    let reason = certra::RevocationReason::Superseded;
    let revocation = || certra::GenerateRevocationContract::new(id, person(), reason.clone());
    let etk = EncryptionCertificate::prepare(&leaf, &encryption, &SerialNumber::from_bytes(&[0x9F; 16]));
    let etk = etk.expect("a certificate").sign_with(&key).expect("a signature");
    let opaque = || SignedDocument::from_bytes(vec![0; 3]);
    let credentials = || etkra1::Credentials::new("a", "b");
    let name = || uncalled::DistinguishedName::new(["a", "b", "c", "d", "e"]);
    let cbe = Identifier::from_authority(IdentifierType::CBE, "0999999922").expect("valid");
    let foreigner = certra::SubmitCSRForForeigner::new(bis, contact(), csr()).expect("our own request");
    let revoked = plain(revocation()).on_response(http::Response::new(REVOCATION)).expect("the sample");
    let (expected_spki, expected_subject) = (spki.clone(), subject.clone());
    vec![
        reader(signed(certra::GetActorQualities::new(person().ssin().clone()), &signer, &key), see),
        reader(
            plain(certra::GenerateContract::for_person(contact(), person(), subject.clone())),
            |contract| {
                see((
                    contract.plain_text("nl"),
                    contract.page_html("fr"),
                    contract.sha256(),
                    contract.dn_text(),
                ));
            },
        ),
        reader(
            signed(certra::GenerateCertificate::new(request).expect("our own request"), &signer, &key),
            see,
        ),
        reader(plain(certra::GetCertificate::new(id)), move |reply: CertificateReply| {
            let expected = Expected { spki: &expected_spki, subject: &expected_subject };
            if let Err(error) = issued::check(&reply, &expected, &[], NOW) {
                told(&error);
            }
        }),
        reader(plain(foreigner), |confirmation| {
            assert!(confirmation.url().scheme_str() == Some("https"));
            see(confirmation);
        }),
        reader(plain(certra::GetGenericOrganizationTypes), see),
        reader(plain(certra::GetExistingApplicationIds::new(cbe)), see),
        reader(signed(certra::GetCertificateInfoForCitizen, &signer, &key), |all| {
            for info in all {
                let serial = SerialNumber::from_bytes(&[0x9F; 16]);
                see((info.details().map(|details| details.is_serial(&serial)), &info));
            }
        }),
        reader(signed(certra::GetCertificateInfoForAuthenticationCertificate, &signer, &key), see),
        reader(plain(revocation()), see),
        reader(signed(certra::Revoke::new(revoked), &signer, &key), see),
        reader(signed(etkra::StartETKRegistration::new(&encryption), &signer, &key), |challenge| {
            see(challenge.ciphertext())
        }),
        reader(signed(etkra::CompleteETKRegistration::new(etk), &signer, &key), |token| {
            see((token.certificate_matches(), token.etk().as_bytes().len()));
        }),
        reader(signed(etkra::ActivateETK, &signer, &key), see),
        reader(plain(GetEtk::new(TokenOwner::new("SSIN", "00010100173"))), |answer| {
            if let DepotAnswer::Token(etk) = &answer {
                see(etk.encryption_certificate());
            }
            see(answer);
        }),
        reader(plain(certra1::GetEHActorQualities::new(opaque())), see),
        reader(plain(certra1::GenerateCertificate::new(opaque())), see),
        reader(plain(certra1::GenerateCertificateForRenewal::new(opaque())), see),
        reader(plain(certra1::GetCertificate::new("R-1")), see),
        reader(plain(certra1::GetRevocableCertificates::new(opaque())), see),
        reader(plain(certra1::Revoke::new(opaque())), see),
        reader(
            plain(certra1::GetExistingApplicationIds::new(certra1::SearchCriterium::new(
                "CBE",
                "0999999922",
            ))),
            see,
        ),
        reader(plain(etkra1::StartEtkRegistration::new(opaque())), |challenge| see(challenge.ciphertext())),
        reader(plain(etkra1::CompleteEtkRegistration::new(opaque())), see),
        reader(plain(etkra1::ActivateETK::new(opaque())), see),
        reader(plain(uncalled::ValidateRenew::new(opaque(), "C=BE")), see),
        reader(plain(uncalled::OrganizationType), see),
        reader(plain(uncalled::GetValidAuthCerts(name())), see),
        reader(plain(uncalled::ProcessCsr::new(opaque(), "a", "b", credentials())), see),
        reader(plain(uncalled::RevokeAndActivate::new(name(), credentials())), see),
        reader(plain(uncalled::Revoke::new(opaque(), leaf.der(), credentials())), see),
        // what is in CMS alone
        Box::new(|answer| see(documents::revocation_status(answer.body()))),
    ]
}

/// An answer to the question for a contract of revocation.
const REVOCATION: &[u8] = include_bytes!("../material/revocation-contract.xml");

const STATUSES: [u16; 7] = [200, 500, 407, 302, 503, 429, 204];
const TYPES: [&str; 4] = ["text/xml; charset=utf-8", "text/html", "application/octet-stream", ""];

thread_local! {
    static READERS: Vec<Reader> = readers();
}

fuzz_target!(|bytes: &[u8]| {
    let [which, how, body @ ..] = bytes else { return };
    READERS.with(|readers| {
        let how = usize::from(*how);
        let builder = http::Response::builder().status(STATUSES[how % STATUSES.len()]);
        let builder = builder.header("Content-Type", TYPES[how / 8 % TYPES.len()]);
        let builder =
            if how & 0x80 == 0 { builder } else { builder.header("Location", "https://elsewhere.example/") };
        let answer = builder.body(body).expect("a response");
        readers[usize::from(*which) % readers.len()](answer);
    });
    std::hint::black_box(mask(body));
});
