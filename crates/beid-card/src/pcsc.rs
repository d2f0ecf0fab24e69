//! Readers of the system, through PC/SC (card.md 12).
//!
//! ```no_run
//! use beid_card::pcsc::{Cancel, Service};
//! use beid_card::{Card, Files};
//!
//! let mut service = Service::connect()?;
//! let reader = service.wait_for_card(None, None, &Cancel::new())?;
//! let contents = Card::open(reader)?.read(Files::identity())?;
//! println!("{}", contents.identity().surname().unwrap_or_default());
//! # Ok::<(), beid_card::Error>(())
//! ```

mod errors;
mod events;
mod reader;
mod service;

pub use events::{Event, Events};
pub use reader::PcscReader;
pub use service::{Cancel, CardState, ReaderStatus, Service};
