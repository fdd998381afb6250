use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Where clients reach the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    socket: SocketAddr,
    tls: bool,
}

impl Address {
    pub(crate) fn new(socket: SocketAddr, tls: bool) -> Self {
        Self { socket, tls }
    }

    /// The base URL for Anthropic clients, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{self}")
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.socket.port()
    }
}

impl fmt::Display for Address {
    /// `127.0.0.1:8000`; where every address is listened on, the loopback one, which is always right on this machine.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ip = match self.socket.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        SocketAddr::new(ip, self.socket.port()).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_a_client_can_use() {
        for (socket, tls, url) in [
            ("127.0.0.1:8000", false, "http://127.0.0.1:8000"),
            ("0.0.0.0:8000", true, "https://127.0.0.1:8000"),
            ("[::]:80", false, "http://[::1]:80"),
            ("192.168.1.5:9", false, "http://192.168.1.5:9"),
        ] {
            assert_eq!(Address::new(socket.parse().unwrap(), tls).base_url(), url);
        }
    }
}
