//! Addresses of this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use http::Uri;

use super::BrowserError;

/// An `http://` address on loopback.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Path and query.
    pub(crate) target: String,
}

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Self, BrowserError> {
        let refused = || BrowserError::Address(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| refused())?;
        let host = uri.host().ok_or_else(refused)?.to_owned();
        if uri.scheme_str() != Some("http") || loopback(&host).is_none() {
            return Err(refused());
        }
        Ok(Self {
            host,
            port: uri.port_u16().unwrap_or(80),
            target: uri
                .path_and_query()
                .map_or_else(|| "/".to_owned(), ToString::to_string),
        })
    }

    /// Where a redirect or a form leads from here.
    pub(crate) fn join(&self, location: &str) -> Result<Self, BrowserError> {
        if location.starts_with('/') && !location.starts_with("//") {
            return Ok(self.at(location));
        }
        Self::parse(location)
    }

    /// Another target at the same place.
    pub(crate) fn at(&self, target: &str) -> Self {
        Self {
            target: target.to_owned(),
            ..self.clone()
        }
    }

    /// The same with another `state`.
    pub(crate) fn with_state(&self, state: &str) -> Self {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let mut changed = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = if name == "state" { state } else { &value };
            changed.append_pair(&name, value);
        }
        self.at(&format!("{path}?{}", changed.finish()))
    }

    pub(crate) fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.authority())
    }

    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.origin(), self.target)
    }

    /// Where to connect to, one after the other: `localhost` is both families.
    pub(crate) fn sockets(&self) -> Vec<SocketAddr> {
        loopback(&self.host)
            .unwrap_or_default()
            .into_iter()
            .map(|ip| SocketAddr::new(ip, self.port))
            .collect()
    }
}

/// The addresses of a host of this machine; `None` for any other.
fn loopback(host: &str) -> Option<Vec<IpAddr>> {
    if host == "localhost" {
        return Some(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    }
    let ip: IpAddr = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()?;
    ip.is_loopback().then(|| vec![ip])
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn other_machines_and_schemes_are_refused() {
        for right in [
            "http://localhost:1/a?b=c",
            "http://127.0.0.1:1/",
            "http://[::1]:1",
        ] {
            assert!(Address::parse(right).is_ok(), "{right}");
        }
        for wrong in [
            "https://localhost:1/",
            "http://example.test/",
            "http://10.0.0.1/",
            "/a",
        ] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_state_is_changed_and_nothing_else() {
        let address = Address::parse("http://localhost:1/callback?code=a&state=b").unwrap();
        assert_eq!(address.with_state("x").target, "/callback?code=a&state=x");
    }
}
