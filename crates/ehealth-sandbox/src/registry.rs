//! Who may ask for what.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::identity;
use crate::input;
use crate::wire::types::Id;

/// An organisation that certificates can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// A type of ra.md 7.4, such as `CBE`.
    #[serde(rename = "type")]
    pub id_type: String,
    /// Its number, digits only, padded to the type's length.
    pub id: String,
    /// French name.
    pub name_fr: String,
    /// Dutch name.
    pub name_nl: String,
    /// Numbers (SSIN) of those who may ask for it at once; empty: everybody.
    #[serde(default)]
    pub managers: Vec<String>,
}

/// Who may ask for what: everybody for himself, unless listed; invented organisations.
///
/// As JSON: `{"without_quality": ["99010100123"], "organisations": [{"type": "CBE", "id": "0999999922",
/// "name_fr": "…", "name_nl": "…", "managers": []}]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Registry {
    /// Numbers (SSIN) of persons without a quality of health care: no certificate for themselves.
    pub without_quality: Vec<String>,
    /// Organisations with those who represent them.
    pub organisations: Vec<Organisation>,
}

impl Default for Registry {
    fn default() -> Self {
        let organisation = |id_type: &str, id: &str, name_fr: &str, name_nl: &str| Organisation {
            id_type: id_type.to_owned(),
            id: id.to_owned(),
            name_fr: name_fr.to_owned(),
            name_nl: name_nl.to_owned(),
            managers: Vec::new(),
        };
        Self {
            without_quality: Vec::new(),
            organisations: vec![
                organisation("CBE", "0999999922", "CLINIQUE INVENTEE", "VERZONNEN KLINIEK"),
                organisation("NIHII-HOSPITAL", "99999971", "HOPITAL INVENTE", "VERZONNEN ZIEKENHUIS"),
            ],
        }
    }
}

impl Registry {
    /// Reads a registry from a JSON file; numbers are checked, so that a slip does not turn into a refusal.
    ///
    /// # Errors
    /// [`Error::Input`]: the file, its form, a number that nobody can have.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let registry: Self = input::json(path)?;
        registry.check().map_err(|text| Error::Input { path: path.to_owned(), source: text.into() })?;
        Ok(registry)
    }

    fn check(&self) -> Result<(), String> {
        for organisation in &self.organisations {
            let id = Id { id_type: organisation.id_type.clone(), value: organisation.id.clone() };
            identity::organisation_number(&id)
                .map_err(|refusal| format!("{} {}: {}", id.id_type, id.value, refusal.message()))?;
        }
        let managers = self.organisations.iter().flat_map(|organisation| &organisation.managers);
        match self.without_quality.iter().chain(managers).find(|ssin| !identity::is_ssin(ssin)) {
            Some(ssin) => Err(format!("{ssin} is no SSIN")),
            None => Ok(()),
        }
    }

    /// Whether the person may have a certificate for himself.
    pub(crate) fn has_quality(&self, ssin: &str) -> bool {
        !self.without_quality.iter().any(|listed| listed == ssin)
    }

    /// The organisations that the person may ask for without a manual check.
    pub(crate) fn organisations_of<'a>(&'a self, ssin: &'a str) -> impl Iterator<Item = &'a Organisation> {
        self.organisations.iter().filter(move |organisation| {
            organisation.managers.is_empty() || organisation.managers.iter().any(|manager| manager == ssin)
        })
    }
}
