//! OCSP and revocation lists, asked by OpenSSL and curl.

use std::path::Path;
use std::process::Command;

use ehealth_pki::KeyIdentifier;
use ehealth_sandbox::{Decision, Issuing, MovableClock, Options, Sandbox};

use crate::client::options;
use crate::messages::*;
use crate::peers;
use crate::pki::{Key, Pki, TESTA, VALIDITY};

fn openssl(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

fn fetch(folder: &Path, url: &str, file: &str) {
    let status = Command::new("curl")
        .current_dir(folder)
        .args(["-sSf", "--noproxy", "*", "--max-time", "20", "-o", file, url])
        .status()
        .unwrap();
    assert!(status.success(), "{url}");
}

#[test]
fn good_then_revoked() {
    if !peers::has("openssl", "version") || !peers::has("curl", "--version") {
        return;
    }
    for issuing in [Issuing::Ec, Issuing::Rsa] {
        let pki = Pki::new(1);
        let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
        // OpenSSL looks at the system's clock.
        let sandbox =
            Sandbox::start(Options { issuing, clock: MovableClock::system(), ..options(&pki) }).unwrap();
        let now = i64::try_from(sandbox.clock().now().as_secs()).unwrap();
        let now = jiff::Timestamp::from_second(now).unwrap().to_string();
        let key = Key::rsa(10);
        let request =
            generate_request(&contract(&sandbox, &TESTA), &csr(&TESTA, &key)).replace(INSTANT, &now);
        let signed = sign(&request, &card.signature, &card.signature_chain);
        assert_eq!(crate::client::post(&sandbox, CERTRA, GENERATE_ACTION, &signed).outcome(), "Success");
        let identifier = KeyIdentifier::of_spki(key.spki()).unwrap();
        let chain = chain_of(&get(&sandbox, &identifier.to_string()));

        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::fs::write(folder.join("leaf.der"), &chain[0]).unwrap();
        std::fs::write(folder.join("issuing.der"), &chain[1]).unwrap();
        std::fs::write(folder.join("roots.pem"), sandbox.descriptor().issuing_anchors.concat()).unwrap();
        for name in ["leaf", "issuing"] {
            let (from, to) = (format!("{name}.der"), format!("{name}.pem"));
            assert!(openssl(folder, &["x509", "-inform", "DER", "-in", &from, "-out", &to]).0);
        }
        let (_, text) = openssl(folder, &["x509", "-in", "leaf.pem", "-noout", "-ocsp_uri"]);
        let ocsp = text.trim().to_owned();
        let tag = if issuing == Issuing::Ec { "ec" } else { "rsa" };
        let base = ocsp.strip_suffix("/ocsp").unwrap();
        fetch(folder, &format!("{base}/ca/root-{tag}"), "root.der");
        fetch(folder, &format!("{base}/crl/root-{tag}"), "root.crl");
        assert!(openssl(folder, &["x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem"]).0);
        assert!(openssl(folder, &["crl", "-inform", "DER", "-in", "root.crl", "-out", "root.crl.pem"]).0);

        let ask = |hash: &str| {
            openssl(
                folder,
                &[
                    "ocsp",
                    hash,
                    "-issuer",
                    "issuing.pem",
                    "-cert",
                    "leaf.pem",
                    "-url",
                    &ocsp,
                    "-CAfile",
                    "roots.pem",
                    "-verify_other",
                    "issuing.pem",
                ],
            )
        };
        let check_list = || {
            fetch(folder, &format!("{base}/crl/{tag}"), "issuing.crl");
            let (ok, text) = openssl(
                folder,
                &["crl", "-inform", "DER", "-in", "issuing.crl", "-CAfile", "issuing.pem", "-noout"],
            );
            assert!(ok && text.contains("verify OK"), "{text}");
            assert!(
                openssl(folder, &["crl", "-inform", "DER", "-in", "issuing.crl", "-out", "issuing.crl.pem"])
                    .0
            );
            let lists = ["issuing.crl.pem", "root.crl.pem"];
            let lists: Vec<String> =
                lists.iter().map(|file| std::fs::read_to_string(folder.join(file)).unwrap()).collect();
            std::fs::write(folder.join("lists.pem"), lists.concat()).unwrap();
            openssl(
                folder,
                &[
                    "verify",
                    "-crl_check_all",
                    "-CRLfile",
                    "lists.pem",
                    "-CAfile",
                    "roots.pem",
                    "-untrusted",
                    "issuing.pem",
                    "leaf.pem",
                ],
            )
        };

        for hash in ["-sha1", "-sha256"] {
            let (ok, text) = ask(hash);
            assert!(ok && text.contains("Response verify OK") && text.contains("leaf.pem: good"), "{text}");
        }
        let (ok, text) = check_list();
        assert!(ok, "{text}");
        // The issuing CA itself, told by the root.
        let (ok, text) = openssl(
            folder,
            &["ocsp", "-issuer", "root.pem", "-cert", "issuing.pem", "-url", &ocsp, "-CAfile", "roots.pem"],
        );
        assert!(ok && text.contains("issuing.pem: good"), "{text}");
        // Unknown: a serial number that was never given out.
        let (_, text) = openssl(
            folder,
            &[
                "ocsp",
                "-issuer",
                "issuing.pem",
                "-serial",
                "4242",
                "-url",
                &ocsp,
                "-CAfile",
                "roots.pem",
                "-verify_other",
                "issuing.pem",
            ],
        );
        assert!(text.contains("4242: unknown"), "{text}");

        assert!(sandbox.decide(identifier, Decision::Revoke));
        let (_, text) = ask("-sha1");
        assert!(text.contains("leaf.pem: revoked") && text.contains("cessationOfOperation"), "{text}");
        let (ok, text) = check_list();
        assert!(!ok && text.contains("certificate revoked"), "{text}");
    }
}

#[test]
fn what_is_no_request_and_what_needs_tls() {
    use std::io::{Read, Write};
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    let address = sandbox.descriptor().base_url.strip_prefix("https://").unwrap().to_owned();
    let plain = |method: &str, path: &str, body: &[u8]| {
        let mut stream = std::net::TcpStream::connect(&address).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        let status: u16 = std::str::from_utf8(&answer[9..12]).unwrap().parse().unwrap();
        (status, answer[end..].to_vec())
    };
    // malformedRequest
    assert_eq!(plain("POST", "/ocsp", b"nothing"), (200, vec![0x30, 3, 0x0A, 1, 1]));
    assert_eq!(plain("GET", "/ocsp/bm90aGluZw%3D%3D", b""), (200, vec![0x30, 3, 0x0A, 1, 1]));
    for (method, path, status) in [
        ("GET", "/ocsp/%", 404),
        ("GET", "/crl", 200),
        ("GET", "/crl/ec", 200),
        ("GET", "/crl/rsa", 404),
        ("GET", "/ca/root-ec", 200),
        ("GET", "/control", 404),
        ("POST", "/CertRa/v2", 404),
    ] {
        assert_eq!(plain(method, path, b"").0, status, "{method} {path}");
    }
}
