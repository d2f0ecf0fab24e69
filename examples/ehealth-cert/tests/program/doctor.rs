//! `doctor`: each situation is made, and found with its code and a remedy.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::machine::{Machine, Run, Sandbox, faketime};

struct Found(Run, Value);

impl Found {
    /// Runs `doctor` with these flags.
    fn by(machine: &Machine, sandbox: &Sandbox, flags: &[&str]) -> Self {
        let card: &[&str] = if flags.contains(&"--card") { &[] } else { &["--card", "virtual:adult-ec"] };
        let base = ["--sandbox", &sandbox.descriptor, "--non-interactive", "doctor"];
        Self::of(machine.run(&[&base[..], card, flags].concat()))
    }

    fn of(run: Run) -> Self {
        assert!([0, 3].contains(&run.code), "{run:?}");
        let json = run.json();
        let report = if run.code == 0 { json } else { json["report"].clone() };
        Self(run, report)
    }

    /// The code is there at this level, with a remedy; a problem ends with 3.
    fn has(&self, level: &str, code: &str) -> &Self {
        let checks = self.1["checks"].as_array().unwrap();
        let found = checks.iter().find(|line| line["code"] == code);
        let codes: Vec<_> =
            checks.iter().map(|line| (&line["check"], &line["code"], &line["detail"])).collect();
        let found = found.unwrap_or_else(|| panic!("{code} is not among {codes:?}"));
        assert_eq!(found["level"], level, "{code}");
        assert!(!found["remedy"].as_str().unwrap().is_empty(), "{code}");
        if level == "problem" {
            assert_eq!(self.0.code, 3, "{code}");
        }
        self
    }
}

#[test]
fn all_is_well() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let found = Found::by(&machine, &sandbox, &[]);
    assert_eq!(found.0.code, 0, "{:?}", found.0);
    let checks = found.1["checks"].as_array().unwrap();
    for check in ["card", "pin", "network", "clock", "folder", "keystore"] {
        assert!(
            checks.iter().any(|line| line["check"] == check && line["level"] == "ok"),
            "{check}: {checks:#?}"
        );
    }
}

#[test]
fn cards() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let with = |card: &str| Found::by(&machine, &sandbox, &["--card", card]);
    with("virtual:child").has("problem", "card.no_signature_rights");
    with("virtual:expired").has("problem", "card.expired");
    with("virtual:blocked").has("problem", "pin.blocked");
    let mut command = machine.program();
    command.env("PCSCLITE_CSOCK_NAME", "/no/such/socket").env("SSH_CONNECTION", "");
    command.args(["--json", "--sandbox", &sandbox.descriptor, "doctor"]);
    Found::of(Run::of(command, None)).has("problem", "card.no_service");
}

