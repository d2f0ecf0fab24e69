//! Other users of the same computer reach the loopback interface too. Where the system tells whose a connection
//! is, a stranger's is closed before a byte of it is read.
//!
//! Linux tells: `/proc/net/tcp` names the user of each socket. Elsewhere, and where the table cannot be read, the
//! cookie alone decides.

use std::net::SocketAddr;

/// Whether the system says that the connection from `peer` to `here` is another user's. Root is nobody's stranger:
/// it can read this process anyway.
#[cfg(target_os = "linux")]
pub(super) fn is_other_user(peer: SocketAddr, here: SocketAddr) -> bool {
    let table = if peer.is_ipv4() { "/proc/net/tcp" } else { "/proc/net/tcp6" };
    let Ok(text) = std::fs::read_to_string(table) else { return false };
    let own = rustix::process::geteuid().as_raw();
    user_of(&text, peer, here).is_some_and(|user| user != own && user != 0)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_other_user(_peer: SocketAddr, _here: SocketAddr) -> bool {
    false
}

/// The user of the socket whose local address is `peer` and whose remote one is `here`.
#[cfg(target_os = "linux")]
fn user_of(table: &str, peer: SocketAddr, here: SocketAddr) -> Option<u32> {
    let (peer, here) = (written(peer), written(here));
    table.lines().skip(1).find_map(|line| {
        let mut columns = line.split_ascii_whitespace().skip(1);
        let (local, remote) = (columns.next()?, columns.next()?);
        if local != peer || remote != here {
            return None;
        }
        // state, queues, timer, retransmissions, then the user
        columns.nth(4)?.parse().ok()
    })
}

/// An address as the table has it: each group of four bytes as the number that the machine reads, then the port.
#[cfg(target_os = "linux")]
fn written(address: SocketAddr) -> String {
    let octets = match address.ip() {
        std::net::IpAddr::V4(ip) => ip.octets().to_vec(),
        std::net::IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    let groups = octets.chunks_exact(4).map(|group| {
        let group = <[u8; 4]>::try_from(group).unwrap_or_default();
        format!("{:08X}", u32::from_ne_bytes(group))
    });
    format!("{}:{:04X}", groups.collect::<String>(), address.port())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_endian = "little")]
    fn table() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
            \u{20}  0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1\n\
            \u{20}  1: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 2 1\n\
            \u{20}  2: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 3 1\n";
        let here = "127.0.0.1:8080".parse().unwrap();
        assert_eq!(user_of(table, "127.0.0.1:49153".parse().unwrap(), here), Some(1001));
        assert_eq!(user_of(table, "127.0.0.1:49154".parse().unwrap(), here), None);
        assert_eq!(user_of("", "127.0.0.1:49153".parse().unwrap(), here), None);
        assert_eq!(written("[::1]:1".parse().unwrap()), "00000000000000000000000001000000:0001");
    }

    /// The real table knows the connection of this very process.
    #[test]
    fn own_connection() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let here = listener.local_addr().unwrap();
        let client = std::net::TcpStream::connect(here).unwrap();
        let peer = client.local_addr().unwrap();
        let text = std::fs::read_to_string("/proc/net/tcp").unwrap();
        assert_eq!(user_of(&text, peer, here), Some(rustix::process::geteuid().as_raw()));
        assert!(!is_other_user(peer, here));
    }
}
