//! Local times of the authority: `dd/MM/yyyy HH:mm` in Belgium (ra.md 2.5).

use core::time::Duration;

use der::DateTime;
use rustls_pki_types::UnixTime;

/// Seconds of a day.
const DAY: u64 = 86_400;

/// The instant of a local time in Belgium; in the hour that comes twice, the later one.
pub(super) fn belgian(text: &str) -> Option<UnixTime> {
    let (date, time) = text.trim().split_once(' ')?;
    let mut date = date.splitn(3, '/');
    let (day, month) = (number(date.next()?, 2)?, number(date.next()?, 2)?);
    let year = number(date.next()?, 4)?;
    let (hour, minute) = time.trim().split_once(':')?;
    let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
    let narrow = |value: u16| u8::try_from(value).ok();
    let local = DateTime::new(year, narrow(month)?, narrow(day)?, narrow(hour)?, narrow(minute)?, 0).ok()?;
    let local = local.unix_duration().as_secs();
    let winter = local.checked_sub(3600)?;
    // directive 2000/84/EC: from the last Sunday of March to that of October, each at 1:00 UTC
    let summer = (last_sunday(year, 3)?..last_sunday(year, 10)?).contains(&winter.checked_sub(3600)?);
    // the hour that comes twice lies after the end of summer time when read as winter time
    let doubled = winter >= last_sunday(year, 10)?;
    let utc = if summer && !doubled { winter.checked_sub(3600)? } else { winter };
    Some(UnixTime::since_unix_epoch(Duration::from_secs(utc)))
}

/// 1:00 UTC of the last Sunday of a month of 31 days.
fn last_sunday(year: u16, month: u8) -> Option<u64> {
    let last = DateTime::new(year, month, 31, 1, 0, 0).ok()?.unix_duration().as_secs();
    // 1970-01-01 was a Thursday: 3 days later came the first Sunday
    let since_sunday = last.checked_div(DAY)?.checked_add(4)?.checked_rem(7)?;
    last.checked_sub(since_sunday.checked_mul(DAY)?)
}

fn number(text: &str, digits: usize) -> Option<u16> {
    let all = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the system's own table: `date -u -d 'TZ="Europe/Brussels" …' +%s`.
    #[test]
    fn local_times() {
        let cases: &[(&str, Option<u64>)] = &[
            ("03/03/2026 08:30", Some(1_772_523_000)),
            ("03/07/2026 08:30", Some(1_783_060_200)),
            ("29/03/2026 01:59", Some(1_774_745_940)),
            ("29/03/2026 03:00", Some(1_774_746_000)),
            ("25/10/2026 01:59", Some(1_792_886_340)),
            ("25/10/2026 02:30", Some(1_792_891_800)),
            ("25/10/2026 03:00", Some(1_792_893_600)),
            (" 31/12/2027 23:59 ", Some(1_830_293_940)),
            ("31/02/2026 08:30", None),
            ("3/3/2026 08:30", None),
            ("2026-03-03 08:30", None),
            ("03/03/2026", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(belgian(text).map(|time| time.as_secs()), *expected, "{text}");
        }
    }
}
