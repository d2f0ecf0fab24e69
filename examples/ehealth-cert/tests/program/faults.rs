//! What goes wrong, and that nothing is lost by it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::machine::{Machine, Run, Sandbox, files, program};

#[test]
fn pins() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let with_pin = |pin: &str, card: &str| {
        std::fs::write(machine.path("pin"), format!("{pin}\n")).unwrap();
        machine.request(&sandbox.descriptor, card, &[])
    };
    let wrong = with_pin("9999", "virtual:adult-rsa");
    wrong.fails(3, "pin.wrong");
    assert!(wrong.json()["error"]["message"].as_str().unwrap().contains("2 tries"), "{wrong:?}");
    with_pin("12", "virtual:adult-rsa").fails(3, "pin.format");
    with_pin("abcd", "virtual:adult-ec").fails(3, "pin.format");
    with_pin("1234", "virtual:blocked").fails(3, "pin.blocked");
    assert!(machine.files().is_empty(), "nothing was made before the first PIN");
    with_pin("1234", "virtual:adult-rsa").succeeds();
}

#[test]
fn cards_that_cannot_sign() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let child = machine.request(&sandbox.descriptor, "virtual:child", &[]);
    assert!(["card.kids", "card.no_signature_rights"].contains(&child.error().as_str()), "{child:?}");
    assert_eq!(child.code, 3);
    machine.request(&sandbox.descriptor, "virtual:expired", &[]).fails(3, "card.expired");
    assert!(machine.files().is_empty());
}

fn keystore_of(machine: &Machine) -> PathBuf {
    machine.files().into_iter().find(|path| path.extension().is_some_and(|end| end == "p12")).unwrap()
}

#[test]
fn wrong_password_and_damaged_files() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).succeeds();
    let keystore = keystore_of(&machine);
    let path = keystore.to_str().unwrap();
    let whole = std::fs::read(&keystore).unwrap();
    std::fs::write(machine.path("password"), "another7word\n").unwrap();
    for command in [&["complete"][..], &["check", path], &["inspect", path]] {
        machine.on_keystore(&sandbox.descriptor, command).fails(3, "keystore.wrong_password");
    }
    machine
        .request(&sandbox.descriptor, "virtual:adult-rsa", &["--resume", path])
        .fails(3, "keystore.wrong_password");
    assert_eq!(std::fs::read(&keystore).unwrap(), whole);
    std::fs::write(machine.path("password"), format!("{}\n", crate::machine::PASSWORD)).unwrap();
    for length in [0, 1, 10, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&keystore, &whole[..length]).unwrap();
        for command in [&["complete", path][..], &["check", path], &["inspect", path]] {
            let run = machine.on_keystore(&sandbox.descriptor, command);
            assert_eq!(run.code, 7, "{length}: {run:?}");
            assert!(run.error().starts_with("keystore."), "{length}: {run:?}");
        }
        assert_eq!(std::fs::read(&keystore).unwrap(), &whole[..length], "as it was");
    }
    std::fs::write(&keystore, &whole).unwrap();
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
}

