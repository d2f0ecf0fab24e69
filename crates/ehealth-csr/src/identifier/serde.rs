//! Identifiers as text in JSON and the like; what is read is checked as [`Ssin::parse`] and the others do.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ApplicationId, Cbe, Identifier, IdentifierType, Nihii, Ssin};

macro_rules! as_text {
    ($($type:ident),*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }
    )*};
}

as_text!(ApplicationId, Cbe, IdentifierType, Nihii, Ssin);

/// `TYPE=ID`.
impl Serialize for Identifier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `TYPE=ID`, taken as from the authority.
impl<'de> Deserialize<'de> for Identifier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (kind, value) = text.split_once('=').ok_or_else(|| D::Error::custom("no TYPE=ID"))?;
        let kind = IdentifierType::parse(kind).map_err(D::Error::custom)?;
        Self::from_authority(kind, value).map_err(D::Error::custom)
    }
}
