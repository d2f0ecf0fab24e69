//! What is worth telling about a keystore that opens, and about the folder in which it lies: the rows of
//! domain.md 7.7 to 7.9 that are no errors, as data.

use std::path::PathBuf;

use ehealth_pki::certificate::Certificate;
use rustls_pki_types::UnixTime;

use crate::assumed::EXPIRING_DAYS;
use crate::change::MIN_COMPLETE_LEN;
use crate::error::Remedy;
use crate::name::FileName;
use crate::pfx::Profile;
use crate::picks::Strategy;
use crate::store::{Keystore, Stage, Validity};
use crate::{Environment, anchors};

/// One thing worth telling. The words belong to the programs; [`code`](Self::code) is the key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The password has characters that programs encode in different ways.
    PasswordEncoding,
    /// Only the key and its place-holder: the request was not completed.
    NotCompleted,
    /// The certificate is there, its encryption key is not.
    NoEncryptionKey,
    /// The token in the depot has a serial number that no key here has.
    EtkMismatch {
        /// In decimal.
        serial: String,
    },
    /// The certificate has ended.
    Expired {
        /// Its last moment.
        since: UnixTime,
    },
    /// The certificate ends soon.
    Expiring {
        /// Whole days.
        days_left: u64,
    },
    /// The certificate begins later, or the clock is wrong.
    NotYetValid {
        /// Its first moment.
        from: UnixTime,
    },
    /// A keystore of another environment than the one that is wanted, by its suffix or its issuer.
    WrongEnvironment {
        /// What it is of.
        is: Environment,
    },
    /// A keystore of somebody else than wanted: what its certificate says, `TYPE=digits`.
    WrongIdentity {
        /// Whose it is.
        is: String,
    },
    /// The name carries the mark of a copy, at which at least one program stops.
    Copy(PathBuf),
    /// Programs use different files of this folder.
    Several {
        /// What they use.
        files: Vec<PathBuf>,
    },
    /// The newest keystore waits to be completed while an older one is valid.
    NewerIncomplete {
        /// The newest.
        incomplete: PathBuf,
        /// The older one.
        valid: PathBuf,
    },
    /// A completed keystore that is smaller than helpdesks accept.
    SizeSuspicious {
        /// Bytes.
        len: u64,
    },
    /// Protected in a way that newer programs no longer read.
    OldForm,
    /// The issuer's certificate is not in the file.
    ChainIncomplete,
    /// In a folder that a program synchronises.
    SyncFolder {
        /// Which one, as far as the path tells.
        program: &'static str,
    },
    /// On a share of the network.
    NetworkShare,
    /// Others than the owner can read the file, or put files into its folder.
    SharedReadable {
        /// The bits of its mode, `0o644` …; 0 where there are none.
        mode: u32,
    },
    /// On a medium that is taken out.
    Removable,
    /// Java 8 before update 301 and Java 11 before .12 say "wrong password".
    JavaOld,
    /// Java with BouncyCastle in front of its own provider says "wrong password".
    ProviderOrder,
    /// Windows Server 2016 and older say "the password is incorrect".
    WindowsOld,
    /// Keychain of macOS says "MAC verification failed".
    MacosKeychain,
    /// OpenSSL 3 says "unsupported RC2-40-CBC".
    OpenSsl3,
    /// A kind of program takes another file than the one that is meant.
    PicksOther {
        /// How that kind searches.
        strategy: Strategy,
        /// What it takes; `None` when it takes none.
        file: Option<PathBuf>,
    },
    /// Programs say "expired, request a new one" of a request that waits.
    SaysExpired,
}

