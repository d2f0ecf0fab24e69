use std::time::Duration;

use ehealth_pki::chain::{self, ChainDefect, ChainReport, Severity};
use ehealth_pki::{Certificate, Environment, HashAlgorithm, TrustAnchor, anchor};
use rustls_pki_types::UnixTime;

use crate::support::{made, pki};

const fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

/// 2027-01-01: within every validity of these certificates.
const NOW: UnixTime = at(1_798_761_600);

fn anchored(certificate: &Certificate) -> TrustAnchor {
    TrustAnchor::new(certificate.subject().clone(), certificate.spki().clone())
}

fn verify(leaf: &Certificate, others: &[Certificate], anchors: &[TrustAnchor]) -> ChainReport {
    chain::verify(leaf, others, anchors, NOW)
}

fn names(report: &ChainReport) -> Vec<&'static str> {
    let name = |defect: &ChainDefect| match defect {
        ChainDefect::UnknownIssuer { .. } => "unknown",
        ChainDefect::BadSignature { .. } => "signature",
        ChainDefect::Expired { .. } => "expired",
        ChainDefect::NotYetValid { .. } => "early",
        ChainDefect::RootExpired { .. } => "root expired",
        ChainDefect::WeakAlgorithm { .. } => "weak",
        ChainDefect::NotACa { .. } => "no ca",
        ChainDefect::WrongUsage { .. } => "usage",
        ChainDefect::UnknownCriticalExtension { .. } => "critical",
        ChainDefect::PathTooLong => "long",
        other => panic!("{other:?}"),
    };
    report.defects().iter().map(name).collect()
}

/// With and without the delivered root, in any order, both kinds of key.
#[test]
fn good_chains() {
    for (leaf, issuing, root) in
        [("auth-person", "issuing-rsa", "root-rsa"), ("auth-person-ec-ca", "issuing-ec", "root-ec")]
    {
        let (leaf, issuing, root) = (pki(leaf), pki(issuing), pki(root));
        let anchors = [anchored(&made("other")), anchored(&root)];
        for others in [vec![issuing.clone()], vec![root.clone(), leaf.clone(), issuing.clone()]] {
            let path = verify(&leaf, &others, &anchors).into_path().unwrap();
            assert_eq!(path.certificates(), [leaf.clone(), issuing.clone()]);
            assert_eq!(path.anchor(), &anchors[1]);
        }
        // only the hash of the root's key is known, as with test cards
        let hash = HashAlgorithm::Sha256.digest(root.spki()).try_into().unwrap();
        let pinned = [TrustAnchor::pinned(root.subject().clone(), hash)];
        assert_eq!(names(&verify(&leaf, &[issuing.clone(), root.clone()], &pinned)), [""; 0]);
        assert_eq!(names(&verify(&leaf, std::slice::from_ref(&issuing), &pinned)), ["unknown"]);
        // the issuing authority itself is pinned: the path ends there
        let path = verify(&leaf, &[issuing.clone(), root], &[anchored(&issuing)]).into_path().unwrap();
        assert_eq!(path.certificates(), [leaf]);
    }
}

#[test]
fn unknown_issuers() {
    let (leaf, issuing, root) = (pki("auth-person"), pki("issuing-rsa"), pki("root-rsa"));
    // not delivered
    let report = verify(&leaf, &[], &[anchored(&root)]);
    let issuer = issuing.subject().rfc2253();
    assert!(
        matches!(report.defects(), [ChainDefect::UnknownIssuer { issuer: name, spki_sha256: None, .. }] if *name == issuer)
    );
    assert_eq!(report.path().len(), 1);
    // a root that is delivered is never trusted, and its key is named
    let hash: [u8; 32] = HashAlgorithm::Sha256.digest(root.spki()).try_into().unwrap();
    for anchors in [vec![], vec![anchored(&pki("root-ec"))], anchor::issuing(Environment::Production)] {
        let report = verify(&leaf, &[issuing.clone(), root.clone()], &anchors);
        assert!(report.anchor().is_none() && !report.is_genuine());
        let [ChainDefect::UnknownIssuer { issuer, spki_sha256: Some(found), .. }] = report.defects() else {
            panic!("{report:?}")
        };
        assert_eq!((issuer, *found), (&root.subject().rfc2253(), hash));
        assert_eq!(report.path().len(), 2);
        assert!(!report.into_path().unwrap_err().defects().is_empty());
    }
    // self-signed place-holder
    assert_eq!(names(&verify(&pki("dummy"), &[], &[anchored(&root)]))[0], "unknown");
}

/// A root of the pinned name with another key.
#[test]
fn look_alike_root() {
    let anchors = [anchored(&made("root"))];
    let report = verify(&made("leaf-of-fake"), &[made("fake")], &anchors);
    let [ChainDefect::UnknownIssuer { spki_sha256: Some(hash), .. }] = report.defects() else {
        panic!("{report:?}")
    };
    assert_eq!(hash[..], HashAlgorithm::Sha256.digest(made("fake").spki()));
    assert_eq!(names(&verify(&made("leaf-of-fake"), &[], &anchors)), ["signature"]);
}

