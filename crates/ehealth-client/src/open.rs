//! Enumerations that the authority may extend: what we know by name, what we do not know kept as it came.

/// Declares an open enumeration: known texts become variants, any other text `Other`.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $text:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A value that this version does not know, as the authority wrote it.
            Other(Box<str>),
        }

        impl $name {
            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $( $text => Self::$variant, )+
                    _ => Self::Other(text.into()),
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use crate::certra::EtkStatus;

    #[test]
    fn known_and_unknown() {
        assert_eq!(EtkStatus::from("REVOKED"), EtkStatus::Revoked);
        assert_eq!(EtkStatus::InRequest.to_string(), "IN_REQUEST");
        assert_eq!(EtkStatus::from("revoked"), EtkStatus::Other("revoked".into()));
        assert_eq!(EtkStatus::from("NEW").as_str(), "NEW");
    }
}
