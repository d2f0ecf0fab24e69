//! What OpenSSL, the JDK's keytool, NSS and GnuTLS say about the stores we write. Absent, they are skipped
//! loudly.

use std::path::Path;
use std::process::Command;

use ehealth_keystore::{Keystore, NewKey, Profile};

use crate::common::{Authority, PASSWORD, encryption_certificate, password, stored};

fn run(program: &str, arguments: &[&str]) -> Option<String> {
    let output = match Command::new(program).env("LC_ALL", "C").args(arguments).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("SKIPPED: {program} is not there ({error})");
            return None;
        }
    };
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {text}");
    Some(text)
}

fn openssl(path: &Path) -> Option<String> {
    let password = format!("pass:{PASSWORD}");
    run("openssl", &["pkcs12", "-in", path.to_str()?, "-passin", &password, "-nodes", "-info"])
}

fn keytool(path: &Path) -> Option<String> {
    // Its messages in English, whatever the system speaks.
    let path = path.to_str()?;
    run(
        "keytool",
        &[
            "-J-Duser.language=en",
            "-list",
            "-v",
            "-storetype",
            "PKCS12",
            "-keystore",
            path,
            "-storepass",
            PASSWORD,
        ],
    )
}

fn nss(path: &Path) -> Option<String> {
    run("pk12util", &["-l", path.to_str()?, "-W", PASSWORD])
}

fn gnutls(path: &Path) -> Option<String> {
    let password = format!("--password={PASSWORD}");
    run("certtool", &["--p12-info", "--inder", "--infile", path.to_str()?, &password])
}

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

#[test]
fn four_peers_read_what_we_write() {
    for profile in [Profile::Compatible, Profile::Modern] {
        for authority in [Authority::rsa(), Authority::ec()] {
            let folder = tempfile::tempdir().unwrap();
            let key = stored(folder.path(), profile);
            let path = key.path().unwrap();
            if let Some(text) = openssl(path) {
                assert_eq!(count(&text, "BEGIN PRIVATE KEY"), 1, "{text}");
                assert_eq!(count(&text, "BEGIN CERTIFICATE"), 1, "{text}");
                assert_eq!(count(&text, "friendlyName: authentication"), 2, "{text}");
                assert!(text.contains("C = Dummy") || text.contains("C=Dummy"), "{text}");
                let algorithm = match profile {
                    Profile::Modern => "PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256",
                    _ => "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 100000",
                };
                assert_eq!(count(&text, algorithm), 2, "{text}");
            }
            if let Some(text) = keytool(path) {
                assert!(text.contains("Your keystore contains 1 entry"), "{text}");
                assert!(text.contains("Alias name: authentication"), "{text}");
                assert!(text.contains("Entry type: PrivateKeyEntry"), "{text}");
                assert!(text.contains("Owner: C=Dummy"), "{text}");
            }

            let store = Keystore::open(path, &password()).unwrap();
            let store = store.change().install(&authority.issue(&key)).unwrap();
            let store = store.draft().unwrap().replace().unwrap().into_keystore();
            let waiting =
                NewKey::generate(&mut rand::rng()).store_waiting(path, &password(), profile).unwrap();
            let certificate = encryption_certificate(store.authentication(), &waiting, &[0xF1; 16]);
            let change = store.change().add_encryption_key(&waiting, &certificate).unwrap();
            change.draft().unwrap().replace().unwrap();
            completed(path);
        }
    }
}

fn completed(path: &Path) {
    let serial = u128::from_be_bytes([0xF1; 16]).to_string();
    if let Some(text) = nss(path) {
        let found = ["Key(shrouded):", "Certificate(has private key):", "Certificate:"]
            .map(|what| count(&text, what));
        assert_eq!(found, [2, 2, 2], "{text}");
    }
    if let Some(text) = gnutls(path) {
        // Keys are shown encrypted or not, by version; each has a first and a last line.
        let found = (count(&text, "PRIVATE KEY-----"), count(&text, "BEGIN CERTIFICATE"));
        assert_eq!(found, (4, 4), "{text}");
    }
    if let Some(text) = openssl(path) {
        assert_eq!(count(&text, "BEGIN PRIVATE KEY"), 2, "{text}");
        // leaf, issuing CA, encryption certificate, and the leaf as an entry of its own
        assert_eq!(count(&text, "BEGIN CERTIFICATE"), 4, "{text}");
        assert_eq!(count(&text, "friendlyName: authentication"), 2, "{text}");
        assert_eq!(count(&text, &format!("friendlyName: {serial}")), 2, "{text}");
        let first_key = text.find("BEGIN PRIVATE KEY").unwrap();
        let first_name = text.find("friendlyName: ").unwrap();
        assert!(
            first_name < first_key && text[first_name..].starts_with("friendlyName: authentication"),
            "{text}"
        );
        assert!(text.len() < 30_000, "the padding is not printed");
    }
    if let Some(text) = keytool(path) {
        assert!(text.contains("Your keystore contains 4 entries"), "{text}");
        assert_eq!(count(&text, "Entry type: PrivateKeyEntry"), 2, "{text}");
        assert_eq!(count(&text, "Entry type: trustedCertEntry"), 2, "{text}");
        assert!(text.contains("Alias name: authentication"), "{text}");
        assert!(text.contains(&format!("Alias name: {serial}")), "{text}");
        let authentication = &text[text.find("Alias name: authentication").unwrap()..];
        let end = authentication[1..].find("Alias name: ").unwrap_or(authentication.len() - 1);
        assert!(authentication[..end].contains("Certificate chain length: 2"), "{text}");
    }
}
