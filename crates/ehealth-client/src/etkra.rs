//! EtkRA version 2: encryption tokens (ra.md 5). All signed with the eHealth authentication key.

mod activate;
mod complete;
mod start;

pub use activate::ActivateETK;
pub use complete::{CompleteETKRegistration, Registered};
pub use start::StartETKRegistration;
