//! Lists of `openssl ca` and answers of `openssl ocsp`, made anew in each run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use ehealth_pki::revocation::Reason;
use ehealth_pki::{Certificate, Crl, Issuer, OcspResponse, RevocationError, Status, ocsp};
use rustls_pki_types::UnixTime;

/// An authority of OpenSSL's in a folder of its own, which is removed at the end.
struct Authority {
    folder: PathBuf,
    /// Seconds since 1970 when it was made; OpenSSL takes its times from the clock.
    now: u64,
}

const CONFIG: &str = "
[ca]
default_ca = d
[d]
dir = .
database = ./index.txt
serial = ./serial
crlnumber = ./crlnumber
new_certs_dir = .
default_md = sha256
default_days = 30
default_crl_days = 7
policy = p
x509_extensions = leaf
[p]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[no_crl]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[leaf]
keyUsage = critical, digitalSignature
authorityInfoAccess = OCSP;URI:http://ocsp.example.org/a
crlDistributionPoints = URI:http://crl.example.org/a.crl
[responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
[crl_ext]
issuingDistributionPoint = critical, @idp
[idp]
onlyCA = TRUE
[indirect_ext]
issuingDistributionPoint = critical, @idp_indirect
[idp_indirect]
indirectCRL = TRUE
";

impl Authority {
    /// With leaves `good`, `revoked`, `held`, a responder, and a certificate `stranger` of another authority
    /// `other` with the same name; `None` when OpenSSL is absent.
    fn make(name: &str, key: &[&str]) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            eprintln!("SKIPPED: openssl is not installed");
            return None;
        }
        let folder = std::env::temp_dir().join(format!("ehealth-pki-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let this = Self { folder, now };
        for (file, text) in [("ca.cnf", CONFIG), ("index.txt", ""), ("serial", "1000"), ("crlnumber", "2A")] {
            fs::write(this.folder.join(file), text).unwrap();
        }
        for (root, extensions) in [("root", "root"), ("other", "root"), ("nocrl", "no_crl")] {
            this.new_key(root, key);
            this.openssl(&format!(
                "req -x509 -new -key {root}.key -subj /CN=Revocation -days 60 -config ca.cnf -extensions {extensions} -out {root}.pem"
            ));
        }
        for (leaf, extensions) in [
            ("good", "leaf"),
            ("revoked", "leaf"),
            ("held", "leaf"),
            ("responder", "responder"),
            ("usurper", "leaf"),
        ] {
            this.new_key(leaf, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]);
            this.openssl(&format!(
                "req -new -key {leaf}.key -subj /CN={leaf} -config ca.cnf -out {leaf}.csr"
            ));
            this.openssl(&format!(
                "ca -batch -notext -config ca.cnf -cert root.pem -keyfile root.key -extensions {extensions} -in {leaf}.csr -out {leaf}.pem"
            ));
        }
        this.openssl("ca -config ca.cnf -cert root.pem -keyfile root.key -revoke revoked.pem -crl_reason keyCompromise");
        this.openssl("ca -config ca.cnf -cert root.pem -keyfile root.key -revoke held.pem -crl_hold holdInstructionReject");
        Some(this)
    }

    fn new_key(&self, name: &str, kind: &[&str]) {
        let output = format!("{name}.key");
        let arguments: Vec<&str> = [&["genpkey"], kind, &["-out", &output]].concat();
        self.run(&arguments);
    }

    fn openssl(&self, arguments: &str) {
        self.run(&arguments.split(' ').collect::<Vec<_>>());
    }

    fn run(&self, arguments: &[&str]) {
        let output = Command::new("openssl").current_dir(&self.folder).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn certificate(&self, name: &str) -> Certificate {
        use rustls_pki_types::pem::PemObject as _;
        let pem = self.read(&format!("{name}.pem"));
        let der = rustls_pki_types::CertificateDer::from_pem_slice(&pem).unwrap();
        Certificate::from_der(&der).unwrap()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(Path::new(name))).unwrap()
    }

    fn now(&self) -> UnixTime {
        self.at(60)
    }

    /// So many seconds after it was made.
    fn at(&self, seconds: u64) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(self.now + seconds))
    }

    fn crl(&self, flags: &str) -> Crl {
        self.openssl(&format!(
            "ca -gencrl -config ca.cnf -cert root.pem -keyfile root.key -out crl.pem{flags}"
        ));
        self.openssl("crl -in crl.pem -outform DER -out crl.der");
        Crl::from_der(&self.read("crl.der")).unwrap()
    }

    /// `openssl ocsp` answers the request.
    fn answer(&self, request: &[u8], signer: &str, flags: &str) -> Vec<u8> {
        fs::write(self.folder.join("request.der"), request).unwrap();
        self.openssl(&format!(
            "ocsp -index index.txt -CA root.pem -rsigner {signer}.pem -rkey {signer}.key -reqin request.der -respout response.der{flags}"
        ));
        self.read("response.der")
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const KEYS: [&[&str]; 2] = [
    &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
];

const WEEK: u64 = 7 * 24 * 3_600;

#[test]
fn lists_of_openssl() {
    for (index, key) in KEYS.into_iter().enumerate() {
        let Some(authority) = Authority::make(&format!("crl{index}"), key) else { return };
        let (root, now) = (authority.certificate("root"), authority.now());
        let crl = authority.crl("");
        assert_eq!((crl.len(), crl.is_empty()), (2, false));
        assert_eq!(crl.number().unwrap().to_string(), "42");
        let verified = crl.verify(Issuer::from(&root), now).unwrap();
        assert_eq!(verified.status(&authority.certificate("good")), Ok(Status::Good));
        let Ok(Status::Revoked { at, reason, .. }) = verified.status(&authority.certificate("revoked"))
        else {
            panic!()
        };
        assert_eq!(reason, Some(Reason::KeyCompromise));
        assert!(at.as_secs() + 600 > authority.now && at.as_secs() < authority.now + 600);
        let held = verified.status(&authority.certificate("held")).unwrap();
        assert!(matches!(held, Status::Revoked { reason: Some(Reason::CertificateHold), .. }), "{held:?}");
        // a certificate of somebody else
        assert_eq!(verified.status(&crate::support::pki("enc")), Err(RevocationError::OtherCertificate));

        let refused =
            |name: &str, now| crl.verify(Issuer::from(&authority.certificate(name)), now).unwrap_err();
        assert!(matches!(refused("other", now), RevocationError::Signature(_)));
        assert_eq!(refused("nocrl", now), RevocationError::WrongUsage);
        assert_eq!(refused("good", now), RevocationError::WrongIssuer);
        assert_eq!(refused("root", authority.at(WEEK + 1_000)), RevocationError::Stale);
        let early = UnixTime::since_unix_epoch(Duration::from_secs(authority.now - 1_000));
        assert_eq!(refused("root", early), RevocationError::NotYetValid);

        // only for authorities; indirect; SHA-1
        let scoped = authority.crl(" -crlexts crl_ext");
        let verified = scoped.verify(Issuer::from(&root), now).unwrap();
        assert_eq!(verified.status(&authority.certificate("good")), Err(RevocationError::OtherCertificate));
        assert_eq!(verified.status(&root), Ok(Status::Good));
        authority.openssl(
            "ca -gencrl -config ca.cnf -cert root.pem -keyfile root.key -crlexts indirect_ext -out crl.pem",
        );
        authority.openssl("crl -in crl.pem -outform DER -out crl.der");
        let indirect = Crl::from_der(&authority.read("crl.der")).unwrap_err();
        assert_eq!(indirect, RevocationError::Unsupported("2.5.29.28".to_owned()));
        let weak = authority.crl(" -md sha1");
        assert_eq!(weak.verify(Issuer::from(&root), now).unwrap_err(), RevocationError::WeakAlgorithm);

        // every changed byte
        let der = authority.read("crl.der");
        for at in 0..der.len() {
            let mut changed = der.clone();
            changed[at] ^= 0x01;
            let result =
                Crl::from_der(&changed).and_then(|crl| crl.verify(Issuer::from(&root), now).map(drop));
            assert!(result.is_err(), "{at}");
        }
        assert_eq!(Crl::from_der(&[&der[..], b"\0"].concat()).unwrap_err(), RevocationError::Der);
    }
}

#[test]
fn answers_of_openssl() {
    for (index, key) in KEYS.into_iter().enumerate() {
        let Some(authority) = Authority::make(&format!("ocsp{index}"), key) else { return };
        let (root, now) = (authority.certificate("root"), authority.now());
        let issuer = Issuer::from(&root);
        let nonce = [7u8; 16];
        let (good, revoked) = (authority.certificate("good"), authority.certificate("revoked"));
        assert_eq!(good.ocsp_urls(), ["http://ocsp.example.org/a"]);
        assert_eq!(good.crl_urls(), ["http://crl.example.org/a.crl"]);
        let ask = |certificate: &Certificate, nonce: Option<&[u8]>| {
            ocsp::request(certificate, issuer, nonce).unwrap()
        };

        for (signer, charged) in [("root", false), ("responder", true)] {
            let bytes = authority.answer(&ask(&good, Some(&nonce)), signer, " -ndays 1");
            let response = OcspResponse::from_der(&bytes).unwrap();
            let verdict = response.verify(&good, issuer, Some(&nonce), now).unwrap();
            assert_eq!((verdict.status, verdict.nonce_repeated), (Status::Good, true));
            assert_eq!(verdict.responder.is_some(), charged);
            assert!(!charged || verdict.responder.unwrap().ocsp_no_check());
            assert_eq!(
                response.verify(&good, issuer, Some(&[8; 16]), now).unwrap_err(),
                RevocationError::Nonce
            );
            assert!(!response.verify(&good, issuer, None, now).unwrap().nonce_repeated);
            let other = response.verify(&revoked, issuer, None, now).unwrap_err();
            assert_eq!(other, RevocationError::OtherCertificate);
            let late = response.verify(&good, issuer, None, authority.at(2 * 24 * 3_600)).unwrap_err();
            assert_eq!(late, RevocationError::Stale);
            // the same name, another key
            let stranger = authority.certificate("other");
            let result = response.verify(&good, Issuer::from(&stranger), None, now);
            assert_eq!(result.unwrap_err(), RevocationError::WrongIssuer);
            for flags in [" -resp_key_id", " -ndays 1 -rmd sha384"] {
                let bytes = authority.answer(&ask(&revoked, None), signer, flags);
                let verdict =
                    OcspResponse::from_der(&bytes).unwrap().verify(&revoked, issuer, None, now).unwrap();
                assert!(matches!(
                    verdict.status,
                    Status::Revoked { reason: Some(Reason::KeyCompromise), .. }
                ));
            }
            for at in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 0x01;
                let result = OcspResponse::from_der(&changed)
                    .and_then(|response| response.verify(&good, issuer, Some(&nonce), now));
                // certificates that nobody needs come along and are covered by nothing
                let harmless = result.is_ok_and(|verdict| verdict.status == Status::Good);
                let inside = |part: &[u8]| bytes.windows(part.len()).position(|window| window == part);
                let certificates = inside(root.der()).unwrap_or(usize::MAX);
                assert!(!harmless || at >= certificates.saturating_sub(16), "{signer} {at}");
            }
        }
        // one who is not charged, one without certificate, SHA-1
        let bytes = authority.answer(&ask(&good, None), "usurper", "");
        let verify = |bytes: &[u8]| {
            OcspResponse::from_der(bytes).unwrap().verify(&good, issuer, None, now).unwrap_err()
        };
        assert_eq!(verify(&bytes), RevocationError::WrongUsage);
        let bytes = authority.answer(&ask(&good, None), "responder", " -resp_no_certs");
        assert_eq!(verify(&bytes), RevocationError::WrongIssuer);
        let bytes = authority.answer(&ask(&good, None), "root", " -rmd sha1");
        assert_eq!(verify(&bytes), RevocationError::WeakAlgorithm);
        // a certificate that the authority does not know
        let bytes = authority.answer(&ask(&root, None), "root", "");
        let verdict = OcspResponse::from_der(&bytes).unwrap().verify(&root, issuer, None, now).unwrap();
        assert_eq!(verdict.status, Status::Unknown);
        // no answer at all: tryLater
        let refused = OcspResponse::from_der(&[0x30, 0x03, 0x0A, 0x01, 0x03]).unwrap_err();
        assert_eq!(refused, RevocationError::NoAnswer(3));
        assert_eq!(
            ocsp::request(&crate::support::pki("enc"), issuer, None),
            Err(RevocationError::WrongIssuer)
        );
    }
}

proptest::proptest! {
    #[test]
    fn anything(bytes: Vec<u8>) {
        let _ = (Crl::from_der(&bytes), OcspResponse::from_der(&bytes));
    }
}
