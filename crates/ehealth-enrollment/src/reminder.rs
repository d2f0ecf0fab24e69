//! When to remind somebody, as data (domain.md 6.2, 6.4). Showing it is the program's business.

pub mod calendar;

use core::time::Duration;

use rustls_pki_types::UnixTime;

use crate::record::Record;

const DAY: u64 = 24 * 60 * 60;
/// Days after a request was sent on which to look for its certificate (domain.md 6.2).
const AFTER_REQUEST: [u64; 5] = [1, 2, 5, 10, 30];
/// Days before the end of a certificate on which to renew it (domain.md 6.4).
const BEFORE_END: [u64; 7] = [90, 60, 30, 14, 7, 3, 1];

/// What a reminder is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reminding {
    /// A request waits to be completed.
    Complete,
    /// The renewal period has begun.
    Renewable,
    /// The certificate ends so many days later.
    Ends {
        /// Days.
        days: u64,
    },
    /// A renewed encryption key waits to be activated.
    Activate,
}

impl Reminding {
    /// A stable key for translations.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Renewable => "renewable",
            Self::Ends { .. } => "ends",
            Self::Activate => "activate",
        }
    }
}

/// One reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reminder {
    /// When.
    pub at: UnixTime,
    /// About what.
    pub about: Reminding,
}

/// The reminders of one keystore that are still to come at `now`, in their order. `not_after` and
/// `renewable_since` are the certificate's and the authority's, never computed (domain.md 6.1).
#[must_use]
pub fn reminders(
    record: &Record,
    not_after: Option<UnixTime>,
    renewable_since: Option<UnixTime>,
    now: UnixTime,
) -> Vec<Reminder> {
    // Of one that was replaced nothing is left to do; its successor has reminders of its own.
    if record.replaced_by.is_some() {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut add = |at: u64, about| {
        all.push(Reminder { at: UnixTime::since_unix_epoch(Duration::from_secs(at)), about });
    };
    if let (Some(sent), None) = (record.sent_at, record.registered_at) {
        for days in AFTER_REQUEST {
            add(sent.saturating_add(days.saturating_mul(DAY)), Reminding::Complete);
        }
    }
    if let (true, Some(registered)) = (record.waits_for_activation, record.registered_at) {
        for days in AFTER_REQUEST {
            add(registered.saturating_add(days.saturating_mul(DAY)), Reminding::Activate);
        }
    }
    if let Some(from) = renewable_since {
        add(from.as_secs(), Reminding::Renewable);
    }
    if let Some(end) = not_after {
        for days in BEFORE_END {
            add(end.as_secs().saturating_sub(days.saturating_mul(DAY)), Reminding::Ends { days });
        }
    }
    all.retain(|reminder| reminder.at >= now);
    all.sort_by_key(|reminder| reminder.at.as_secs());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(seconds))
    }

    #[test]
    fn schedule() {
        let mut record = Record { sent_at: Some(1000 * DAY), ..Record::default() };
        let waiting = reminders(&record, None, None, at(1004 * DAY));
        assert_eq!(
            waiting.iter().map(|reminder| reminder.at.as_secs() / DAY).collect::<Vec<_>>(),
            [1005, 1010, 1030]
        );
        record.registered_at = Some(1001 * DAY);
        assert!(reminders(&record, None, None, at(0)).is_empty());
        let end = reminders(&record, Some(at(2000 * DAY)), Some(at(1910 * DAY)), at(1900 * DAY));
        assert_eq!(end.first().map(|reminder| reminder.about.key()), Some("renewable"));
        let days = end.iter().map(|reminder| match reminder.about {
            Reminding::Ends { days } => days,
            _ => 0,
        });
        assert_eq!(days.collect::<Vec<_>>(), [0, 90, 60, 30, 14, 7, 3, 1]);
        record.waits_for_activation = true;
        assert!(
            reminders(&record, None, None, at(0))
                .iter()
                .all(|reminder| reminder.about == Reminding::Activate)
        );
    }
}
