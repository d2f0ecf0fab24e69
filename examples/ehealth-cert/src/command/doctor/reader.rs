//! Service and readers; what is in the reader judges [`ehealth_enrollment::doctor`].

use beid_card::transport::Reader;
use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
use ehealth_enrollment::doctor;
use rustls_pki_types::UnixTime;

use super::Line;
use crate::world::{CardPlace, World};

/// Looks at what is there; nothing is waited for, and no PIN is asked or sent.
pub(super) fn look(world: &World) -> Vec<Line> {
    match &world.card {
        CardPlace::Virtual(persona) => match Persona::by_name(persona) {
            Some(persona) => card(VirtualCard::new(&persona, DEFAULT_SEED).reader(), world),
            None => Vec::new(),
        },
        CardPlace::Pcsc(name) => system(name.as_deref(), world),
    }
}

fn card(reader: impl Reader, world: &World) -> Vec<Line> {
    doctor::card(reader, &world.citizen, UnixTime::now()).into_iter().map(Line::from).collect()
}

#[cfg(feature = "pcsc")]
fn system(name: Option<&str>, world: &World) -> Vec<Line> {
    use std::time::Duration;

    use beid_card::pcsc::{Cancel, CardState, Service};

    use ehealth_enrollment::doctor::causes;

    let mut service = match Service::connect() {
        Ok(service) => service,
        Err(error) => return vec![Line::problem("service", error.code(), causes(&error))],
    };
    let mut lines = vec![Line::ok("service", "PC/SC")];
    let readers = service.readers().unwrap_or_default();
    for reader in &readers {
        let state = match reader.card {
            CardState::Empty => "–",
            CardState::Mute => "?",
            _ => "+",
        };
        lines.push(Line::ok("reader", format!("{} [{state}]", reader.name)));
    }
    if readers.is_empty() && remote_session() {
        lines.push(Line::problem("reader", "card.remote_session", ""));
        return lines;
    }
    match service.wait_for_card(name, Some(Duration::ZERO), &Cancel::new()) {
        Ok(reader) => lines.extend(card(reader, world)),
        // A card can be inserted later; everything else has to be put right.
        Err(error) if error.code() == "card.absent" => lines.push(Line::warning("card", error.code(), "")),
        Err(error) => {
            let check = if error.code().contains("reader") { "reader" } else { "card" };
            lines.push(Line::problem(check, error.code(), causes(&error)));
        }
    }
    lines
}

#[cfg(not(feature = "pcsc"))]
fn system(_name: Option<&str>, _world: &World) -> Vec<Line> {
    vec![Line::problem("service", "card.no_service", "built without PC/SC")]
}

/// Remote desktop, Citrix, SSH: readers stay where the person sits.
#[cfg(feature = "pcsc")]
fn remote_session() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let session = std::env::var("SESSIONNAME").unwrap_or_default();
    set("SSH_CONNECTION") || set("XRDP_SESSION") || session.starts_with("RDP-") || session.starts_with("ICA-")
}