#[test]
fn network_and_clock() {
    let machine = Machine::new();
    let script = |fault: &str| {
        let path = machine.path("faults.json");
        std::fs::write(&path, format!("[{fault}]")).unwrap();
        let sandbox = Sandbox::start(&machine, &["--faults", path.to_str().unwrap()]);
        Found::by(&machine, &sandbox, &[])
    };
    for (fault, code) in [
        (r#"{"fault": "tls_expired", "times": 9}"#, "tls.expired"),
        (r#"{"fault": "tls_unknown_issuer", "times": 9}"#, "tls.intercepted"),
        (r#"{"fault": {"html_page": {"status": 503}}, "times": 9}"#, "ra.unavailable"),
        (r#"{"fault": "redirect", "times": 9}"#, "net.captive_portal"),
        (r#"{"fault": {"soap_fault": {"code": "SOA-02002"}}, "times": 9}"#, "ra.fault"),
        (r#"{"fault": {"clock_skew": {"seconds": 3600}}, "times": 9}"#, "clock.skew"),
    ] {
        script(fault).has("problem", code);
    }
    let sandbox = Sandbox::start(&machine, &[]);
    let descriptor = sandbox.descriptor.clone();
    sandbox.kill();
    let gone = machine.run(&["--sandbox", &descriptor, "--card", "virtual:adult-ec", "doctor"]);
    let gone = Found::of(gone);
    let codes: Vec<_> =
        gone.1["checks"].as_array().unwrap().iter().filter_map(|line| line["code"].as_str()).collect();
    assert!(codes.iter().any(|code| code.starts_with("net.")), "{codes:?}");
}

#[test]
fn folders() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let with = |folder: &Path| Found::by(&machine, &sandbox, &["--keystore-dir", folder.to_str().unwrap()]);
    let file = machine.path("file");
    std::fs::write(&file, b"x").unwrap();
    with(&file).has("problem", "file.permission");
    let synchronised = machine.path("OneDrive - Praktijk/keystore");
    std::fs::create_dir_all(&synchronised).unwrap();
    with(&synchronised).has("warning", "file.sync_folder");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let open = machine.path("open");
        std::fs::create_dir(&open).unwrap();
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o777)).unwrap();
        with(&open).has("warning", "file.shared_readable");
    }
}

/// A small file system of its own: mounted, filled or set read-only, looked at.
#[cfg(target_os = "linux")]
#[test]
fn full_and_read_only_disks() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let small = machine.path("small");
    std::fs::create_dir(&small).unwrap();
    let look = |prepare: &str| -> Option<Found> {
        let script = format!(
            "mount -t tmpfs -o size=2m tmpfs \"$SMALL\" || exit 99\n{prepare} || exit 98\nexec \"$@\""
        );
        let mut command = std::process::Command::new("unshare");
        command.args(["-m", "sh", "-c", &script, "sh", env!("CARGO_BIN_EXE_ehealth-cert"), "--json"]);
        command.args(["--sandbox", &sandbox.descriptor, "--card", "virtual:adult-ec", "--non-interactive"]);
        command.args(["--keystore-dir", small.to_str().unwrap(), "doctor"]);
        command.env("SMALL", &small).env("HOME", machine.home.path());
        let run = Run::of(command, None);
        assert_ne!(run.code, 98, "{run:?}");
        // Neither namespace nor mount: the machine of the tests gives no right to either.
        if run.code == 99 || run.stdout.is_empty() {
            eprintln!("SKIPPED full_and_read_only_disks: no right to mount a tmpfs here");
            return None;
        }
        Some(Found::of(run))
    };
    let Some(roomy) = look("true") else { return };
    assert_eq!(roomy.0.code, 0, "{:?}", roomy.0);
    let Some(full) = look("dd if=/dev/zero of=\"$SMALL/filler\" bs=1k count=1500 2>/dev/null") else {
        return;
    };
    full.has("problem", "file.disk_full");
    let Some(fixed) = look("mount -o remount,ro \"$SMALL\"") else { return };
    fixed.has("problem", "file.read_only");
}

/// A folder whose rights do not let this user write.
#[cfg(unix)]
#[test]
fn a_folder_that_is_not_writable() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let folder = machine.path("locked");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let flags = ["--json", "--sandbox", &sandbox.descriptor, "--card", "virtual:adult-ec", "--keystore-dir"];
    let as_user = |command: &mut std::process::Command| {
        if std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
            // For root no right is missing.
            command.uid(65534).gid(65534);
        }
    };
    for path in [machine.home.path(), Path::new(&sandbox.descriptor)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut try_out = machine.program();
    try_out.arg("--version");
    as_user(&mut try_out);
    if try_out.output().is_err() {
        eprintln!("SKIPPED a_folder_that_is_not_writable: nobody cannot run the program here");
        return;
    }
    let mut command = machine.program();
    command.args(flags).arg(&folder).arg("doctor");
    as_user(&mut command);
    let found = Found::of(Run::of(command, None));
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    found.has("problem", "file.permission");
}

