#![no_main]
//! Names of keystores: what is read is written in one form, which is read the same way, and never leaves its folder.

use std::path::Path;

use ehealth_keystore::FileName;
use ehealth_keystore::name::{record_beside, request_beside, waiting_key_beside};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(name) = FileName::parse(text) else { return };
    let again = FileName::parse(&name.keystore()).expect("what we write we read");
    assert_eq!(again, name);
    assert_eq!(FileName::parse(&name.pending()).expect("pending too"), name);
    assert!(name.id().bytes().all(|byte| byte.is_ascii_digit()));
    assert!(name.same_holder(&again));
    if !text.contains(['/', '\\']) {
        let path = Path::new("folder").join(text);
        for beside in [request_beside(&path), record_beside(&path), waiting_key_beside(&path)] {
            assert_eq!(beside.parent(), Some(Path::new("folder")));
            assert_ne!(beside, path);
        }
    }
});