/// Above a pinned key nothing is climbed (the Cybertrust certificates of Belgian roots).
#[test]
fn cross_certificates() {
    let others = [made("cross"), made("sub"), made("other")];
    let path = verify(&made("leaf"), &others, &[anchored(&made("root"))]).into_path().unwrap();
    assert_eq!(path.certificates().len(), 2);
    // unless the other root is what is pinned
    let path = verify(&made("leaf"), &others, &[anchored(&made("other"))]).into_path().unwrap();
    assert_eq!(path.certificates().len(), 3);
}

#[test]
fn times() {
    let (leaf, issuing, root) = (pki("auth-person"), pki("issuing-rsa"), pki("root-rsa"));
    let names_at = |seconds| {
        names(&chain::verify(
            &leaf,
            std::slice::from_ref(&issuing),
            &[TrustAnchor::from_certificate(&root)],
            at(seconds),
        ))
    };
    assert_eq!(names_at(leaf.not_before().as_secs() - 1), ["early"]);
    assert_eq!(names_at(leaf.not_before().as_secs()), [""; 0]);
    assert_eq!(names_at(leaf.not_after().as_secs()), [""; 0]);
    assert_eq!(names_at(leaf.not_after().as_secs() + 1), ["expired"]);
    assert!(!names_at(root.not_after().as_secs()).contains(&"root expired"));
    assert_eq!(names_at(root.not_after().as_secs() + 1), ["expired", "expired", "root expired"]);
    let report = chain::verify(&leaf, &[issuing], &[anchored(&root)], at(leaf.not_after().as_secs() + 1));
    assert!(report.is_genuine());
    assert_eq!(report.defects()[0].severity(), Severity::Time);
    // It leads to the pinned key, and is no path without a defect all the same.
    assert_eq!(report.anchor(), Some(&anchored(&root)));
    let error = report.into_path().unwrap_err();
    assert_eq!(error.defects().len(), 1);
    assert_eq!(error.to_string(), "the certificate chain does not hold: expired");
}

#[test]
fn issuers_that_may_not() {
    let anchors = [anchored(&made("root"))];
    let leaf = made("leaf");
    assert_eq!(names(&verify(&leaf, &[made("sub")], &anchors)), [""; 0]);
    assert_eq!(names(&verify(&leaf, &[made("subno")], &anchors)), ["usage"]);
    // the good one of two certificates over one key is taken
    assert_eq!(names(&verify(&leaf, &[made("subno"), made("sub")], &anchors)), [""; 0]);
    // an end entity as issuer
    let report =
        verify(&pki("enc"), &[pki("auth-person"), pki("issuing-rsa")], &[anchored(&pki("root-rsa"))]);
    assert_eq!(names(&report), ["no ca", "usage"]);
    assert!(!report.is_genuine());
    let deep = made("leaf-deep");
    assert_eq!(names(&verify(&deep, &[made("subsub"), made("sub")], &anchors)), [""; 0]);
    assert_eq!(names(&verify(&deep, &[made("subsub"), made("sub0")], &anchors)), ["long"]);
    assert_eq!(names(&verify(&leaf, &[made("sub0")], &anchors)), [""; 0]);
}

#[test]
fn weak_and_odd() {
    let (anchors, others) = ([anchored(&made("root"))], [made("sub")]);
    let report = verify(&made("leaf-sha1"), &others, &anchors);
    assert_eq!(names(&report), ["weak"]);
    assert!(report.is_genuine());
    assert_eq!(names(&verify(&made("leaf-odd"), &others, &anchors)), ["critical"]);
}

#[test]
fn changed_signature() {
    let mut der = made("leaf").der().to_vec();
    *der.last_mut().unwrap() ^= 1;
    let leaf = Certificate::from_der(&der).unwrap();
    assert_eq!(names(&verify(&leaf, &[made("sub")], &[anchored(&made("root"))])), ["signature"]);
}

/// Ends, and soon, whatever is delivered.
#[test]
fn loops_and_heaps() {
    let (a, b) = (made("a"), made("b"));
    let report = verify(&made("leaf-loop"), &[a.clone(), b.clone()], &[anchored(&made("root"))]);
    assert_eq!(names(&report), ["unknown"]);
    let heap: Vec<_> = (0..500).flat_map(|_| [a.clone(), b.clone(), made("fake")]).collect();
    let start = std::time::Instant::now();
    let report = verify(&made("leaf-loop"), &heap, &[anchored(&made("root"))]);
    assert!(!report.is_genuine());
    assert!(start.elapsed() < Duration::from_secs(2));
}

