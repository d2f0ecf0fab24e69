//! The example with another HTTP library, run as its users run it, against a server on this machine.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    missing_docs,
    dead_code,
    unreachable_pub,
    clippy::unimplemented,
    reason = "tests"
)]

#[path = "support/common.rs"]
mod common;
#[path = "support/servers.rs"]
mod servers;

use std::path::PathBuf;
use std::process::Command;

use common::{answer, sample};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use servers::{CA, GOOD, respond, tls_server};

/// Built beside this test.
fn example(name: &str) -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    folder.pop();
    folder.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

#[test]
fn other_http_library() {
    let program = example("other_http_library");
    if !program.exists() {
        eprintln!("SKIPPED other_http_library: the example is not built (cargo build --examples)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.der");
    std::fs::write(&root, CertificateDer::from_pem_slice(CA).unwrap()).unwrap();
    let run = |file: &'static str| {
        // the answer to whatever was asked: without naming the request
        let text = sample(file).replace(" InResponseTo=\"_0000000f-0000-4000-8000-00000000000f\"", "");
        let body = answer(&text).into_body();
        let url = tls_server(GOOD, move |request, tls| {
            let request = String::from_utf8_lossy(request).to_ascii_lowercase();
            assert!(
                request
                    .contains("soapaction: \"urn:be:fgov:ehealth:etee:certra:protocol:v2:getcertificate\"")
            );
            respond(tls, "200 OK", "Content-Type: text/xml\r\nConnection: close\r\n", &body);
        });
        let mut command = Command::new(&program);
        command.arg("37E3A0B1C2D3E4F5060718293A4B5C6D7E8FD8BA").arg(url).arg(&root);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run("GetCertificateResponse.xml"), "2 certificates\n");
    assert_eq!(run("GetCertificateResponse.pending.xml"), "not yet: ask again in 10 seconds or more\n");
    let source = include_str!("../examples/other_http_library.rs");
    assert!(source.lines().count() <= 30);
}