impl Finding {
    /// Stable identifier (domain.md 7.7–7.9).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PasswordEncoding => "keystore.password_encoding",
            Self::NotCompleted => "keystore.not_completed",
            Self::NoEncryptionKey => "keystore.no_encryption_key",
            Self::EtkMismatch { .. } => "keystore.etk_mismatch",
            Self::Expired { .. } => "keystore.expired",
            Self::Expiring { .. } => "keystore.expiring",
            Self::NotYetValid { .. } => "keystore.not_yet_valid",
            Self::WrongEnvironment { .. } => "keystore.wrong_environment",
            Self::WrongIdentity { .. } => "keystore.wrong_identity",
            Self::Copy(_) => "keystore.copy",
            Self::Several { .. } => "keystore.several",
            Self::NewerIncomplete { .. } => "keystore.newer_incomplete",
            Self::SizeSuspicious { .. } => "keystore.size_suspicious",
            Self::OldForm => "keystore.old_form",
            Self::ChainIncomplete => "keystore.chain_incomplete",
            Self::SyncFolder { .. } => "file.sync_folder",
            Self::NetworkShare => "file.network_share",
            Self::SharedReadable { .. } => "file.shared_readable",
            Self::Removable => "file.removable",
            Self::JavaOld => "consumer.java_old",
            Self::ProviderOrder => "consumer.provider_order",
            Self::WindowsOld => "consumer.windows_old",
            Self::MacosKeychain => "consumer.macos_keychain",
            Self::OpenSsl3 => "consumer.openssl3",
            Self::PicksOther { .. } => "consumer.picks_other",
            Self::SaysExpired => "consumer.says_expired",
        }
    }

    /// What can be done about it.
    #[must_use]
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::PasswordEncoding => Remedy::ChooseAsciiPassword,
            Self::NotCompleted | Self::NoEncryptionKey | Self::SaysExpired => Remedy::Complete,
            Self::EtkMismatch { .. } => Remedy::UseNewestFile,
            Self::Expired { .. } | Self::Expiring { .. } => Remedy::Renew,
            Self::NotYetValid { .. } => Remedy::WaitUntilValid,
            Self::WrongEnvironment { .. } | Self::WrongIdentity { .. } => Remedy::ChooseFile,
            Self::Copy(_) => Remedy::RenameCopy,
            Self::Several { .. } | Self::PicksOther { .. } => Remedy::MoveOld,
            Self::NewerIncomplete { .. } => Remedy::CompleteOrMove,
            Self::SizeSuspicious { .. } | Self::OldForm | Self::OpenSsl3 => Remedy::SaveAgain,
            Self::ChainIncomplete => Remedy::InstallAgain,
            Self::SyncFolder { .. } => Remedy::ExcludeFromSync,
            Self::NetworkShare => Remedy::KeepLocally,
            Self::SharedReadable { .. } => Remedy::RestrictAccess,
            Self::Removable => Remedy::CopyToDisk,
            Self::JavaOld | Self::ProviderOrder | Self::WindowsOld | Self::MacosKeychain => {
                Remedy::SaveCompatible
            }
        }
    }
}

/// What a keystore is meant to be. Without anything: whatever it is.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    environment: Option<Environment>,
    holder: Option<(String, String)>,
}

impl Expected {
    /// Nothing is expected.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this environment.
    #[must_use]
    pub fn with_environment(self, environment: Environment) -> Self {
        Self { environment: Some(environment), ..self }
    }

    /// Of this holder: type and digits.
    #[must_use]
    pub fn with_holder(self, kind: &str, id: &str) -> Self {
        Self { holder: Some((kind.to_owned(), id.to_owned())), ..self }
    }
}