/// Eight certificates below a pinned key, and no more.
#[test]
fn depth() {
    let deep: Vec<Certificate> = (0..10).map(|number| made(&format!("deep{number}"))).collect();
    let anchors = [anchored(&deep[0])];
    let path = verify(&deep[8], &deep[..8], &anchors).into_path().unwrap();
    assert_eq!(path.certificates().len(), 8);
    let report = verify(&deep[9], &deep[..9], &anchors);
    assert_eq!(names(&report), ["long"]);
    assert!(!report.is_genuine());
}

/// A certificate of its own name under another key of that name is no root: there is no key to show.
#[test]
fn self_issued_is_not_self_signed() {
    let report = verify(&made("rolled-over"), &[], &[anchored(&made("root"))]);
    assert!(matches!(report.defects(), [ChainDefect::UnknownIssuer { spki_sha256: None, .. }]), "{report:?}");
}

/// One defect each: our verdict beside that of `openssl verify`.
#[test]
fn beside_openssl_verify() {
    use std::process::Command;
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("SKIPPED: openssl is not installed");
        return;
    }
    let folder = std::env::temp_dir().join(format!("ehealth-pki-verify-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let pem = |name: &str, certificates: &[Certificate]| {
        let mut text = Vec::new();
        for certificate in certificates {
            let der = folder.join("one.der");
            std::fs::write(&der, certificate.der()).unwrap();
            let output =
                Command::new("openssl").args(["x509", "-inform", "DER", "-in"]).arg(der).output().unwrap();
            assert!(output.status.success());
            text.extend(output.stdout);
        }
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let changed = {
        let mut der = made("leaf").der().to_vec();
        *der.last_mut().unwrap() ^= 1;
        Certificate::from_der(&der).unwrap()
    };
    let (person, issuing) = (pki("auth-person"), pki("issuing-rsa"));
    let now = NOW.as_secs();
    let after = person.not_after().as_secs() + 1;
    let before = person.not_before().as_secs() - 1;
    // leaf, others, root, time, our defects, what OpenSSL says (nothing when it accepts)
    type Case = (Certificate, Vec<Certificate>, Certificate, u64, &'static [&'static str], &'static str);
    let cases: [Case; 15] = [
        (made("leaf"), vec![made("sub")], made("root"), now, &[], ""),
        (made("leaf-deep"), vec![made("subsub"), made("sub")], made("root"), now, &[], ""),
        (person.clone(), vec![issuing.clone()], pki("root-rsa"), now, &[], ""),
        (pki("auth-person-ec-ca"), vec![pki("issuing-ec")], pki("root-ec"), now, &[], ""),
        (made("leaf"), vec![], made("root"), now, &["unknown"], "unable to get local issuer certificate"),
        (
            made("leaf"),
            vec![made("sub"), made("root")],
            made("other"),
            now,
            &["unknown"],
            "self-signed certificate in certificate chain",
        ),
        (changed, vec![made("sub")], made("root"), now, &["signature"], "certificate signature failure"),
        (
            person.clone(),
            vec![issuing.clone()],
            pki("root-rsa"),
            after,
            &["expired"],
            "certificate has expired",
        ),
        (person, vec![issuing], pki("root-rsa"), before, &["early"], "certificate is not yet valid"),
        (made("leaf"), vec![made("subno")], made("root"), now, &["usage"], "invalid CA certificate"),
        (
            made("leaf-deep"),
            vec![made("subsub"), made("sub0")],
            made("root"),
            now,
            &["long"],
            "path length constraint exceeded",
        ),
        (
            pki("enc"),
            vec![pki("auth-person"), pki("issuing-rsa")],
            pki("root-rsa"),
            now,
            &["no ca", "usage"],
            "invalid CA certificate",
        ),
        (
            made("leaf-odd"),
            vec![made("sub")],
            made("root"),
            now,
            &["critical"],
            "unhandled critical extension",
        ),
        (made("leaf-sha1"), vec![made("sub")], made("root"), now, &["weak"], "digest algorithm too weak"),
        (made("leaf-loop"), vec![made("a"), made("b")], made("root"), now, &["unknown"], "unable to get"),
    ];
    for (index, (leaf, others, root, time, defects, verdict)) in cases.into_iter().enumerate() {
        let report = chain::verify(&leaf, &others, &[anchored(&root)], at(time));
        assert_eq!(names(&report), defects, "{index}");
        let mut command = Command::new("openssl");
        command.args([
            "verify",
            "-x509_strict",
            "-auth_level",
            "2",
            "-no-CApath",
            "-no-CAstore",
            "-attime",
            &time.to_string(),
        ]);
        command.arg("-CAfile").arg(pem("root.pem", &[root]));
        if !others.is_empty() {
            command.arg("-untrusted").arg(pem("untrusted.pem", &others));
        }
        let output = command.arg(pem("leaf.pem", &[leaf])).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.success(), verdict.is_empty(), "{index}: {said}");
        assert!(said.contains(verdict), "{index}: {said}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
