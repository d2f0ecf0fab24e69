//! Configuration, network, clock, and the folder of the keystores.

use std::path::Path;

use ehealth_enrollment::doctor;
use rustls_pki_types::UnixTime;

use super::Line;
use crate::world::World;
use ehealth_enrollment::doctor::causes;

/// Free space below which nothing sensible can be written, in bytes.
#[cfg(unix)]
const LITTLE_SPACE: u64 = 1024 * 1024;

/// Which world, and where its keystores are.
pub(super) fn configuration(world: &World) -> Line {
    Line::ok("configuration", format!("{}, {}", world.environment, world.folders.keystores.display()))
}

/// An unsigned question to the authority tells of connection, proxy, TLS and clock at once.
pub(super) fn network(world: &World) -> Vec<Line> {
    let mut lines = Vec::new();
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        if let Ok(value) = std::env::var(name) {
            lines.push(Line::ok("proxy", format!("{name}={}", without_credentials(&value))));
        }
    }
    match world.transport() {
        Ok(mut transport) => {
            let now = UnixTime::now();
            let found = doctor::authority(&mut transport, &world.endpoints, &mut rand::rng(), now);
            lines.extend(found.into_iter().map(Line::from));
        }
        Err(error) => lines.push(Line::problem("network", error.code(), causes(&error))),
    }
    lines
}

/// A proxy's address without user and password.
fn without_credentials(value: &str) -> String {
    match value.rsplit_once('@') {
        Some((before, host)) => {
            let scheme =
                before.split_once("://").map(|(scheme, _)| format!("{scheme}://")).unwrap_or_default();
            format!("{scheme}***@{host}")
        }
        None => value.to_owned(),
    }
}

/// The folder: is it there, can it be written in, who else sees it, is there room.
pub(super) fn folder(world: &World) -> Vec<Line> {
    let folder = &world.folders.keystores;
    let existing = folder.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."));
    let name = folder.display().to_string();
    let mut lines = Vec::new();
    if !existing.is_dir() {
        return vec![Line::problem("folder", "file.no_folder", existing.display().to_string())];
    }
    #[cfg(unix)]
    {
        use rustix::fs::{Access, access, statvfs};
        match access(existing, Access::WRITE_OK | Access::EXEC_OK) {
            Ok(()) => lines.push(Line::ok("folder", name)),
            Err(rustix::io::Errno::ROFS) => lines.push(Line::problem("folder", "file.read_only", name)),
            Err(_) => lines.push(Line::problem("folder", "file.permission", name)),
        }
        if let Ok(system) = statvfs(existing) {
            let free = system.f_bavail.saturating_mul(system.f_frsize);
            if free < LITTLE_SPACE {
                lines.push(Line::problem("folder", "file.disk_full", format!("{} kB", free / 1024)));
            }
        }
    }
    #[cfg(not(unix))]
    lines.push(match std::fs::metadata(existing) {
        Ok(metadata) if metadata.permissions().readonly() => Line::problem("folder", "file.read_only", name),
        Ok(_) => Line::ok("folder", name),
        Err(_) => Line::problem("folder", "file.permission", name),
    });
    if folder.is_dir() {
        lines.extend(doctor::folder(folder).into_iter().map(Line::from));
    }
    lines
}

#[cfg(test)]
mod tests {
    #[test]
    fn proxies_without_credentials() {
        let without = super::without_credentials;
        assert_eq!(without("http://me:secret@proxy:3128"), "http://***@proxy:3128");
        assert_eq!(without("http://proxy:3128"), "http://proxy:3128");
        assert_eq!(without("me:se@cret@proxy"), "***@proxy");
    }
}
