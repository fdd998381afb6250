//! The address that the proxy listens on.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where the proxy listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListenHost {
    /// 127.0.0.1 and, where the machine has it, `[::1]`: `localhost` resolves to both.
    Loopback,
    /// One address; 0.0.0.0 and `::` mean every one that the machine has.
    Address(IpAddr),
}

impl ListenHost {
    /// Whether only programs of this machine can connect.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Loopback => true,
            Self::Address(address) => address.to_canonical().is_loopback(),
        }
    }

    /// The addresses to bind, the most important first.
    #[must_use]
    pub fn addresses(&self) -> Vec<IpAddr> {
        match self {
            Self::Loopback => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            Self::Address(address) => vec![*address],
        }
    }
}

impl fmt::Display for ListenHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loopback => f.write_str("127.0.0.1"),
            Self::Address(address) => address.fmt(f),
        }
    }
}
