//! The response of the depot (ra.md 5.7).

use crate::text;
use crate::vary::Style;
use crate::wire::ns;
use crate::wire::request::Criterion;
use crate::wire::write::Xml;

/// What the depot found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Exactly one token.
    Token(Vec<u8>),
    /// Several: to be asked for again, one by one.
    Several(Vec<Criterion>),
    /// None.
    Nothing,
}

/// The payload that answers GetEtk; `code` is what having no token is called.
pub(crate) fn write(given: &[Criterion], found: &Found, code: &str, style: Option<&mut Style>) -> String {
    let mut xml = Xml::new();
    xml.open("GetEtkResponse", &[("xmlns", ns::DEPOT)]);
    xml.open("c:Status", &[("xmlns:c", ns::DEPOT_CORE)]);
    xml.text("Code", &[("xmlns", "")], "200");
    xml.text("Message", &[("xmlns", ""), ("Lang", "EN")], "Success");
    xml.close("c:Status");
    write_identifiers(&mut xml, "GivenSearchCriteria", given);
    match found {
        Found::Token(token) => xml.text("ETK", &[], &text::base64(token)),
        Found::Several(criteria) => {
            for criterion in criteria {
                write_identifiers(&mut xml, "MatchingEtk", core::slice::from_ref(criterion));
            }
        }
        // ra.md 5.7: an error, several, or nothing at all.
        Found::Nothing => {
            for _ in 0..style.map_or(1, |style| style.below(3)) {
                xml.open("Error", &[]);
                xml.text("Code", &[], code);
                xml.text("Message", &[], "No token found");
                xml.close("Error");
            }
        }
    }
    xml.close("GetEtkResponse");
    xml.finish()
}

fn write_identifiers(xml: &mut Xml, element: &str, identifiers: &[Criterion]) {
    xml.open(element, &[]);
    for identifier in identifiers {
        xml.open("Identifier", &[]);
        xml.text("Type", &[], &identifier.id_type);
        xml.text("Value", &[], &identifier.value);
        if let Some(application_id) = &identifier.application_id {
            xml.text("ApplicationID", &[], application_id);
        }
        xml.close("Identifier");
    }
    xml.close(element);
}
