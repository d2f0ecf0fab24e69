//! The numbers that no public source gives (domain.md 5.1, 5.2), one constant each.

/// The platform says "sufficiently long". 8 is what comparable portals ask for.
pub const MIN_LEN: usize = 8;

/// So that it can be typed by hand in the fallback login.
pub const MAX_LEN: usize = 64;

/// What the data protection authority's decisions and Safeonweb take for sound.
pub const RECOMMENDED_MIN_LEN: usize = 12;
