//! The types of organisations, and the application ids of one.

use super::{Call, Outcome};
use crate::dn::fold;
use crate::identity::{CheckDigits, ORGANISATION_TYPES};
use crate::state::{Record, Status};
use crate::vary::Style;
use crate::wire::response::{OrganisationRules, Reply};
use crate::wire::types::{Id, LocalText};

impl Call<'_> {
    pub(super) fn organisation_types(&self) -> Reply {
        let text =
            |language: &str, text: &str| LocalText { language: language.to_owned(), text: text.to_owned() };
        let rules = ORGANISATION_TYPES.iter().map(|known| OrganisationRules {
            names: vec![text("fr", known.name_fr), text("nl", known.name_nl)],
            id_type: known.id_type.to_owned(),
            expression: Some(format!("[0-9]{{{}}}", known.digits)),
            check_digits: match known.check {
                CheckDigits::Complement => vec!["CHECK-97-MOD-97".to_owned()],
                CheckDigits::None => Vec::new(),
            },
            base_services: known.base_services.iter().map(|service| (*service).to_owned()).collect(),
        });
        let mut rules: Vec<_> = rules.collect();
        if let Some(mut style) = self.authority.vary.style() {
            style.shuffle(&mut rules);
            rules.iter_mut().for_each(|rules| reword(rules, &mut style));
        }
        Reply::OrganisationTypes(rules)
    }

    pub(super) fn get_existing_application_ids(&self, organisation: &Id) -> Outcome {
        let mut memory = self.authority.memory();
        self.settle(&mut memory)?;
        let of_organisation = |record: &&Record| {
            let id = &record.identifier.actor.id;
            id.id_type.eq_ignore_ascii_case(&organisation.id_type) && id.value == organisation.value
        };
        let active = |record: &&Record| record.status(self.now) == Status::ValidActive;
        let records = memory.state.records.iter().filter(of_organisation).filter(active);
        let mut ids: Vec<_> =
            records.map(|record| record.identifier.application_id.as_deref().map(fold)).collect();
        if let Some(mut style) = self.authority.vary.style() {
            // ra.md 15, 23: duplicates are possible.
            ids.extend(ids.clone().into_iter().filter(|_| style.one_in(2)).collect::<Vec<_>>());
            style.shuffle(&mut ids);
        }
        Ok(Reply::ApplicationIds(ids))
    }
}

/// The same rules otherwise: in Java's syntax, with rules that nobody knows, or left out.
fn reword(rules: &mut OrganisationRules, style: &mut Style) {
    rules.expression = rules.expression.take().and_then(|expression| match style.below(5) {
        0 => None,
        1 => Some(format!("^{expression}$")),
        2 => Some(expression.replace("[0-9]", "\\d")),
        3 => Some(format!("(?={expression}$)\\p{{Digit}}++")),
        _ => Some(expression),
    });
    match style.below(4) {
        0 => rules.check_digits.clear(),
        1 => rules.check_digits.push("CHECK-OF-ANOTHER-KIND".to_owned()),
        _ => {}
    }
    if style.one_in(4) {
        rules.base_services.push("unheard-of".to_owned());
    }
    style.shuffle(&mut rules.base_services);
    style.shuffle(&mut rules.names);
    rules.names.truncate(1 + style.below(2));
}
