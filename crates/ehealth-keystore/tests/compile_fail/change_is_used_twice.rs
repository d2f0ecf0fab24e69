//! A draft replaces once.
use ehealth_keystore::Draft;

fn twice(draft: Draft) {
    let _ = draft.replace();
    let _ = draft.replace();
}

fn main() {}
