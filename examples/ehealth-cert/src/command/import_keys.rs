//! `import-keys`: old encryption keys, so that old messages stay readable (domain.md 4.8).

use ehealth_keystore::files::Lock;
use ehealth_keystore::{Draft, Error, Keystore, Password};
use serde_json::json;

use crate::cli::ImportKeysArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::secrets::Slot;

/// Runs it. Nothing to take over is no failure.
///
/// # Errors
/// `keystore.*`, `file.*`, `answer.missing`, `interrupted`.
pub(super) fn run(args: &ImportKeysArgs, context: &mut Context) -> Result<Output, Failure> {
    let world = context.world()?;
    let path = world.folders.admit(&args.keystore)?;
    let from = world.folders.admit(&args.from)?;
    interrupt::install();
    let failed = |error: Error| Failure::of(error.code(), &error);
    let _procedure = Lock::procedure(&path).map_err(failed)?;
    let (keystore, password) = super::passwd::open(&path, context)?;
    let other = other(&from, &password, args, context)?;
    let before: Vec<String> = keystore.keys().iter().map(|entry| entry.alias().to_owned()).collect();
    let known: Vec<_> = keystore.keys().iter().map(|entry| entry.key().key_identifier()).collect();
    let missing = other.encryption_keys().any(|entry| !known.contains(&entry.key().key_identifier()));
    let (imported, backup) = if missing {
        let replaced = keystore
            .change()
            .import_keys(&other)
            .and_then(ehealth_keystore::Change::draft)
            .and_then(Draft::replace)
            .map_err(failed)?;
        let backup = replaced.backup().to_path_buf();
        let after = replaced.into_keystore();
        let new = after.encryption_keys().map(|entry| entry.alias().to_owned());
        (new.filter(|alias| !before.contains(alias)).collect(), Some(backup))
    } else {
        (Vec::new(), None)
    };
    let words = &context.words;
    let json = json!({
        "ok": true,
        "state": if imported.is_empty() { "nothing_to_do" } else { "imported" },
        "keystore": path,
        "from": from,
        "imported": imported,
        "backup": backup,
    });
    let mut lines = vec![words.text("imported", &[("count", imported.len().into())])];
    lines.extend(imported.iter().map(|alias| format!("  {alias}")));
    if !imported.is_empty() {
        lines.extend(crate::texts::tell_programs(words, "tell-imported", &path));
    }
    Ok(Output { json, lines })
}

/// The other keystore, with the password given for it, else with the same one, else asked for.
fn other(
    path: &std::path::Path,
    same: &Password,
    args: &ImportKeysArgs,
    context: &mut Context,
) -> Result<Keystore, Failure> {
    let failed = |error: Error| Failure::of(error.code(), &error).with_detail(path.display().to_string());
    let mut slot = Slot::new("--other-password-from", &args.other_password_from);
    if let Some(text) = slot.value()? {
        return Keystore::open(path, &Password::new(text.to_string())).map_err(failed);
    }
    match Keystore::open(path, same) {
        Err(Error::WrongPassword) => {}
        outcome => return outcome.map_err(failed),
    }
    let mut refused = false;
    loop {
        let password = crate::passwords::asked(context, path, refused, "--other-password-from")?;
        match Keystore::open(path, &Password::new(password)) {
            Err(Error::WrongPassword) => refused = true,
            outcome => return outcome.map_err(failed),
        }
    }
}
