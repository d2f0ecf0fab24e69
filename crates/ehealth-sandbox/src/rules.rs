//! One function for each refusal (ra.md 3.4, 4, 5, 13). None of them changes anything.

pub(crate) mod contact;
pub(crate) mod csr;
pub(crate) mod etk;
pub(crate) mod revocation;
pub(crate) mod signer;
pub(crate) mod timing;
