use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Where clients on this machine reach the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    socket: SocketAddr,
    tls: bool,
}

impl Address {
    /// Where every address is listened on, the loopback one is meant, which is always right on this machine.
    pub(crate) fn new(mut socket: SocketAddr, tls: bool) -> Self {
        match socket.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => socket.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => socket.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        Self { socket, tls }
    }

    /// The address of a gateway with these settings, whether or not one runs.
    #[must_use]
    pub fn configured(server: &settings::Server) -> Self {
        let first = server.host.addresses().into_iter().next();
        let ip = first.unwrap_or(Ipv4Addr::LOCALHOST.into());
        Self::new(SocketAddr::new(ip, server.port), server.tls.is_some())
    }

    /// The base URL for Anthropic clients, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{self}")
    }

    /// Where to connect to.
    #[must_use]
    pub fn socket(&self) -> SocketAddr {
        self.socket
    }
}

impl fmt::Display for Address {
    /// `127.0.0.1:8000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.socket.fmt(f)
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
