//! `passwd`: another password for a keystore, or another profile, in one step.

use ehealth_keystore::files::Lock;
use ehealth_keystore::{Keystore, Password, Profile};
use serde_json::json;

use crate::cli::PasswdArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Output, say};
use crate::{interrupt, passwords};

/// Runs it.
///
/// # Errors
/// `keystore.*`, `password.*`, `file.*`, `answer.missing`, `interrupted`.
pub(super) fn run(args: &PasswdArgs, context: &mut Context) -> Result<Output, Failure> {
    let world = context.world()?;
    let path = world.folders.admit(&args.keystore)?;
    interrupt::install();
    let failed = |error: ehealth_keystore::Error| Failure::of(error.code(), &error);
    // What a person would type twice is judged before the old password is asked for.
    let stays = args.profile.is_some() && context.secrets.new_password.is_prompt();
    if !stays {
        passwords::check_replacement(context)?;
    }
    let _procedure = Lock::procedure(&path).map_err(failed)?;
    let (keystore, old) = open(&path, context)?;
    let mut change = keystore.change();
    let changed = !stays;
    if changed {
        let new = Password::new(passwords::replacement(context)?);
        change = change.set_password(&new);
    }
    if let Some(profile) = args.profile {
        change = change.set_profile(profile.into());
    }
    drop(old);
    let replaced = change.draft().and_then(ehealth_keystore::Draft::replace).map_err(failed)?;
    let backup = replaced.backup().to_path_buf();
    let profile = args.profile.map(|profile| Profile::from(profile).as_str());
    let words = &context.words;
    let mut lines = vec![
        words.plain(if changed { "passwd-changed" } else { "passwd-converted" }),
        format!("  {}", path.display()),
        words.plain("passwd-backup"),
        format!("  {}", backup.display()),
    ];
    if changed {
        lines.extend(crate::texts::tell_programs(words, "tell-password", &path));
    }
    let json = json!({
        "ok": true,
        "state": if changed { "changed" } else { "converted" },
        "keystore": path,
        "backup": backup,
        "profile": profile,
    });
    Ok(Output { json, lines })
}

/// Opens a keystore with the password given or asked for, again while a person is there to type it.
///
/// # Errors
/// `keystore.*`, `answer.missing`, `interrupted`.
pub(super) fn open(path: &std::path::Path, context: &mut Context) -> Result<(Keystore, Password), Failure> {
    let mut refused = false;
    loop {
        let password = Password::new(passwords::existing(context, path, refused)?);
        match Keystore::open(path, &password) {
            Ok(keystore) => return Ok((keystore, password)),
            Err(ehealth_keystore::Error::WrongPassword) => refused = true,
            Err(error) => {
                if context.verbose > 0 {
                    say(&path.display().to_string());
                }
                return Err(Failure::of(error.code(), &error));
            }
        }
    }
}
