//! The dates of the keystore on the screen, as a calendar (RFC 5545).

use std::num::NonZeroUsize;
use std::path::PathBuf;

use ehealth_enrollment::driver;
use ehealth_enrollment::reminder::calendar::{Entry, calendar};
use ehealth_enrollment::reminder::{Reminding, reminders};
use ehealth_enrollment::survey::survey;

use crate::app::App;
use crate::state::{End, Screen};
use crate::{folder, words};

/// The calendar of the current screen, when it is about a keystore.
pub(crate) fn current(app: &App) -> Option<String> {
    let state = app.shared.lock();
    let (language, screen) = (state.language, state.screen.clone());
    drop(state);
    let Screen::Ended(end) = &screen else { return None };
    let keystore: PathBuf = match &**end {
        End::Requested(requested, _) => requested.keystore.clone(),
        End::Completed(completed, ..) => completed.keystore.clone(),
        _ => return None,
    };
    let now = app.now();
    let item = survey(&[keystore], now, &|_| None, NonZeroUsize::MIN).pop()?;
    let record = item.record.clone().unwrap_or_default();
    let holder = item.name.as_ref().map(|name| format!("{} {}", name.kind(), name.id())).unwrap_or_default();
    let entries = words::with(language, |words| {
        let reminders = reminders(&record, item.not_after, item.renewable_since, now);
        let entries = reminders.into_iter().map(|reminder| {
            let days = if let Reminding::Ends { days } = reminder.about { days } else { 0 };
            let values = [("holder", holder.as_str().into()), ("days", days.into())];
            Entry {
                file: folder::file_name(&item.path),
                reminder,
                summary: words.text(&format!("calendar-{}", reminder.about.key()), &values),
                description: item.path.display().to_string(),
            }
        });
        entries.collect::<Vec<_>>()
    });
    Some(calendar("ehealth-wizard", now, driver::local_stamp, &entries))
}
