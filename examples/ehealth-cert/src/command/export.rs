//! `export`: certificates as PEM, and the key only when asked in so many words.

use std::path::{Path, PathBuf};

use ehealth_keystore::{Password, files};
use serde_json::json;

use crate::cli::ExportArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Output, say, table};
use crate::{interrupt, passwords};

/// Runs it.
///
/// # Errors
/// `keystore.*`, `file.*`, `password.*`, `answer.missing`, `interrupted`.
pub(super) fn run(args: &ExportArgs, context: &mut Context) -> Result<Output, Failure> {
    let world = context.world()?;
    let path = world.folders.admit(&args.keystore)?;
    interrupt::install();
    // What a script gives is judged before anything is opened.
    if args.key.is_some() && !context.secrets.new_password.is_prompt() {
        passwords::check_replacement(context)?;
    }
    let (keystore, password) = super::passwd::open(&path, context)?;
    let entry = keystore.authentication();
    if keystore.certificate(rustls_pki_types::UnixTime::now()).is_none() {
        return Err(Failure::new("keystore.not_completed"));
    }
    let chain = args.chain.as_deref().map(|file| write(file, entry.chain_pem().as_bytes())).transpose()?;
    let key = match args.key.as_deref() {
        None => None,
        Some(file) => {
            confirm(context)?;
            let new = match context.secrets.new_password.value()? {
                Some(text) => Password::new(text.to_string()),
                None => password,
            };
            let pem =
                entry.key().to_encrypted_pem(&new).map_err(|error| Failure::of(error.code(), &error))?;
            Some(write(file, pem.as_bytes())?)
        }
    };
    let words = &context.words;
    let rows = [("export-chain", &chain), ("export-key", &key)];
    let rows: Vec<_> = rows
        .into_iter()
        .filter_map(|(label, file)| Some((words.plain(label), file.as_ref()?.display().to_string())))
        .collect();
    let mut lines = table(&rows);
    if key.is_some() {
        lines.push(words.plain("export-warning"));
    }
    Ok(Output { json: json!({ "ok": true, "keystore": path, "chain": chain, "key": key }), lines })
}

/// Somebody who sits there hears what leaving the keystore means; a script has said it with the flag.
fn confirm(context: &Context) -> Result<(), Failure> {
    if !context.terminal.is_interactive() {
        return Ok(());
    }
    say(&context.words.plain("export-warning"));
    match context.terminal.confirm(&context.words, &context.words.plain("export-confirm")) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::interrupted()),
        Err(stop) => Err(Context::stopped(&stop, "--key")),
    }
}

/// A new file, readable by its owner alone; an existing one is kept.
fn write(file: &Path, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(file).map_err(|error| Failure::writing(file, &error))?;
    files::publish_new(&path, bytes).map_err(|error| Failure::of(error.code(), &error))?;
    Ok(path)
}
