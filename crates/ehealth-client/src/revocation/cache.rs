//! Answers that are kept: as long as HTTP allows (RFC 9111), never longer than they say of themselves, never
//! more than bounded memory.

use core::fmt;
use core::time::Duration;

use http::header::{
    AGE, CACHE_CONTROL, DATE, ETAG, EXPIRES, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use rustls_pki_types::UnixTime;

use super::check::Key;
use crate::time::parse_http_date;

/// Bytes of all answers together: two of the largest lists that exist, or thousands of answers.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Most answers.
const MAX_ENTRIES: usize = 1_000;

/// How long an answer is kept that names no end and whose server names none.
const UNSAID: Duration = Duration::from_secs(3600);

/// Statements about revocation that were fetched, in memory. One serves all certificates of a program; what
/// is taken out of it is verified anew each time.
#[derive(Default)]
pub struct Cache {
    /// Oldest first.
    entries: Vec<Entry>,
}

struct Entry {
    key: Key,
    body: Vec<u8>,
    /// Seconds since 1970 up to which it may be used without asking.
    fresh_until: u64,
    etag: Option<HeaderValue>,
    last_modified: Option<HeaderValue>,
}

impl Cache {
    /// Empty.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// How many answers are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn fresh(&self, key: &Key, now: UnixTime) -> Option<Vec<u8>> {
        let entry = self.find(key)?;
        (now.as_secs() < entry.fresh_until).then(|| entry.body.clone())
    }

    pub(super) fn any(&self, key: &Key) -> Option<Vec<u8>> {
        self.find(key).map(|entry| entry.body.clone())
    }

    /// Headers that ask for the answer only if it has changed.
    pub(super) fn validators(&self, key: &Key) -> Vec<(HeaderName, HeaderValue)> {
        let Some(entry) = self.find(key) else { return Vec::new() };
        let etag = entry.etag.clone().map(|value| (IF_NONE_MATCH, value));
        let modified = entry.last_modified.clone().map(|value| (IF_MODIFIED_SINCE, value));
        etag.into_iter().chain(modified).collect()
    }

    pub(super) fn forget(&mut self, key: &Key) {
        self.entries.retain(|entry| entry.key != *key);
    }

    /// Keeps an answer that was believed.
    pub(super) fn store(
        &mut self,
        key: &Key,
        response: &http::Response<Vec<u8>>,
        next_update: Option<UnixTime>,
        now: UnixTime,
    ) {
        self.forget(key);
        let headers = response.headers();
        let Some(fresh_until) = fresh_until(headers, next_update, now) else { return };
        self.entries.push(Entry {
            key: key.clone(),
            body: response.body().clone(),
            fresh_until,
            etag: headers.get(ETAG).cloned(),
            last_modified: headers.get(LAST_MODIFIED).cloned(),
        });
        while self.entries.len() > MAX_ENTRIES || self.bytes() > MAX_BYTES {
            self.entries.remove(0);
        }
    }

    /// The answer did not change.
    pub(super) fn renew(
        &mut self,
        key: &Key,
        headers: &HeaderMap,
        next_update: Option<UnixTime>,
        now: UnixTime,
    ) {
        match fresh_until(headers, next_update, now) {
            None => self.forget(key),
            Some(until) => {
                let mut found = self.entries.iter_mut().filter(|entry| entry.key == *key);
                if let Some(entry) = found.next() {
                    entry.fresh_until = until;
                }
            }
        }
    }

    fn find(&self, key: &Key) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == *key)
    }

    fn bytes(&self) -> usize {
        self.entries.iter().fold(0, |sum, entry| sum.saturating_add(entry.body.len()))
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cache({} answers, {} bytes)", self.entries.len(), self.bytes())
    }
}

