//! The steps of each procedure, in their order.

use super::Step;

/// A request from the beginning (domain.md S13).
pub(super) const REQUEST: &[Step] = &[
    Step::Terms,
    Step::Card,
    Step::SignIn,
    Step::Applicant,
    Step::ContactData,
    Step::Contract,
    Step::Password,
    Step::Keystore,
    Step::Overview,
    Step::Signature,
    Step::RequestFile,
    Step::Send,
];

/// A request whose key is stored.
pub(super) const RESUME: &[Step] = &[
    Step::Password,
    Step::Fetch,
    Step::Terms,
    Step::Card,
    Step::SignIn,
    Step::ContactData,
    Step::Contract,
    Step::Overview,
    Step::Signature,
    Step::RequestFile,
    Step::Send,
];

/// A renewal.
pub(super) const RENEW: &[Step] = &[
    Step::OldKeystore,
    Step::Window,
    Step::Terms,
    Step::Card,
    Step::ContactData,
    Step::Contract,
    Step::Password,
    Step::Keystore,
    Step::Overview,
    Step::Signature,
    Step::RequestFile,
    Step::Send,
];

/// A request of a person without card.
pub(super) const FOREIGNER: &[Step] =
    &[Step::Terms, Step::ContactData, Step::Password, Step::Keystore, Step::Overview, Step::Send];

/// The second half.
pub(super) const COMPLETE: &[Step] =
    &[Step::Password, Step::Fetch, Step::Install, Step::EncryptionKey, Step::Register, Step::Verify];

/// A request file that is sent as it is.
pub(super) const SEND: &[Step] = &[Step::RequestFile, Step::Fetch, Step::Send];

/// Where a request stands.
pub(super) const STATUS: &[Step] = &[Step::Fetch];

/// Activation after a renewal.
pub(super) const ACTIVATE: &[Step] = &[Step::Password, Step::Fetch, Step::Activate];

/// A revocation.
pub(super) const REVOKE: &[Step] =
    &[Step::Card, Step::SignIn, Step::Choose, Step::Contract, Step::Signature, Step::Send];

/// A check.
pub(super) const CHECK: &[Step] = &[Step::Password, Step::Verify, Step::Revocation, Step::Fetch, Step::Depot];
