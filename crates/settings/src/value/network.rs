//! Addresses, ports, host names and browser origins.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::collection::items;
use super::{Context, Raw, Refusal};
use crate::tree::ListenHost;

/// The address to listen on.
pub(crate) fn listen_host(raw: &Raw) -> Result<ListenHost, Refusal> {
    let refuse = || Refusal::must("an IP address or \"localhost\"", raw);
    let text = raw.text().ok_or_else(refuse)?.trim();
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(ListenHost::Loopback);
    }
    match address(text).ok_or_else(refuse)? {
        IpAddr::V4(Ipv4Addr::LOCALHOST) => Ok(ListenHost::Loopback),
        address => Ok(ListenHost::Address(address)),
    }
}

/// A TCP port.
pub(crate) fn port(raw: &Raw, context: &Context) -> Result<u16, Refusal> {
    raw.integer()
        .and_then(|number| u16::try_from(number).ok())
        .filter(|port| *port != 0 || context.any_port)
        .ok_or_else(|| Refusal::must("a port number from 1 to 65535", raw))
}

/// `Host` names, in lower case and without brackets.
pub(crate) fn hosts(raw: &Raw) -> Result<Vec<String>, Refusal> {
    items(raw, "a list of host names, such as [\"proxy.example.net\"]")?
        .iter()
        .map(|text| {
            if let Some(address) = address(text) {
                return Ok(address.to_string());
            }
            if is_name(text) {
                return Ok(text.to_ascii_lowercase());
            }
            Err(match text.rsplit_once(':') {
                Some((host, port)) if is_name(host) || address(host).is_some() => {
                    Refusal::because(format!(
                        "write {} without \":{port}\"; every port of a listed host is accepted",
                        super::quote(host)
                    ))
                }
                _ => Refusal::must(
                    "a list of host names or IP addresses, without scheme, port or wildcard",
                    &Raw::Text(text.clone()),
                ),
            })
        })
        .collect()
}

/// Browser origins, spelled as a browser sends them (RFC 6454 §6.2): lower case, no default port.
pub(crate) fn origins(raw: &Raw) -> Result<Vec<String>, Refusal> {
    items(
        raw,
        "a list of origins, such as [\"https://app.example.net\"]",
    )?
    .iter()
    .map(|text| {
        origin(text).ok_or_else(|| Refusal::Must {
            expected: "a list of origins in the form scheme://host or scheme://host:port"
                .to_owned(),
            // What stands before an @ may be a password.
            found: (!text.contains('@')).then(|| super::quote(text)),
        })
    })
    .collect()
}

fn origin(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let well_formed = scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let host = match address(host) {
        Some(IpAddr::V6(v6)) if host.starts_with('[') => format!("[{v6}]"),
        Some(IpAddr::V4(v4)) => v4.to_string(),
        None if is_name(host) => host.to_ascii_lowercase(),
        _ => return None,
    };
    let port = match port {
        None => None,
        Some(port) if port.starts_with('+') => return None,
        Some(port) => Some(port.parse::<u16>().ok().filter(|port| *port != 0)?),
    };
    let default = match scheme.as_str() {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    };
    well_formed.then(|| match port.filter(|port| Some(*port) != default) {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    })
}

/// An IP address, an IPv6 one also in brackets.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    match text.strip_prefix('[') {
        Some(rest) => rest
            .strip_suffix(']')?
            .parse::<Ipv6Addr>()
            .ok()
            .map(IpAddr::V6),
        None => text.parse().ok(),
    }
}

/// Labels of letters, digits, hyphens and underscores (RFC 1123 §2.1; the underscore is in use).
fn is_name(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    text.len() <= 253 && text.split('.').all(label)
}
