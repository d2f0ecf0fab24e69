//! Telling failures of the network and of TLS apart (domain.md 7.5).
//!
//! The cause stands only in the chain of sources, in types of three crates; two of them can be recognised,
//! the third (the proxy's tunnel) by its text alone, which the tests pin.

use core::error::Error;
use std::io;
use std::net::UdpSocket;

use rustls::{AlertDescription, CertificateError, Error as TlsError};

use super::{Phase, TransportError};

/// What `error` means.
pub(super) fn classify(error: reqwest::Error) -> TransportError {
    let connecting = error.is_connect();
    if error.is_timeout() {
        return TransportError::Timeout(if connecting { Phase::Connect } else { Phase::Answer });
    }
    if error.is_builder() {
        return TransportError::Settings(error.into());
    }
    if let Some(proxy) = proxy_failure(&error) {
        return proxy(error.into());
    }
    if let Some(tls) = find::<TlsError>(&error).map(tls_failure) {
        return tls(error.into());
    }
    if error.is_dns() {
        return if has_route() { TransportError::NameNotFound } else { TransportError::Offline }(
            error.into(),
        );
    }
    let kind = find::<io::Error>(&error).map(io::Error::kind);
    if connecting {
        return match kind {
            Some(io::ErrorKind::TimedOut) => TransportError::Timeout(Phase::Connect),
            Some(
                io::ErrorKind::NetworkUnreachable
                | io::ErrorKind::NetworkDown
                | io::ErrorKind::AddrNotAvailable,
            ) => TransportError::Offline(error.into()),
            _ => TransportError::Refused(error.into()),
        };
    }
    if error.is_decode() && kind.is_none() {
        return TransportError::Other(error.into());
    }
    TransportError::Cut(error.into())
}

type Make = fn(ehealth_pki::BoxError) -> TransportError;

fn proxy_failure(error: &reqwest::Error) -> Option<Make> {
    let texts = || chain(error).map(ToString::to_string);
    if texts().any(|text| text.contains("proxy authorization required")) {
        return Some(TransportError::ProxyAuthentication);
    }
    // "tunnel" covers what the tunnel itself says; below it stands the proxy's own connection
    let tunnel = |text: String| {
        text.contains("tunnel")
            || text.contains("failed to create underlying connection")
            || text == "unsuccessful"
    };
    texts().any(tunnel).then_some(TransportError::Proxy)
}

fn tls_failure(error: &TlsError) -> Make {
    use CertificateError as C;
    match error {
        TlsError::InvalidCertificate(certificate) => match certificate {
            C::UnknownIssuer => TransportError::UnknownIssuer,
            C::Expired | C::ExpiredContext { .. } => TransportError::ServerCertificateExpired,
            C::NotValidYet | C::NotValidYetContext { .. } => TransportError::ServerCertificateNotYetValid,
            C::NotValidForName | C::NotValidForNameContext { .. } => TransportError::OtherHost,
            _ => TransportError::Tls,
        },
        TlsError::InvalidMessage(_) => TransportError::NotTls,
        TlsError::PeerIncompatible(_)
        | TlsError::AlertReceived(
            AlertDescription::ProtocolVersion
            | AlertDescription::HandshakeFailure
            | AlertDescription::InsufficientSecurity,
        ) => TransportError::TlsVersion,
        _ => TransportError::Tls,
    }
}

/// Whether there is a way to other networks. Nothing is sent: connecting a datagram socket only asks the
/// system for a route. The addresses are those of RFC 5737 and RFC 3849, which nobody has.
fn has_route() -> bool {
    [("0.0.0.0:0", "192.0.2.1:443"), ("[::]:0", "[2001:db8::1]:443")]
        .into_iter()
        .any(|(from, to)| UdpSocket::bind(from).is_ok_and(|socket| socket.connect(to).is_ok()))
}

/// The error and its causes. `io::Error` names as its source not what it wraps but the source of that.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    core::iter::successors(Some(error), |error| {
        let error: &'a (dyn Error + 'static) = *error;
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}

/// The innermost cause of type `T`.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    chain(error).filter_map(<dyn Error>::downcast_ref).last()
}