/// Proxies that are not there, and one that wants credentials. What is shown of a proxy is without them. A sandbox is
/// asked without proxy, for it is on this machine: what would go to acceptance goes no further than these proxies.
#[test]
fn proxies() {
    use std::io::{Read as _, Write as _};
    let machine = Machine::new();
    let look = |proxy: &str| -> Found {
        let mut command = machine.program();
        command.env("HTTPS_PROXY", proxy).env("PCSCLITE_CSOCK_NAME", "/no/such/socket");
        command.args(["--json", "--environment", "acceptance", "doctor"]);
        Found::of(Run::of(command, None))
    };
    let shown = |found: &Found| -> String {
        let checks = found.1["checks"].as_array().unwrap();
        let line = checks.iter().find(|line| line["check"] == "proxy").unwrap();
        line["detail"].as_str().unwrap().to_owned()
    };
    // A port that nothing listens on any more.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let found = look(&format!("http://me:canary@{closed}"));
    found.has("problem", "net.proxy_unreachable");
    assert_eq!(shown(&found), format!("HTTPS_PROXY=http://***@{closed}"));
    assert!(!found.0.stdout.contains("canary") && !found.0.stderr.contains("canary"), "{:?}", found.0);

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let _ = client.read(&mut [0; 4096]);
            let _ = client.write_all(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\
                  Content-Length: 0\r\nConnection: close\r\n\r\n",
            );
        }
    });
    look(&format!("http://{address}")).has("problem", "net.proxy_auth");
}

fn keystore_of(machine: &Machine) -> PathBuf {
    machine.files().into_iter().find(|path| path.extension().is_some_and(|end| end == "p12")).unwrap()
}

#[test]
fn keystores() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let with = |rest: &[&str]| {
        Found::by(&machine, &sandbox, &[&["--password-from", "file:password"], rest].concat())
    };
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &["--profile", "modern"]).succeeds();
    with(&[]).has("warning", "keystore.not_completed");
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    let completed = with(&[]);
    completed.has("warning", "consumer.java_old").has("warning", "consumer.windows_old");
    assert_eq!(completed.0.code, 0, "warnings alone: {:?}", completed.1);
    let keystore = keystore_of(&machine);
    let name = keystore.file_name().unwrap().to_str().unwrap().to_owned();
    let beside = |name: &str| keystore.with_file_name(name);
    let copy = beside(&name.replace(".p12", " (1).p12"));
    std::fs::copy(&keystore, &copy).unwrap();
    with(&[]).has("warning", "keystore.copy");
    std::fs::remove_file(&copy).unwrap();
    let empty = beside(&name.replace(" 20", " 19"));
    std::fs::write(&empty, b"").unwrap();
    with(&[]).has("problem", "keystore.damaged");
    std::fs::remove_file(&empty).unwrap();
    // Another request was begun while the certificate is valid: programs that take the newest fail.
    let other = Machine::new();
    let elsewhere = Sandbox::start(&other, &[]);
    other.request(&elsewhere.descriptor, "virtual:adult-rsa", &[]).succeeds();
    let newer = beside(&format!("{} 20990101-101010.p12", name.split(' ').next().unwrap()));
    std::fs::copy(keystore_of(&other), &newer).unwrap();
    with(&[]).has("problem", "keystore.newer_incomplete");
    std::fs::remove_file(&newer).unwrap();
    std::fs::write(machine.path("password"), "another7word\n").unwrap();
    with(&[]).has("warning", "keystore.wrong_password");
}

/// The certificate is there, the registration of its encryption key failed; and later its end comes near.
#[test]
fn without_encryption_key_and_near_the_end() {
    let machine = Machine::new();
    let faults = machine.path("faults.json");
    let fault = r#"[{"fault": "internal_error", "operation": "StartETKRegistration", "times": 9}]"#;
    std::fs::write(&faults, fault).unwrap();
    let sandbox = Sandbox::start(&machine, &["--faults", faults.to_str().unwrap()]);
    machine.request(&sandbox.descriptor, "virtual:adult-ec", &[]).succeeds();
    assert_ne!(machine.on_keystore(&sandbox.descriptor, &["complete"]).code, 0);
    let with = |sandbox: &Sandbox| Found::by(&machine, sandbox, &["--password-from", "file:password"]);
    with(&sandbox).has("warning", "keystore.no_encryption_key");
    drop(sandbox);
    if faketime().is_none() {
        eprintln!("SKIPPED near_the_end: libfaketime is not installed");
        return;
    }
    let machine = Machine::new();
    machine.travel(1060);
    let sandbox = Sandbox::start(&machine, &[]);
    machine.request(&sandbox.descriptor, "virtual:adult-ec", &[]).succeeds();
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    drop(sandbox);
    machine.travel(0);
    let sandbox = Sandbox::start(&machine, &[]);
    let with = |sandbox: &Sandbox| Found::by(&machine, sandbox, &["--password-from", "file:password"]);
    with(&sandbox).has("warning", "keystore.expiring");
    drop(sandbox);
    // And after it.
    let machine = Machine::new();
    machine.travel(1200);
    let sandbox = Sandbox::start(&machine, &[]);
    machine.request(&sandbox.descriptor, "virtual:adult-ec", &[]).succeeds();
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    drop(sandbox);
    machine.travel(0);
    let sandbox = Sandbox::start(&machine, &[]);
    let expired = Found::by(&machine, &sandbox, &["--password-from", "file:password"]);
    expired.has("problem", "keystore.expired");
}

