//! What no source says and had to be decided, one constant each.

use der::asn1::ObjectIdentifier;

/// Attribute that makes a completed keystore as large as helpdesks want it (domain.md 4.2). Readers ignore
/// attributes that they do not know; this one is under the enterprise number that RFC 5612 keeps for
/// documentation, which nobody else can mean.
pub(crate) const PADDING_ATTRIBUTE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1");

/// Name of the one entry of a waiting encryption key's file (domain.md 4.5, `.etk`): it has no serial number
/// yet. No program of a practice opens that file.
pub(crate) const WAITING_ALIAS: &str = "encryption";

/// How long a write waits for another one to the same file: the other lasts as long as a few key derivations.
pub(crate) const LOCK_PATIENCE: core::time::Duration = core::time::Duration::from_secs(3);

/// How long a renaming waits for a program that holds the file: virus scanners let go within it (domain.md 7.8).
pub(crate) const SHARING_PATIENCE: core::time::Duration = core::time::Duration::from_secs(2);

/// Between two attempts.
pub(crate) const PAUSE: core::time::Duration = core::time::Duration::from_millis(20);

/// From how many days before its end a certificate is called expiring: the first reminder of domain.md 6.4.
pub const EXPIRING_DAYS: u64 = 90;

/// Environment variable with the folder of the keystores (domain.md 4.5).
pub const FOLDER_VARIABLE: &str = "EHEALTH_KEYSTORE_DIR";
