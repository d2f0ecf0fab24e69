//! Clients and verifiers that are not ours: curl, OpenSSL, zeep with xmlsec1.

use std::process::{Command, Output, Stdio};

use ehealth_pki::KeyIdentifier;
use ehealth_sandbox::{Issuing, Options, Sandbox};

use crate::client::{envelope, options};
use crate::messages::*;
use crate::peers;
use crate::pki::{Key, NOW, Pki, TESTA, VALIDITY};

fn run(program: &str, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).stdin(Stdio::null()).output().unwrap()
}

#[track_caller]
fn ok(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn curl_and_s_client_connect() {
    let sandbox = Sandbox::start(options(&Pki::new(1))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, &sandbox.descriptor().tls_ca).unwrap();
    let ca = ca.to_str().unwrap();
    let base = &sandbox.descriptor().base_url;
    if peers::has("curl", "--version") {
        let body = folder.path().join("body.xml");
        std::fs::write(&body, envelope(&contract_request(&TESTA, &actor("cc:Actor", &TESTA)))).unwrap();
        let url = format!("{base}{CERTRA}");
        let post = |url: &str, more: &[&str]| {
            let data = format!("@{}", body.display());
            let mut arguments = vec!["-sS", "--noproxy", "*", "--max-time", "20", "--data-binary", &data];
            arguments.extend(["-H", "Content-Type: text/xml; charset=utf-8", "--cacert", ca]);
            arguments.extend(more);
            arguments.push(url);
            run("curl", &arguments)
        };
        let action = format!("SOAPAction: \"{CONTRACT_ACTION}\"");
        for tls in ["1.2", "1.3"] {
            let version = ["-H", &action, "--tls-max", tls, "--tlsv1.2"];
            assert!(ok(&post(&url, &version)).contains("status:Success"), "{tls}");
        }
        let by_name = url.replace("127.0.0.1", "localhost");
        assert!(ok(&post(&by_name, &["-H", &action])).contains("status:Success"));
        // Without the CA it is a stranger.
        assert!(!run("curl", &["-sS", "--noproxy", "*", "--max-time", "20", &url]).status.success());
        // Sent in pieces, and kept open.
        let chunked = ["-H", &action, "-H", "Transfer-Encoding: chunked"];
        assert!(ok(&post(&url, &chunked)).contains("status:Success"));
    }
    if peers::has("openssl", "version") {
        let address = base.strip_prefix("https://").unwrap();
        let output = run(
            "openssl",
            &[
                "s_client",
                "-connect",
                address,
                "-CAfile",
                ca,
                "-verify_return_error",
                "-verify_ip",
                "127.0.0.1",
            ],
        );
        assert!(ok(&output).contains("Verify return code: 0 (ok)"));
    }
}

#[test]
fn openssl_verifies_what_is_issued() {
    if !peers::has("openssl", "version") {
        return;
    }
    for issuing in [Issuing::Ec, Issuing::Rsa] {
        let pki = Pki::new(1);
        let card = pki.card(&TESTA, (Key::ec(1), Key::ec(2)), VALIDITY);
        let sandbox = Sandbox::start(Options { issuing, ..options(&pki) }).unwrap();
        let key = Key::rsa(10);
        assert_eq!(generate(&sandbox, &TESTA, &card, &key).outcome(), "Success");
        let identifier = KeyIdentifier::of_spki(key.spki()).unwrap().to_string();
        let chain = chain_of(&get(&sandbox, &identifier));
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        std::fs::write(path("leaf.der"), &chain[0]).unwrap();
        std::fs::write(path("issuing.der"), &chain[1]).unwrap();
        std::fs::write(path("roots.pem"), sandbox.descriptor().issuing_anchors.concat()).unwrap();
        let now = (NOW + 1).to_string();
        ok(&run(
            "openssl",
            &[
                "verify",
                "-x509_strict",
                "-check_ss_sig",
                "-attime",
                &now,
                "-purpose",
                "smimesign",
                "-CAfile",
                &path("roots.pem"),
                "-untrusted",
                &path("issuing.der"),
                &path("leaf.der"),
            ],
        ));
        // trust-anchors.md, profile
        let text = ok(&run(
            "openssl",
            &["x509", "-in", &path("leaf.der"), "-noout", "-text", "-nameopt", "RFC2253"],
        ));
        for line in [
            "Subject: CN=SSIN=00010100173,OU=eHealth-platform Belgium,OU=TESTA FICTIVA VOORBEELD,OU=SSIN=00010100173,O=Federal Government,C=BE",
            "Digital Signature, Non Repudiation, Key Encipherment",
            "TLS Web Client Authentication, E-mail Protection",
            "CA:FALSE",
            "Not Before: Dec  1 12:00:00 2026 GMT",
            "Not After : Dec  2 12:00:00 2029 GMT",
            "OCSP - URI:http://127.0.0.1:",
            "X509v3 CRL Distribution Points",
            "X509v3 Authority Key Identifier",
            &format!("X509v3 Subject Key Identifier: \n                {}", colons(&identifier)),
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(!text.contains("Certificate Policies"), "{text}");
        let text = ok(&run("openssl", &["x509", "-in", &path("issuing.der"), "-noout", "-text"]));
        for line in [
            "X509v3 Any Policy",
            "CA:TRUE, pathlen:0",
            "Certificate Sign, CRL Sign",
            "CA Issuers - URI:http://",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}

fn colons(hex: &str) -> String {
    let pairs: Vec<String> =
        hex.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect();
    pairs.join(":")
}

/// A Python that has zeep, when there is one: the system's packages and pip's go to different ones.
fn python() -> Option<&'static str> {
    let found = ["python3", "/usr/bin/python3"].into_iter().find(|python| {
        let import = Command::new(python).args(["-c", "import zeep"]).stdin(Stdio::null()).output();
        import.is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        eprintln!("ABSENT peer: zeep (a Python module: the package python3-zeep)");
    }
    found
}

#[test]
fn zeep_and_xmlsec1_speak_every_operation() {
    let (Some(shared), Some(python)) = (peers::shared(), python()) else { return };
    if !peers::has("xmlsec1", "--version") || !peers::has("openssl", "version") {
        return;
    }
    let pki = Pki::new(1);
    for (keys, method, vary) in [
        ((Key::ec(1), Key::ec(2)), "ecdsa-sha384", None),
        ((Key::rsa(1), Key::rsa(2)), "rsa-sha256", None),
        ((Key::ec(1), Key::ec(2)), "ecdsa-sha256", Some(11)),
    ] {
        let card = pki.card(&TESTA, keys, VALIDITY);
        let clock = ehealth_sandbox::MovableClock::system();
        let sandbox = Sandbox::start(Options { clock, vary, ..options(&pki) }).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("ca.pem", &sandbox.descriptor().tls_ca);
        for (name, key, chain) in [
            ("auth", &card.authentication, &card.authentication_chain),
            ("sign", &card.signature, &card.signature_chain),
        ] {
            write(&format!("{name}.key"), &key.to_pem());
            for (number, certificate) in chain.iter().enumerate() {
                write(&format!("{name}-{number}.pem"), &pem(certificate));
            }
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/stranger.py");
        let output = Command::new(python)
            .arg(script)
            .arg(shared.join("schemas"))
            .arg(&sandbox.descriptor().base_url)
            .arg(folder.path())
            .arg(method)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = ok(&output);
        let refusals: Vec<&str> = said.lines().filter(|line| !line.ends_with(" Success")).collect();
        if vary.is_none() {
            assert_eq!(refusals, ["ActivateETK ETK_NOT_WAITING", "Fault SOA-03006"], "{said}");
        }
        assert_eq!(said.lines().count(), 17, "14 operations, the depot, version 1 and a fault: {said}");
        let spoken = sandbox.requests();
        assert!(spoken.iter().all(|exchange| exchange.warnings.is_empty()), "{method}");
        eprintln!("{method}, vary {vary:?}: {} exchanges", spoken.len());
    }
}

fn pem(der: &[u8]) -> String {
    let text = crate::client::base64(der);
    let lines = text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned());
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.collect::<Vec<_>>().join("\n")
    )
}
