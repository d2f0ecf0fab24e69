//! `sandbox`: an authority of one's own, until interrupted.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use beid_simulator::{DEFAULT_SEED, Persona};
use ehealth_sandbox::{Options, Registry, Sandbox, read_faults};
use rustls_pki_types::CertificateDer;

use crate::cli::SandboxArgs;
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{document, say};
use crate::world::folder;

/// Runs it.
///
/// # Errors
/// `usage`, `file.*`, `internal` when it cannot start.
pub(super) fn run(args: &SandboxArgs, context: &Context, json: bool) -> Result<(), Failure> {
    interrupt::install();
    let path = std::path::absolute(&args.descriptor).unwrap_or_else(|_| args.descriptor.clone());
    harmless(&path, args.state.as_deref())?;
    let roots = beid_simulator::test_roots(DEFAULT_SEED);
    let read = |error: ehealth_sandbox::Error| Failure::usage(ehealth_enrollment::doctor::causes(&error));
    let options = Options {
        listen: args.listen,
        state_dir: args.state.clone(),
        citizen_roots: roots.into_iter().map(CertificateDer::from).collect(),
        personas: Persona::names().iter().map(|name| (*name).to_owned()).collect(),
        approve_after: args.approve_after,
        registry: args.registry.as_deref().map(Registry::read).transpose().map_err(read)?.unwrap_or_default(),
        faults: args.faults.as_deref().map(read_faults).transpose().map_err(read)?.unwrap_or_default(),
        vary: args.vary,
        ..Options::default()
    };
    let sandbox = Sandbox::start(options).map_err(|error| Failure::of(error.code(), &error))?;
    let descriptor = sandbox.descriptor();
    descriptor.write_to(&path).map_err(|error| Failure::writing(&path, &error))?;
    let url = descriptor.base_url.clone();
    if json {
        document(&serde_json::json!({ "ok": true, "state": "ready", "descriptor": path, "base_url": url }));
    } else {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "ready");
        let _ = out.flush();
    }
    say(&context.words.text("sandbox-running", &[("url", url.into())]));
    while interrupt::sleep(Duration::from_secs(3600)) {}
    drop(sandbox);
    say(&context.words.plain("sandbox-stopped"));
    Ok(())
}

/// The largest file that is looked at to see whether it is an earlier descriptor.
const MAX_DESCRIPTOR: u64 = 1 << 20;

/// A device has no end, and a pipe no beginning: neither is opened.
fn read(descriptor: &Path) -> std::io::Result<Vec<u8>> {
    let metadata = std::fs::metadata(descriptor)?;
    if !metadata.is_file() || metadata.len() > MAX_DESCRIPTOR {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    std::fs::read(descriptor)
}

/// The descriptor replaces nothing but an earlier descriptor, and nothing of a sandbox is written where real keystores
/// lie.
fn harmless(descriptor: &Path, state: Option<&Path>) -> Result<(), Failure> {
    let real = folder::real(&Config::load()?);
    let folders = descriptor.parent().into_iter().chain(state);
    if folders.into_iter().any(|folder| real.iter().any(|real| folder::is_within(folder, real))) {
        return Err(Failure::usage("a sandbox writes nothing into a folder of real keystores"));
    }
    let earlier = |bytes: Vec<u8>| serde_json::from_slice::<ehealth_sandbox::Descriptor>(&bytes).is_ok();
    match read(descriptor) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Ok(bytes) if bytes.is_empty() || earlier(bytes.clone()) => Ok(()),
        _ => {
            Err(Failure::usage("--descriptor names a file that is no earlier descriptor: it is not replaced"))
        }
    }
}
