//! Other people's programs as the other side of our tests.
//!
//! Two sides of ours prove little: they may agree on the same mistake. Here OpenSSL reads our requests,
//! keystores and chains, the JDK our keystores, requests and signatures, xmlsec1 our signatures, and xmllint
//! validates our messages against the authority's schemas.
//!
//! A peer that is absent is a **loud** skip: each finder prints a line that begins with `ABSENT peer:` (or
//! `SKIPPED`, for a folder) and gives `None`; the test then returns. `cargo xtask test` repeats these lines
//! at its end.
//!
//! ```
//! use peers::Peer;
//!
//! # fn main() -> Result<(), peers::Defect> {
//! let Some(openssl) = Peer::openssl() else { return Ok(()) };
//! let version = openssl.run(&["version"], b"")?.stdout_if_ok()?;
//! assert!(version.starts_with("OpenSSL"));
//! # Ok(())
//! # }
//! ```

mod java;
mod openssl;
mod peer;
mod shared;
mod xml;

pub use java::{ChainLink, Java, KeyEntry, StoreListing};
pub use openssl::Openssl;
pub use peer::{Defect, Peer, Run};
pub use shared::{schemas, shared, vectors};
pub use xml::{Schemas, Xmlsec};
