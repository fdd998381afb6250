use std::net::IpAddr;

use formats::ErrorKind;
use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;

use super::shown;
use crate::refusal::Refusal;

/// The names under which we may be addressed. A page that rebinds its own name to loopback still sends that name.
#[derive(Debug)]
pub(super) struct Hosts {
    listed: Vec<String>,
}

impl Hosts {
    pub(super) fn new(listed: &[String]) -> Self {
        Self {
            listed: listed
                .iter()
                .map(|h| bare(h).to_ascii_lowercase())
                .collect(),
        }
    }

    pub(super) fn check(&self, request: &Parts, local: IpAddr) -> Result<(), Refusal> {
        let mut hosts = request.headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(Refusal::new(
                ErrorKind::Permission,
                "Host: the request must name exactly one host",
            ));
        };
        let header_is_ours = host
            .to_str()
            .ok()
            .and_then(|h| h.parse::<Authority>().ok())
            .is_some_and(|a| self.is_ours(&a, local));
        // In the absolute form of a request the host stands in its target too (RFC 9112 §3.2.2).
        let target_is_ours = request
            .uri
            .authority()
            .is_none_or(|a| self.is_ours(a, local));
        if header_is_ours && target_is_ours {
            return Ok(());
        }
        Err(Refusal::new(
            ErrorKind::Permission,
            format!(
                "Host: {:?} is not a name of this proxy. Use localhost or 127.0.0.1, or list the name in \
                 server.allowed_hosts",
                shown(request)
            ),
        ))
    }

    fn is_ours(&self, authority: &Authority, local: IpAddr) -> bool {
        // A user name, or a port that is none, is there to mislead somebody.
        let port = authority.as_str().strip_prefix(authority.host());
        if port.is_none_or(|p| !p.is_empty() && authority.port_u16().is_none()) {
            return false;
        }
        let name = bare(authority.host());
        if let Ok(address) = name.parse::<IpAddr>() {
            let address = address.to_canonical();
            return address.is_loopback()
                || address == local.to_canonical()
                || self.listed.iter().any(|l| l == name);
        }
        name.eq_ignore_ascii_case("localhost")
            || self.listed.iter().any(|l| l.eq_ignore_ascii_case(name))
    }
}

/// An IPv6 address without its brackets; anything else as it is.
fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|h| h.strip_suffix(']'))
        .unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn verdict(host: Option<&str>, target: &str) -> bool {
        let hosts = Hosts::new(&["Proxy.Home".to_owned(), "192.168.1.9".to_owned()]);
        let mut request = Request::builder().uri(target);
        if let Some(host) = host {
            request = request.header(HOST, host);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        hosts.check(&parts, "192.168.1.5".parse().unwrap()).is_ok()
    }

    #[test]
    fn only_names_of_ours_pass() {
        for host in [
            "localhost",
            "LocalHost:8000",
            "127.0.0.1",
            "127.0.0.1:1",
            "127.1.2.3",
            "[::1]:8000",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "proxy.home",
            "PROXY.HOME:80",
            "192.168.1.5",
            "192.168.1.9:8000",
        ] {
            assert!(verdict(Some(host), "/"), "{host}");
        }
        for host in [
            "evil.test",
            "localhost.evil.test",
            "127.0.0.1.nip.io",
            "localhost.",
            "user@localhost",
            "localhost@evil.test",
            "192.168.1.6",
            "0.0.0.0",
            "[::]",
            "[::2]",
            "",
            " ",
            "local host",
            "proxy.home.evil",
            "127.0.0.1:port",
            "localhost:8000:9",
        ] {
            assert!(!verdict(Some(host), "/"), "{host}");
        }
        assert!(!verdict(None, "/"));
    }

    #[test]
    fn the_target_of_an_absolute_request_counts_too() {
        assert!(verdict(Some("localhost"), "http://localhost:8000/"));
        assert!(!verdict(Some("localhost"), "http://evil.test/"));
        assert!(!verdict(Some("evil.test"), "http://localhost/"));
    }
}