/// A keystore of another world, in a folder where it does not belong. Nothing goes to acceptance: the proxy is none.
#[test]
fn a_keystore_of_another_environment() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).succeeds();
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    let folder = machine.path("elsewhere");
    std::fs::create_dir(&folder).unwrap();
    let keystore = keystore_of(&machine);
    std::fs::copy(&keystore, folder.join(keystore.file_name().unwrap())).unwrap();
    let mut command = machine.program();
    command.env("HTTPS_PROXY", "http://127.0.0.1:9").env("PCSCLITE_CSOCK_NAME", "/no/such/socket");
    command.args(["--json", "--environment", "acceptance", "--keystore-dir"]).arg(&folder);
    command.arg("--password-from").arg(format!("file:{}", machine.path("password").display())).arg("doctor");
    Found::of(Run::of(command, None)).has("problem", "keystore.wrong_environment");
}

/// Two files for one holder: practice programs disagree which one is used.
#[test]
fn several_keystores() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).succeeds();
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    let keystore = keystore_of(&machine);
    let name = keystore.file_name().unwrap().to_str().unwrap().to_owned();
    std::fs::copy(&keystore, keystore.with_file_name(name.replace(" 20", " 19"))).unwrap();
    let found = Found::by(&machine, &sandbox, &["--password-from", "file:password"]);
    found.has("warning", "consumer.picks_other");
}

#[test]
fn explanations_in_the_persons_language() {
    let machine = Machine::new();
    for language in ["fr", "nl", "de", "en"] {
        let run = machine.run(&[
            "--lang",
            language,
            "doctor",
            "--explain",
            "java.io.IOException: keystore password was incorrect",
        ]);
        let meanings = run.succeeds()["meanings"].as_array().unwrap().clone();
        let codes: Vec<_> = meanings.iter().map(|meaning| meaning["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["consumer.java_old", "consumer.provider_order", "keystore.wrong_password"]);
    }
}

/// What goes to support is read by the person first: a new file, numbers masked.
#[test]
fn bundle() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).succeeds();
    let found = Found::by(&machine, &sandbox, &["--bundle", "report.txt"]);
    assert!(found.1["bundle"].as_str().unwrap().ends_with("report.txt"));
    let text = std::fs::read_to_string(machine.path("report.txt")).unwrap();
    let keystore = keystore_of(&machine);
    let name = keystore.file_name().unwrap().to_str().unwrap();
    let number = name.trim_start_matches("SSIN=").split(' ').next().unwrap();
    assert_eq!(number.len(), 11, "{name}");
    assert!(text.contains("SSIN=") && !text.contains(number), "{text}");
    assert!(!text.contains(machine.home.path().to_str().unwrap()), "{text}");
    for secret in [crate::machine::PASSWORD, "PRIVATE KEY"] {
        assert!(!text.contains(secret), "{text}");
    }
    let again = machine.run(&[
        "--sandbox",
        &sandbox.descriptor,
        "--card",
        "virtual:adult-ec",
        "doctor",
        "--bundle",
        "report.txt",
    ]);
    again.fails(7, "file.exists");
}