/// Up to when an answer may be used without asking; `None` when it may not be kept. RFC 9111 sections 4.2
/// and 5.2.2, for a private cache.
fn fresh_until(headers: &HeaderMap, next_update: Option<UnixTime>, now: UnixTime) -> Option<u64> {
    let now = now.as_secs();
    let directives: Vec<String> = headers
        .get_all(CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|directive| directive.trim().to_ascii_lowercase())
        .collect();
    if directives.iter().any(|directive| directive == "no-store") {
        return None;
    }
    let seconds = |text: &str| text.trim_matches('"').parse::<u64>().ok();
    let max_age = directives.iter().find_map(|directive| directive.strip_prefix("max-age=")).map(seconds);
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let by_http = if directives.iter().any(|directive| directive == "no-cache") {
        Some(now)
    } else if let Some(max_age) = max_age {
        let age = text(AGE).and_then(seconds).unwrap_or(0);
        // an unreadable number is no permission
        Some(now.saturating_add(max_age.unwrap_or(0).saturating_sub(age)))
    } else if headers.contains_key(EXPIRES) {
        let expires = text(EXPIRES).and_then(parse_http_date).map_or(0, |time| time.as_secs());
        let date = text(DATE).and_then(parse_http_date).map_or(now, |time| time.as_secs());
        Some(now.saturating_add(expires.saturating_sub(date)))
    } else {
        None
    };
    let by_itself = next_update.map(|next| next.as_secs());
    let unsaid = by_itself.unwrap_or_else(|| now.saturating_add(UNSAID.as_secs()));
    Some(by_http.unwrap_or(unsaid).min(by_itself.unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(seconds))
    }

    #[test]
    fn freshness() {
        type Case = (&'static [(&'static str, &'static str)], Option<u64>, Option<u64>);
        let cases: &[Case] = &[
            (&[], Some(9_000), Some(9_000)),
            (&[], None, Some(4_600)),
            (&[("cache-control", "max-age=60")], Some(9_000), Some(1_060)),
            (&[("cache-control", "public, Max-Age=\"60\"")], Some(9_000), Some(1_060)),
            (&[("cache-control", "max-age=60"), ("age", "50")], Some(9_000), Some(1_010)),
            (&[("cache-control", "max-age=60"), ("age", "500")], Some(9_000), Some(1_000)),
            (&[("cache-control", "max-age=99999999999999999999")], Some(9_000), Some(1_000)),
            (&[("cache-control", "max-age=18446744073709551615")], Some(9_000), Some(9_000)),
            (&[("cache-control", "no-cache, max-age=60")], Some(9_000), Some(1_000)),
            (&[("cache-control", "max-age=60"), ("cache-control", "no-store")], Some(9_000), None),
            (&[("expires", "0")], Some(9_000), Some(1_000)),
            (
                &[("date", "Thu, 01 Jan 1970 01:00:00 GMT"), ("expires", "Thu, 01 Jan 1970 01:00:30 GMT")],
                Some(9_000),
                Some(1_030),
            ),
        ];
        for (headers, next_update, expected) in cases {
            let mut map = HeaderMap::new();
            for (name, value) in *headers {
                map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(fresh_until(&map, next_update.map(at), at(1_000)), *expected, "{headers:?}");
        }
    }

    #[test]
    fn bounded() {
        let key = |number: usize| Key { address: number.to_string(), question: Vec::new() };
        let mut cache = Cache::new();
        for number in 0..MAX_ENTRIES + 10 {
            cache.store(&key(number), &http::Response::new(vec![0; 10]), Some(at(9)), at(1));
        }
        assert_eq!(cache.len(), MAX_ENTRIES);
        assert!(cache.any(&key(9)).is_none() && cache.any(&key(10)).is_some());
        for number in 0..4 {
            cache.store(&key(number), &http::Response::new(vec![0; MAX_BYTES / 2]), Some(at(9)), at(1));
        }
        assert!(cache.bytes() <= MAX_BYTES);
        assert_eq!(cache.len(), 2);
        cache.store(&key(0), &http::Response::new(vec![0; MAX_BYTES + 1]), Some(at(9)), at(1));
        assert!(cache.is_empty());
    }
}