#[test]
fn what_is_no_keystore() {
    let machine = Machine::new();
    let write = |name: &str, bytes: &[u8]| std::fs::write(machine.path(name), bytes).unwrap();
    write("a.jks", b"\xFE\xED\xFE\xED\x00\x00\x00\x02");
    write("b.p12", b"hello");
    write("c.ehcsr", b"<Other/>");
    write("d.xml", b"<unclosed");
    write("e.pem", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    for (name, code) in [
        ("a.jks", "keystore.not_pkcs12"),
        ("b.p12", "keystore.not_pkcs12"),
        ("c.ehcsr", "keystore.not_pkcs12"),
        ("d.xml", "keystore.damaged"),
        ("e.pem", "keystore.not_pkcs12"),
        (".", "keystore.not_pkcs12"),
        ("absent", "keystore.not_found"),
    ] {
        machine.run(&["inspect", name]).fails(7, code);
    }
}

/// A folder that may not be written in: nothing is made, and the request can be made elsewhere.
#[cfg(unix)]
#[test]
fn missing_right() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let folder = machine.path("locked");
    std::fs::create_dir(&folder).unwrap();
    let mut command = program(machine.home.path());
    let rest = [
        "--json",
        "--keystore-dir",
        folder.to_str().unwrap(),
        "request",
        "--accept-terms",
        "--email",
        "me@example.be",
        "--phone",
        "0470000000",
    ];
    command.current_dir(machine.home.path());
    command.args(machine.unattended(&sandbox.descriptor, "virtual:adult-rsa", &rest));
    if std::fs::metadata("/proc/self").is_ok_and(|proc| std::os::unix::fs::MetadataExt::uid(&proc) == 0) {
        // For root no right is missing: the program runs as nobody.
        command.uid(65534).gid(65534);
        for path in [machine.home.path(), Path::new(&sandbox.descriptor)] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let mut try_out = program(machine.home.path());
        if try_out.arg("--version").uid(65534).gid(65534).output().is_err() {
            eprintln!("SKIPPED missing_right: nobody cannot run the program here");
            return;
        }
    }
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let run = Run::of(command, None);
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    run.fails(7, "file.permission");
    assert!(files(&folder).is_empty());
    let elsewhere = ["--keystore-dir", folder.to_str().unwrap()];
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &elsewhere).succeeds();
}

/// A full disk while completing: both files as they were; with space the same command finishes.
#[cfg(target_os = "linux")]
#[test]
fn full_disk() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).succeeds();
    let small = machine.path("small");
    std::fs::create_dir(&small).unwrap();
    // Room for the files that exist and nothing else: they are copied in, then the rest is filled up.
    let script = r#"
        mount -t tmpfs -o size=64k tmpfs "$SMALL" || exit 99
        cp "$FROM"/* "$SMALL"/ || exit 98
        dd if=/dev/zero of="$SMALL/filler" bs=1k count=64 2>/dev/null
        "$@"; code=$?
        for file in "$FROM"/*.p12 "$FROM"/*.ehcsr; do cmp "$file" "$SMALL/${file##*/}" || exit 97; done
        rm "$SMALL/filler"
        "$@" >/dev/null || exit 96
        exit $code"#;
    let flags = ["--json", "complete", "--keystore-dir", small.to_str().unwrap()];
    let mut command = std::process::Command::new("unshare");
    command.args(["-m", "sh", "-c", script, "sh", env!("CARGO_BIN_EXE_ehealth-cert")]);
    command.args(machine.unattended(&sandbox.descriptor, "pcsc", &flags));
    command.env("FROM", machine.keystores()).env("SMALL", &small).env("HOME", machine.home.path());
    command.current_dir(machine.home.path()).stdin(std::process::Stdio::null());
    let output = command.output();
    let Ok(output) = output.filter_mountable() else {
        eprintln!("SKIPPED full_disk: no right to mount a tmpfs here");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(7), "{text} {}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("file.disk_full"), "{text}");
}

trait Mountable {
    fn filter_mountable(self) -> Result<std::process::Output, ()>;
}

impl Mountable for std::io::Result<std::process::Output> {
    fn filter_mountable(self) -> Result<std::process::Output, ()> {
        let output = self.map_err(drop)?;
        let refused =
            output.status.code() == Some(99) || output.stdout.is_empty() && output.status.code() == Some(1);
        if refused { Err(()) } else { Ok(output) }
    }
}

/// Where a connection is cut, once the signed request is on disk.
#[derive(Clone, Copy)]
enum Cut {
    /// The authority never gets the request.
    Request,
    /// The authority has accepted it; its answer is lost.
    Answer,
}

/// A network between program and sandbox that fails when the request is to be sent.
struct Network {
    descriptor: String,
    cut: Arc<AtomicBool>,
}

