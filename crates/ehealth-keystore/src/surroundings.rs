//! What the place of a keystore means for it: shares, folders that are synchronised, rights, media
//! (domain.md 7.8).

use std::path::Path;

#[cfg(unix)]
use crate::files::folder_of;
use crate::finding::Finding;

/// Parts of paths that programs which synchronise folders give them.
const SYNCHRONISED: [(&str, &str); 9] = [
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("icloud drive", "iCloud"),
    ("iclouddrive", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("mobile documents", "iCloud"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("nextcloud", "Nextcloud"),
];

/// What is worth telling about where the file at `path` lies. The file may be absent: then its folder is looked
/// at. Nothing is opened, so no placeholder is fetched.
#[must_use]
pub fn surroundings(path: &Path) -> Vec<Finding> {
    let mut all = Vec::new();
    all.extend(synchronised(path).map(|program| Finding::SyncFolder { program }));
    all.extend(medium(path));
    all.extend(shared(path));
    all
}

fn synchronised(path: &Path) -> Option<&'static str> {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    // Dropbox, Nextcloud and OneDrive in their languages.
    if [
        "conflicted copy",
        "conflict copy",
        "copie en conflit",
        "conflictkopie",
        "conflicterende kopie",
        "konflikt",
    ]
    .iter()
    .any(|mark| name.contains(mark))
    {
        return Some("unknown");
    }
    let folders = whole.parent()?.components().map(|part| part.as_os_str().to_string_lossy().to_lowercase());
    // "OneDrive - Praktijk", "Dropbox (Cabinet)"
    let of =
        |folder: &str| SYNCHRONISED.iter().find(|(mark, _)| folder.starts_with(mark)).map(|(_, name)| *name);
    folders.into_iter().find_map(|folder| of(&folder)).or_else(|| is_placeholder(path).then_some("unknown"))
}

/// macOS names a file that is only in the cloud `.<name>.icloud`; Windows marks it.
pub(crate) fn is_placeholder(path: &Path) -> bool {
    #[cfg(windows)]
    {
        use std::os::windows::fs::MetadataExt;
        const RECALL_ON_OPEN: u32 = 0x0004_0000;
        const RECALL_ON_DATA_ACCESS: u32 = 0x0040_0000;
        std::fs::symlink_metadata(path)
            .is_ok_and(|metadata| metadata.file_attributes() & (RECALL_ON_OPEN | RECALL_ON_DATA_ACCESS) != 0)
    }
    #[cfg(not(windows))]
    {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        path.with_file_name(format!(".{name}.icloud")).exists()
    }
}

#[cfg(target_os = "linux")]
fn medium(path: &Path) -> Option<Finding> {
    // linux/magic.h: NFS, SMB, CIFS, SMB2, AFS, Coda, NCP, 9P; FAT, exFAT
    const SHARES: [u32; 8] =
        [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x7375_7245, 0x564C, 0x0102_1997];
    const STICKS: [u32; 2] = [0x4D44, 0x2011_BAB0];
    let system = rustix::fs::statfs(path).or_else(|_| rustix::fs::statfs(folder_of(path))).ok()?;
    // 32 bits, whatever the type's width.
    let kind = system.f_type as u32;
    of_kind(SHARES.contains(&kind), STICKS.contains(&kind) || is_mounted_medium(path))
}

#[cfg(target_os = "macos")]
fn medium(path: &Path) -> Option<Finding> {
    let system = rustix::fs::statfs(path).or_else(|_| rustix::fs::statfs(folder_of(path))).ok()?;
    let name: String =
        system.f_fstypename.iter().take_while(|c| **c != 0).map(|c| char::from(c.to_ne_bytes()[0])).collect();
    of_kind(
        ["nfs", "smbfs", "afpfs", "webdav"].contains(&name.as_str()),
        ["msdos", "exfat"].contains(&name.as_str()),
    )
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn medium(path: &Path) -> Option<Finding> {
    use std::path::{Component, Prefix};
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let share = matches!(
        whole.components().next(),
        Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    );
    of_kind(share, false)
}

#[cfg(target_os = "linux")]
fn is_mounted_medium(path: &Path) -> bool {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    ["/media", "/run/media"].iter().any(|mount| whole.starts_with(mount))
}

fn of_kind(share: bool, stick: bool) -> Option<Finding> {
    match (share, stick) {
        (true, _) => Some(Finding::NetworkShare),
        (false, true) => Some(Finding::Removable),
        (false, false) => None,
    }
}

/// Group and others: no right on the file, none to write in its folder.
#[cfg(unix)]
fn shared(path: &Path) -> Option<Finding> {
    use std::os::unix::fs::MetadataExt;
    const STICKY: u32 = 0o1000;
    let mode = |path: &Path| std::fs::metadata(path).ok().map(|metadata| metadata.mode() & 0o7777);
    let file = mode(path).filter(|mode| mode & 0o077 != 0);
    let folder = mode(folder_of(path)).filter(|mode| mode & 0o022 != 0 && mode & STICKY == 0);
    file.or(folder).map(|mode| Finding::SharedReadable { mode })
}

/// Windows keeps rights in lists, which are inherited from the person's own folder (domain.md 4.5): only places
/// that everybody sees by their nature are told.
#[cfg(not(unix))]
fn shared(path: &Path) -> Option<Finding> {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let public = whole.components().any(|part| {
        matches!(part.as_os_str().to_string_lossy().to_lowercase().as_str(), "public" | "programdata")
    });
    public.then_some(Finding::SharedReadable { mode: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synchronised_folders() {
        let cases = [
            ("/home/zoe/OneDrive - Praktijk/keystore/a.p12", Some("OneDrive")),
            ("/home/zoe/Dropbox (Cabinet)/a.p12", Some("Dropbox")),
            ("/Users/zoe/Library/Mobile Documents/com~apple~CloudDocs/a.p12", Some("iCloud")),
            ("/home/zoe/Google Drive/a.p12", Some("Google Drive")),
            ("/home/zoe/ehealth/keystore/a (Zoé's conflicted copy 2026-01-01).p12", Some("unknown")),
            ("/home/zoe/ehealth/keystore/a.p12", None),
        ];
        for (path, program) in cases {
            assert_eq!(synchronised(Path::new(path)), program, "{path}");
        }
    }

    #[test]
    fn kinds_of_media() {
        assert_eq!(of_kind(true, true), Some(Finding::NetworkShare));
        assert_eq!(of_kind(false, true), Some(Finding::Removable));
        assert_eq!(of_kind(false, false), None);
    }
}
