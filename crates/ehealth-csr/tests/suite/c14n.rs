use ehealth_csr::xml::{Document, c14n};

use crate::support::{Vectors, text};

/// lxml's, the JDK's and xmlsec1's canonical forms.
#[test]
fn exclusive_canonical_forms() {
    for vectors in Vectors::all("c14n") {
        for file in vectors.files() {
            let name = text(file, "file");
            let bytes = vectors.read(name);
            let document = Document::parse(&bytes).unwrap();
            let options = c14n::Options {
                with_comments: file["with_comments"].as_bool().unwrap(),
                inclusive_prefixes: text(file, "prefix_list").split_whitespace().map(str::to_owned).collect(),
            };
            let canonical = match file["element_id"].as_str() {
                None => c14n::document(&document, &options),
                Some(id) => {
                    let element = document.root().descendants().find(|e| e.attribute("Id") == Some(id));
                    c14n::element(element.unwrap(), &options)
                }
            };
            let expected = vectors.read(text(file, "canonical"));
            assert_eq!(String::from_utf8_lossy(&canonical), String::from_utf8_lossy(&expected), "{name}");
        }
        assert!(vectors.files().len() > 30);
    }
}
