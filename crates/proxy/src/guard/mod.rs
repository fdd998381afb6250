//! Who may use the gateway: decided for each request before anything else looks at it.
//!
//! Host and Origin keep web pages out, which can make a browser send requests to loopback; the auth token keeps other
//! programs out. The first two always hold, the token only where one is set.

mod host;
mod origin;
mod token;

use std::net::IpAddr;

use formats::ErrorKind;
use http::header::{CONTENT_TYPE, HOST};
use http::request::Parts;
use http::{HeaderValue, Method};

use crate::refusal::Refusal;
use host::Hosts;
use origin::Origins;
pub(crate) use origin::{Caller, preflight};
use token::Token;

/// The rules that the settings make.
#[derive(Debug)]
pub(crate) struct Guard {
    hosts: Hosts,
    origins: Origins,
    token: Option<Token>,
}

impl Guard {
    pub(crate) fn new(server: &settings::Server, security: &settings::Security) -> Self {
        Self {
            hosts: Hosts::new(&server.allowed_hosts),
            origins: Origins::new(&server.allowed_origins),
            token: security.auth_token.as_ref().map(Token::new),
        }
    }

    /// Is the request addressed to us, and not sent by a foreign web page? `local` is the address it came in on.
    ///
    /// Answers who the caller is to a browser, which decides about CORS headers.
    pub(crate) fn admit(&self, request: &Parts, local: IpAddr) -> Result<Caller, Refusal> {
        self.hosts.check(request, local)?;
        self.origins.check(&request.headers)
    }

    /// Does the request carry the auth token, if one is set?
    pub(crate) fn authenticate(&self, request: &Parts) -> Result<(), Refusal> {
        match &self.token {
            Some(token) => token.check(&request.headers),
            None => Ok(()),
        }
    }

    /// A POST must be JSON: a browser sends nothing else across origins without asking first.
    pub(crate) fn content_type(request: &Parts) -> Result<(), Refusal> {
        if request.method != Method::POST || request.headers.get(CONTENT_TYPE).is_some_and(is_json)
        {
            return Ok(());
        }
        Err(Refusal::new(
            ErrorKind::UnsupportedMedia,
            "content-type: send the body as application/json",
        ))
    }
}

fn is_json(value: &HeaderValue) -> bool {
    let value = value.as_bytes();
    let media = value.split(|b| *b == b';').next().unwrap_or(value);
    media.trim_ascii().eq_ignore_ascii_case(b"application/json")
}

/// What the client wrote as Host, for messages; never more than a line's worth.
fn shown(request: &Parts) -> String {
    request
        .headers
        .get(HOST)
        .map(|v| {
            String::from_utf8_lossy(v.as_bytes())
                .chars()
                .take(80)
                .collect()
        })
        .unwrap_or_default()
}
