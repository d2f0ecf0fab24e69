#![allow(clippy::arithmetic_side_effects, reason = "tests")]

use std::time::Duration;

use embed_testing::{Persona, Practice};

use super::*;

fn days_later(days: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(UnixTime::now().as_secs() + days * 24 * 60 * 60))
}

#[test]
fn from_the_request_to_the_end_of_the_certificate() {
    let practice = Practice::new();
    practice.requested(&Persona::adult_ec());
    let waiting = lines(practice.folder(), UnixTime::now()).unwrap();
    let [line] = waiting.as_slice() else { panic!("{waiting:?}") };
    assert_eq!(line.next, Next::Complete);
    assert!(matches!(line.coming, Some((Reminding::Complete, 0 | 1))), "{line:?}");

    let other = Practice::new();
    let keystore = other.completed(&Persona::adult_rsa());
    let in_use = lines(other.folder(), UnixTime::now()).unwrap();
    let [line] = in_use.as_slice() else { panic!("{in_use:?}") };
    assert_eq!(line.next, Next::Nothing);
    assert_eq!(Some(line.file.as_str()), keystore.file_name().and_then(|name| name.to_str()));
    let Some((Reminding::Ends { days: 90 }, days)) = line.coming else { panic!("{line:?}") };

    // Ninety days before its end it is time; long after it there is only a new request.
    let near = lines(other.folder(), days_later(days + 89)).unwrap();
    assert!(matches!(near[0].coming, Some((Reminding::Ends { days: 1 | 3 }, _))), "{near:?}");
    assert_eq!(lines(other.folder(), days_later(days + 100)).unwrap()[0].next, Next::Request);
}
