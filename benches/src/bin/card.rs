//! Commands and bytes for the jobs of card.md 14.5.

fn main() {}