impl Network {
    fn new(machine: &Machine, sandbox: &Sandbox, cut: Cut) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, target) = (listener.local_addr().unwrap().port(), sandbox.port());
        let text = std::fs::read_to_string(&sandbox.descriptor).unwrap();
        let descriptor = machine.path("through-the-network.json");
        std::fs::write(&descriptor, text.replace(&format!(":{target}"), &format!(":{port}"))).unwrap();
        let was_cut = Arc::new(AtomicBool::new(false));
        let (flag, folder) = (Arc::clone(&was_cut), machine.keystores());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(("127.0.0.1", target)).unwrap();
                let ends = [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)];
                for ((from, to), cuts) in ends.into_iter().zip([Cut::Request, Cut::Answer]) {
                    let armed = std::mem::discriminant(&cuts) == std::mem::discriminant(&cut);
                    let (flag, folder) = (Arc::clone(&flag), folder.clone());
                    std::thread::spawn(move || forward(from, to, armed.then_some(&(flag, folder))));
                }
            }
        });
        Self { descriptor: descriptor.to_str().unwrap().to_owned(), cut: was_cut }
    }
}

fn forward(mut from: TcpStream, mut to: TcpStream, armed: Option<&(Arc<AtomicBool>, PathBuf)>) {
    let mut buffer = [0; 16384];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let due = armed.is_some_and(|(_, folder)| {
            files(folder).iter().any(|path| path.extension().is_some_and(|end| end == "ehcsr"))
        });
        if due {
            armed.unwrap().0.store(true, Ordering::SeqCst);
            break;
        }
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

/// The authority accepted and its answer was lost: 6, a remedy, and `complete` finishes with the same key.
#[test]
fn lost_after_accepting() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let network = Network::new(&machine, &sandbox, Cut::Answer);
    let run = machine.request(&network.descriptor, "virtual:adult-rsa", &[]);
    assert!(network.cut.load(Ordering::SeqCst), "{run:?}");
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.error().starts_with("net."), "{run:?}");
    let remedy = run.json()["error"]["remedy"].as_str().unwrap().to_owned();
    let keystore = keystore_of(&machine);
    assert!(remedy.contains("complete") && remedy.contains(keystore.to_str().unwrap()), "{remedy}");
    sandbox.kill();
    let sandbox = Sandbox::start(&machine, &[]);
    let resume = ["--resume", keystore.to_str().unwrap()];
    let resumed = machine.request(&sandbox.descriptor, "virtual:adult-rsa", &resume).succeeds();
    assert_eq!(resumed["state"], "already_sent");
    let done = machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    assert_eq!(done["public_key_identifier"], resumed["public_key_identifier"]);
}

/// The request never arrived: 6, a remedy, and `request --resume` sends it with the same key.
#[test]
fn lost_before_accepting() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let network = Network::new(&machine, &sandbox, Cut::Request);
    let run = machine.request(&network.descriptor, "virtual:adult-ec", &[]);
    assert!(network.cut.load(Ordering::SeqCst), "{run:?}");
    assert_eq!(run.code, 6, "{run:?}");
    let remedy = run.json()["error"]["remedy"].as_str().unwrap().to_owned();
    assert!(remedy.contains("request --resume"), "{remedy}");
    let keystore = keystore_of(&machine);
    let request = keystore.with_extension("ehcsr");
    let key =
        machine.run(&["inspect", request.to_str().unwrap()]).succeeds()["public_key_identifier"].clone();
    // While the authority is away, resuming says so and loses nothing either.
    let descriptor = sandbox.descriptor.clone();
    sandbox.kill();
    let resume = ["--resume", keystore.to_str().unwrap()];
    assert_eq!(machine.request(&descriptor, "virtual:adult-ec", &resume).code, 6);
    let sandbox = Sandbox::start(&machine, &[]);
    let resumed = machine.request(&sandbox.descriptor, "virtual:adult-ec", &resume).succeeds();
    assert_eq!((&resumed["state"], &resumed["public_key_identifier"]), (&"sent".into(), &key));
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
}

#[test]
fn no_authority_at_all() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let descriptor = sandbox.descriptor.clone();
    sandbox.kill();
    let run = machine.request(&descriptor, "virtual:adult-rsa", &[]);
    assert_eq!(run.code, 6, "{run:?}");
    assert!(machine.files().is_empty());
}
