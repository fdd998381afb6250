//! Addresses of providers.

use std::net::IpAddr;

use http::Uri;

use super::network::address;
use super::{Raw, Refusal};

const EXPECTED: &str = "an https:// address";

/// An address without a slash at its end. Tokens travel to it, so it is `https`, or `http` to this
/// machine.
pub(crate) fn url(raw: &Raw) -> Result<String, Refusal> {
    let text = raw
        .text()
        .ok_or_else(|| Refusal::must(EXPECTED, raw))?
        .trim();
    if text.contains('@') {
        return Err(Refusal::because(
            "an address must not hold a user name, a password or an @",
        ));
    }
    if text.contains(['?', '#']) {
        return Err(Refusal::because("an address ends before any ? or #"));
    }
    let refuse = || Refusal::must(EXPECTED, raw);
    let uri: Uri = text.parse().map_err(|_| refuse())?;
    let (scheme, authority) = uri.scheme_str().zip(uri.authority()).ok_or_else(refuse)?;
    let host = authority.host().to_ascii_lowercase();
    let port = match authority.as_str()[authority.host().len()..].strip_prefix(':') {
        None => None,
        Some(port) => Some(
            port.parse::<u16>()
                .ok()
                .filter(|p| *p != 0)
                .ok_or_else(refuse)?,
        ),
    };
    if host.is_empty() {
        return Err(refuse());
    }
    let default = match scheme {
        "https" => 443,
        "http" if is_loopback(&host) => 80,
        "http" => {
            return Err(Refusal::because(
                "http:// is for this machine only, since a token would travel in clear; use https://",
            ));
        }
        _ => return Err(refuse()),
    };
    let path = uri.path().trim_end_matches('/');
    Ok(match port.filter(|port| *port != default) {
        Some(port) => format!("{scheme}://{host}:{port}{path}"),
        None => format!("{scheme}://{host}{path}"),
    })
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || address(host).is_some_and(|address: IpAddr| address.is_loopback())
}
