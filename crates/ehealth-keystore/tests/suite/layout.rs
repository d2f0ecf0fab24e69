//! The layout of what is written, byte by byte: domain.md 4.1 and 4.3.

use std::collections::BTreeSet;

use ehealth_keystore::Profile;

use crate::common::{Authority, complete};

/// One element of DER: where its value stands, and whether it is to be looked into.
#[derive(Clone, Copy)]
struct Element<'a> {
    tag: u8,
    value: &'a [u8],
}

/// The elements side by side; `None` when the bytes are no whole elements.
fn elements(mut bytes: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut all = Vec::new();
    while let [tag, len, rest @ ..] = bytes {
        let (len, rest) = match len {
            0..=0x7F => (usize::from(*len), rest),
            0x81..=0x83 => {
                let count = usize::from(*len & 0x7F);
                let (long, rest) = rest.split_at_checked(count)?;
                (long.iter().fold(0, |len, byte| (len << 8) | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(len)?;
        all.push(Element { tag: *tag, value });
        bytes = rest;
    }
    bytes.is_empty().then_some(all)
}

/// Tags, lengths and object identifiers, depth first; also into octet strings that hold a sequence.
fn skeleton(bytes: &[u8], out: &mut Vec<(u8, usize, Vec<u8>)>) {
    for Element { tag, value } in elements(bytes).unwrap_or_default() {
        let shown = if matches!(tag, 0x06 | 0x1E | 0x02) { value.to_vec() } else { Vec::new() };
        out.push((tag, value.len(), shown));
        let inside =
            tag & 0x20 != 0 || (tag == 0x04 && value.first() == Some(&0x30) && elements(value).is_some());
        if inside {
            skeleton(value, out);
        }
    }
}

/// Values of an attribute, as hex of its DER, in the file's order.
fn count(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).filter(|window| *window == what).count()
}

const FRIENDLY_NAME: [u8; 11] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x14];
const LOCAL_KEY_ID: [u8; 11] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x15];
const RC2_40: [u8; 12] = [0x06, 0x0A, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x06];

#[test]
fn same_content_same_structure_fresh_salts() {
    let folder = tempfile::tempdir().unwrap();
    complete(folder.path(), &Authority::rsa(), &[7; 16]);
    let path = crate::common::place(folder.path()).keystore();
    for profile in [Profile::Compatible, Profile::Modern] {
        let open = || ehealth_keystore::Keystore::open(&path, &crate::common::password()).unwrap();
        let [one, other] = [(); 2].map(|()| open().change().set_profile(profile).to_bytes().unwrap());
        assert_ne!(one, other);
        let skeletons = [&one, &other].map(|bytes| {
            let mut all = Vec::new();
            skeleton(bytes, &mut all);
            all
        });
        assert_eq!(skeletons[0], skeletons[1], "{profile:?}");
        // Salts and vectors of 16 or 20 bytes, all different: per item, and from one writing to the next.
        let salts = |bytes: &[u8]| {
            let mut all = Vec::new();
            collect(bytes, &mut all);
            all
        };
        let (one_salts, other_salts) = (salts(&one), salts(&other));
        let all: BTreeSet<_> = one_salts.iter().chain(&other_salts).collect();
        // localKeyId of the two key bags is the same in both.
        assert_eq!(all.len(), one_salts.len() + other_salts.len() - 2, "{profile:?}");
        assert!(one_salts.len() >= 6, "{}", one_salts.len());
        // In the open stand the key bags only: one name and one identifier each, and nothing old.
        assert_eq!(
            (count(&one, &FRIENDLY_NAME), count(&one, &LOCAL_KEY_ID), count(&one, &RC2_40)),
            (2, 2, 0)
        );
        // Nothing after the end.
        assert_eq!(elements(&one).unwrap().len(), 1);
    }
}

/// Octet strings as long as salts, vectors and identifiers are.
fn collect(bytes: &[u8], out: &mut Vec<Vec<u8>>) {
    for Element { tag, value } in elements(bytes).unwrap_or_default() {
        if tag == 0x04 && matches!(value.len(), 16 | 20) {
            out.push(value.to_vec());
        } else if tag & 0x20 != 0 || (tag == 0x04 && value.first() == Some(&0x30)) {
            collect(value, out);
        }
    }
}