impl Keystore {
    /// What is worth telling about this keystore by itself: its stage, its dates, its form and which programs
    /// cannot read it. `now` is compared with the certificate's own dates.
    ///
    /// ```
    /// # use ehealth_keystore::{Environment, Expected, FileName, Finding, Keystore, NewKey, Password, Place, Profile};
    /// # let temporary = tempfile::tempdir()?;
    /// # let name = FileName::new("SSIN", "00010100173", None, "20261124-150405", Environment::Production)?;
    /// # let (place, password) = (Place::new(temporary.path(), name), Password::new("ma-belle-lampe".into()));
    /// # let key = NewKey::generate(&mut rand::rng()).store(&place, &password, Profile::Modern)?;
    /// let store = Keystore::open(key.path().unwrap(), &password)?;
    /// let findings = store.findings(rustls_pki_types::UnixTime::now(), &Expected::new());
    /// let codes: Vec<_> = findings.iter().map(Finding::code).collect();
    /// assert!(codes.starts_with(&["keystore.not_completed", "consumer.says_expired"]));
    /// assert!(codes.contains(&"consumer.java_old")); // because it is `modern`
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn findings(&self, now: UnixTime, expected: &Expected) -> Vec<Finding> {
        let mut all = Vec::new();
        match self.stage(now) {
            Stage::KeyOnly => all.extend([Finding::NotCompleted, Finding::SaysExpired]),
            Stage::Issued => all.push(Finding::NoEncryptionKey),
            Stage::Complete | Stage::Renewed => {
                let len = u64::try_from(self.len).unwrap_or(u64::MAX);
                if self.len < MIN_COMPLETE_LEN {
                    all.push(Finding::SizeSuspicious { len });
                }
            }
        }
        all.extend(match self.validity(now) {
            Some(Validity::Expired { since }) => Some(Finding::Expired { since }),
            Some(Validity::NotYet { from }) => Some(Finding::NotYetValid { from }),
            Some(Validity::Valid { days_left }) if days_left < EXPIRING_DAYS => {
                Some(Finding::Expiring { days_left })
            }
            _ => None,
        });
        self.identity(now, expected, &mut all);
        if self.certificate(now).is_some() && self.authentication().chain().len() < 2 {
            all.push(Finding::ChainIncomplete);
        }
        if !self.password.expose().is_ascii() {
            all.push(Finding::PasswordEncoding);
        }
        if self.protection().is_old_form() {
            all.extend([Finding::OldForm, Finding::OpenSsl3]);
        }
        if self.profile() == Profile::Modern {
            all.extend([
                Finding::JavaOld,
                Finding::ProviderOrder,
                Finding::WindowsOld,
                Finding::MacosKeychain,
            ]);
        }
        all
    }

    /// Whether the token that the depot has for the holder can be used with this keystore: a key here has to be
    /// named by its serial number (decimal).
    #[must_use]
    pub fn token_finding(&self, serial: &str) -> Option<Finding> {
        let there = self.encryption_keys().any(|entry| entry.alias() == serial);
        (!there).then(|| Finding::EtkMismatch { serial: serial.to_owned() })
    }

    fn identity(&self, now: UnixTime, expected: &Expected, all: &mut Vec<Finding>) {
        let name = self.path().and_then(|path| FileName::parse(path.file_name()?.to_str()?).ok());
        let certificate = self.certificate(now);
        if let Some(wanted) = expected.environment {
            let acceptance = |environment| environment == Environment::Acceptance;
            let by_name = name.as_ref().map(FileName::environment);
            let by_issuer = certificate.and_then(anchors::environment);
            let by_name = by_name.filter(|is| acceptance(*is) != acceptance(wanted));
            let by_issuer = by_issuer.filter(|is| *is != wanted);
            all.extend(by_issuer.or(by_name).map(|is| Finding::WrongEnvironment { is }));
        }
        if let Some((kind, id)) = &expected.holder {
            let wanted = format!("{kind}={id}");
            let by_subject = certificate.and_then(holder);
            let is = by_subject.or_else(|| name.map(|name| format!("{}={}", name.kind(), name.id())));
            all.extend(is.filter(|is| *is != wanted).map(|is| Finding::WrongIdentity { is }));
        }
    }
}

/// `TYPE=digits` of the subject: consumers read it from the `OU` of that form.
fn holder(certificate: &Certificate) -> Option<String> {
    const ORGANISATIONAL_UNIT: &str = "2.5.4.11";
    let subject = certificate.subject();
    let found = subject.values(ORGANISATIONAL_UNIT).find(|value| {
        value.split_once('=').is_some_and(|(kind, id)| {
            !kind.is_empty() && !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
        })
    });
    found.map(str::to_owned)
}
