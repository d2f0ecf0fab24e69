//! What the system must have: probed, installed where that is allowed, named where it is not.
//!
//! Installing means Debian's `apt-get`, as root, and only what is missing. Everywhere else the exact command
//! is printed and the work goes on with what there is; only without a C compiler nothing can be built.

use std::env;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// How one sees whether it is there.
enum Probe {
    /// A program in `PATH`.
    Program(&'static str),
    /// A library that `pkg-config` knows, or the folder that `PCSC_LIB_DIR` names.
    Pcsclite,
    /// A file at its usual place.
    File(&'static str),
    /// A module of some Python: the system's packages go to the system's.
    Python(&'static str),
}

/// One thing that is needed.
struct Need {
    name: &'static str,
    purpose: &'static str,
    probe: Probe,
    /// Debian's packages; a second name is tried when the first does not exist there.
    packages: &'static [&'static str],
}

/// A C compiler: ring has C and assembler parts.
const COMPILER: Need = Need {
    name: "cc",
    purpose: "C compiler that builds the TLS primitives",
    probe: Probe::Program("cc"),
    packages: &["gcc libc6-dev"],
};

/// libFuzzer is written in C++.
const CPP_COMPILER: Need = Need {
    name: "c++",
    purpose: "C++ compiler that builds libFuzzer",
    probe: Probe::Program("c++"),
    packages: &["g++"],
};

/// Reads what an instrumented program writes; the toolchain comes without.
const LLVM: Need = Need {
    name: "llvm-cov",
    purpose: "line coverage",
    probe: Probe::Program("llvm-cov-22"),
    packages: &["llvm-22"],
};

/// What the peers of the tests need beyond the compiler.
const PEERS: &[Need] = &[
    Need {
        name: "pkg-config",
        purpose: "finds the PC/SC library",
        probe: Probe::Program("pkg-config"),
        packages: &["pkg-config"],
    },
    Need {
        name: "libpcsclite",
        purpose: "library of PC/SC, for the feature `pcsc`",
        probe: Probe::Pcsclite,
        packages: &["libpcsclite-dev"],
    },
    Need {
        name: "openssl",
        purpose: "PKCS#10, PKCS#12 and chains by OpenSSL",
        probe: Probe::Program("openssl"),
        packages: &["openssl"],
    },
    Need {
        name: "javac",
        purpose: "KeyStore, keytool and XML signatures of the JDK",
        probe: Probe::Program("javac"),
        packages: &["openjdk-17-jdk-headless", "default-jdk-headless"],
    },
    Need {
        name: "xmlsec1",
        purpose: "XML signatures by xmlsec",
        probe: Probe::Program("xmlsec1"),
        packages: &["xmlsec1"],
    },
    Need {
        name: "xmllint",
        purpose: "schema validation by libxml2",
        probe: Probe::Program("xmllint"),
        packages: &["libxml2-utils"],
    },
    Need {
        name: "curl",
        purpose: "a stranger to the sandbox",
        probe: Probe::Program("curl"),
        packages: &["curl"],
    },
    Need {
        name: "zeep",
        purpose: "a stranger to the sandbox, by the services' descriptions",
        probe: Probe::Python("zeep"),
        packages: &["python3-zeep"],
    },
    Need {
        name: "certtool",
        purpose: "keystores by GnuTLS",
        probe: Probe::Program("certtool"),
        packages: &["gnutls-bin"],
    },
    Need {
        name: "pk12util",
        purpose: "keystores by NSS",
        probe: Probe::Program("pk12util"),
        packages: &["libnss3-tools"],
    },
    Need {
        name: "kill",
        purpose: "interrupts the programs under test",
        probe: Probe::Program("kill"),
        packages: &["procps"],
    },
    Need {
        name: "opensc-tool",
        purpose: "reads the virtual card as other programs do",
        probe: Probe::Program("opensc-tool"),
        packages: &["opensc"],
    },
    Need {
        name: "pcscd",
        purpose: "the PC/SC service",
        probe: Probe::Program("pcscd"),
        packages: &["pcscd"],
    },
    Need {
        name: "chromium",
        purpose: "the wizard's pages in a real browser",
        probe: Probe::Program("chromium"),
        packages: &["chromium", "chromium-browser"],
    },
    Need {
        name: "chromedriver",
        purpose: "drives the browser",
        probe: Probe::Program("chromedriver"),
        packages: &["chromium-driver", "chromium-chromedriver"],
    },
    Need {
        name: "vpcd",
        purpose: "driver of a virtual reader",
        probe: Probe::File("/usr/lib/pcsc/drivers/serial/libifdvpcd.so"),
        packages: &["vsmartcard-vpcd"],
    },
];

impl Need {
    fn present(&self) -> bool {
        match self.probe {
            Probe::Program(program) => process::find(program).is_some(),
            Probe::Pcsclite => {
                env::var_os("PCSC_LIB_DIR").is_some()
                    || process::succeeds(Command::new("pkg-config").args(["--exists", "libpcsclite"]))
            }
            Probe::File(path) => Path::new(path).exists(),
            Probe::Python(module) => ["python3", "/usr/bin/python3"].iter().any(|python| {
                process::succeeds(Command::new(python).args(["-c", &format!("import {module}")]))
            }),
        }
    }
}

/// Sees that this machine can compile the workspace; installs the compiler where it may.
///
/// # Errors
/// There is no C compiler and it cannot be installed from here.
pub(crate) fn compiler() -> Result<(), Failure> {
    provide(&[&COMPILER]);
    if COMPILER.present() {
        return Ok(());
    }
    Err(Failure::new(format!("no C compiler. Install one and come back: {}", command_line(&[&COMPILER]))))
}

/// Installs what line coverage needs, where that is allowed.
pub(crate) fn llvm() {
    provide(&[&LLVM]);
}

/// Installs what fuzzing needs, where that is allowed.
pub(crate) fn fuzzing() {
    provide(&[&CPP_COMPILER]);
}

/// Installs what the tests' peers need, where that is allowed.
pub(crate) fn peers() {
    let all: Vec<&Need> = PEERS.iter().collect();
    provide(&all);
    crate::screens::provide_axe();
}

/// Whether the library of PC/SC can be linked: without it, everything is built without the feature `pcsc`.
pub(crate) fn pcsc_can_be_built() -> bool {
    PEERS.iter().filter(|need| matches!(need.probe, Probe::Pcsclite)).all(Need::present)
}

/// One line for each peer that this machine does not have.
pub(crate) fn absent() -> Vec<String> {
    let missing = PEERS.iter().filter(|need| !need.present());
    missing
        .map(|need| {
            format!("ABSENT peer: {} ({}; package {})", need.name, need.purpose, need.packages.join(" or "))
        })
        .chain(crate::screens::absent_axe())
        .collect()
}

/// Prints every need and whether it is met.
pub(crate) fn report() {
    for need in std::iter::once(&COMPILER).chain(PEERS) {
        let state = if need.present() { "present" } else { "ABSENT" };
        println!("{:12} {state:8} {}", need.name, need.purpose);
    }
}

fn provide(needs: &[&Need]) {
    let missing: Vec<&Need> = needs.iter().copied().filter(|need| !need.present()).collect();
    if missing.is_empty() {
        return;
    }
    let names: Vec<&str> = missing.iter().map(|need| need.name).collect();
    if !may_install() {
        println!("Missing here: {}. Install with:\n  {}", names.join(", "), command_line(&missing));
        return;
    }
    println!("Installing what is missing here: {}", names.join(", "));
    // A stale list is no reason to give up: the packages may be known already.
    let _updated = apt(&["update", "-qq"]);
    let everything: Vec<&str> = missing.iter().filter_map(|need| need.packages.first().copied()).collect();
    if install(&everything) {
        return;
    }
    for need in missing {
        if !need.packages.iter().any(|package| install(&[package])) {
            println!("Could not install {}: {}", need.name, command_line(&[need]));
        }
    }
}

fn install(packages: &[&str]) -> bool {
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(packages.iter().flat_map(|names| names.split(' ')));
    apt(&arguments)
}

fn apt(arguments: &[&str]) -> bool {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    let mut last = Vec::new();
    let status = process::listen(&mut command, |line| last.push(line.to_owned()));
    let done = status.is_ok_and(|status| status.success());
    if !done {
        let from = last.len().saturating_sub(5);
        for line in last.iter().skip(from) {
            println!("  apt-get: {line}");
        }
    }
    done
}

fn may_install() -> bool {
    let root = process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    root && process::find("apt-get").is_some()
}

fn command_line(needs: &[&Need]) -> String {
    let packages: Vec<&str> = needs.iter().filter_map(|need| need.packages.first().copied()).collect();
    format!("sudo apt-get update && sudo apt-get install --no-install-recommends {}", packages.join(" "))
}
