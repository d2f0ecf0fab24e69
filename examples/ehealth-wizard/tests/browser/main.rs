//! The wizard in a real browser, against the sandbox and virtual cards.

mod journeys;
mod office;
mod scenes;
mod tour;
mod webdriver;
