//! Which hosts can be reached: a single refused connection does not say whether there is no network at all
//! (`net.offline`) or something stands before this host alone (`net.firewall`).

use http::{Method, Uri};

use crate::endpoints::Endpoints;
use crate::error::Remedy;
use crate::transport::{AsyncTransport, Limits, Phase, Transport, TransportError};

/// What became of each host.
#[derive(Debug)]
pub struct Reach {
    hosts: Vec<HostReach>,
}

/// What became of one host.
#[derive(Debug)]
pub struct HostReach {
    host: String,
    failure: Option<TransportError>,
}

impl HostReach {
    /// Its name, with the port where it is not 443.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Why nothing answered; `None` when anything did.
    #[must_use]
    pub const fn failure(&self) -> Option<&TransportError> {
        self.failure.as_ref()
    }
}

impl Reach {
    /// Every host, in the order of the endpoints, then of the others.
    #[must_use]
    pub fn hosts(&self) -> &[HostReach] {
        &self.hosts
    }

    /// `net.offline` when none of several hosts can be connected to, `net.firewall` when some can and some
    /// cannot, else the code of the first failure; `None` when all answered.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        let failures: Vec<_> = self.hosts.iter().filter_map(HostReach::failure).collect();
        let first = failures.first()?;
        let (none, several) = (failures.len() == self.hosts.len(), self.hosts.len() > 1);
        if none && several && failures.iter().all(|failure| is_connection(failure)) {
            return Some("net.offline");
        }
        let barred = |failure: &&TransportError| {
            matches!(failure, TransportError::Refused(_) | TransportError::Timeout(Phase::Connect))
        };
        if !none && failures.iter().copied().any(|failure| barred(&failure)) {
            return Some("net.firewall");
        }
        Some(first.code())
    }

    /// What can be done next; `None` when all answered.
    #[must_use]
    pub fn remedy(&self) -> Option<Remedy> {
        match self.code()? {
            "net.offline" => Some(Remedy::CheckConnection),
            "net.firewall" => Some(Remedy::OpenFirewall),
            _ => self.hosts.iter().find_map(HostReach::failure).map(TransportError::remedy),
        }
    }
}

/// Whether no connection came about, for whatever reason outside TLS and proxy.
const fn is_connection(failure: &TransportError) -> bool {
    matches!(
        failure,
        TransportError::Offline(_)
            | TransportError::NameNotFound(_)
            | TransportError::Refused(_)
            | TransportError::Timeout(Phase::Connect)
    )
}

/// Asks each host of `endpoints`, once, and each of `others`: addresses that everybody can reach, to compare
/// with. The question is an empty `GET`, which no service acts on.
pub fn probe(
    endpoints: &Endpoints,
    others: &[Uri],
    transport: &mut (impl Transport + ?Sized),
    limits: &Limits,
) -> Reach {
    let ask = |(host, uri): (String, Uri)| {
        let failure = transport.send(question(uri), limits).err();
        HostReach { host, failure: failure.filter(is_failure) }
    };
    Reach { hosts: targets(endpoints, others).into_iter().map(ask).collect() }
}

/// As [`probe`], for asynchronous programs.
pub async fn probe_async(
    endpoints: &Endpoints,
    others: &[Uri],
    transport: &impl AsyncTransport,
    limits: &Limits,
) -> Reach {
    let mut hosts = Vec::new();
    for (host, uri) in targets(endpoints, others) {
        let failure = transport.send(question(uri), limits).await.err();
        hosts.push(HostReach { host, failure: failure.filter(is_failure) });
    }
    Reach { hosts }
}

/// Who answers too much has answered.
const fn is_failure(error: &TransportError) -> bool {
    !matches!(error, TransportError::TooLong(_))
}

fn question(uri: Uri) -> http::Request<Vec<u8>> {
    let mut request = http::Request::new(Vec::new());
    (*request.method_mut(), *request.uri_mut()) = (Method::GET, uri);
    request
}

/// Each host once.
fn targets(endpoints: &Endpoints, others: &[Uri]) -> Vec<(String, Uri)> {
    let mut targets: Vec<(String, Uri)> = Vec::new();
    for uri in endpoints.uris().chain(others) {
        let Some(authority) = uri.authority() else { continue };
        let host = authority.as_str().trim_end_matches(":443").to_owned();
        if !targets.iter().any(|(known, _)| *known == host) {
            targets.push((host, uri.clone()));
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Net(fn(&str) -> Option<TransportError>, Vec<String>);

    impl Transport for Net {
        fn send(
            &mut self,
            request: http::Request<Vec<u8>>,
            _: &Limits,
        ) -> Result<http::Response<Vec<u8>>, TransportError> {
            assert_eq!((request.method(), request.body().len()), (&Method::GET, 0));
            let host = request.uri().host().unwrap().to_owned();
            self.1.push(host.clone());
            (self.0)(&host).map_or_else(|| Ok(http::Response::new(Vec::new())), Err)
        }
    }

    fn refused() -> Option<TransportError> {
        Some(TransportError::Refused("no".into()))
    }

    #[test]
    fn per_host() {
        type Fail = fn(&str) -> Option<TransportError>;
        let cases: &[(Fail, Option<&str>, Option<Remedy>)] = &[
            (|_| None, None, None),
            (|_| refused(), Some("net.offline"), Some(Remedy::CheckConnection)),
            (
                |_| Some(TransportError::Offline("no".into())),
                Some("net.offline"),
                Some(Remedy::CheckConnection),
            ),
            (
                |host| if host == "a" { refused() } else { None },
                Some("net.firewall"),
                Some(Remedy::OpenFirewall),
            ),
            (
                |host| (host == "a").then_some(TransportError::Timeout(Phase::Connect)),
                Some("net.firewall"),
                Some(Remedy::OpenFirewall),
            ),
            (
                |host| (host == "a").then(|| TransportError::NameNotFound("no".into())),
                Some("net.dns"),
                Some(Remedy::CheckNameResolution),
            ),
            (
                |_| Some(TransportError::UnknownIssuer("no".into())),
                Some("tls.intercepted"),
                Some(Remedy::TrustInterceptor),
            ),
            (|_| Some(TransportError::TooLong(1)), None, None),
        ];
        let endpoints = Endpoints::new("https://a/1", "https://a:443/2", "https://b/3").unwrap();
        for (fail, code, remedy) in cases {
            let mut net = Net(*fail, Vec::new());
            let reach = probe(&endpoints, &[Uri::from_static("https://c/")], &mut net, &Limits::new());
            assert_eq!((reach.code(), reach.remedy()), (*code, *remedy));
            assert_eq!(net.1, ["a", "b", "c"]);
        }
        // one host alone: nothing to compare with
        let one = Endpoints::new("https://a/1", "https://a/2", "https://a/3").unwrap();
        let reach = probe(&one, &[], &mut Net(|_| refused(), Vec::new()), &Limits::new());
        assert_eq!(reach.code(), Some("net.firewall"));
        assert_eq!(reach.hosts()[0].host(), "a");
    }
}
