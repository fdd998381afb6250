//! The HTTP client for authorization servers, and what their answers mean.

mod date;
mod refusal;
mod tokens;

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Method, Request};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use rustls_platform_verifier::BuilderVerifierExt;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use refusal::Refusal;
pub(crate) use tokens::{TokenAnswer, words};

/// The name under which requests go out. Never another client's.
const AGENT: &str = concat!("ccproxy/", env!("CARGO_PKG_VERSION"));
/// A connection must stand within this time.
const CONNECT: Duration = Duration::from_secs(10);
/// A whole exchange must be done within this time.
const WHOLE: Duration = Duration::from_secs(30);
/// Answers hold a few tokens or keys: what is larger is none.
const LARGEST: usize = 256 << 10;
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// The HTTP client for authorization servers. Clones share it.
///
/// It follows no redirect, keeps no cookie, asks no proxy of the environment, repeats nothing by itself, and trusts what
/// the operating system trusts. No request of it is ever logged.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
}

/// There is no HTTP client to be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The system has no root certificates, or its TLS does not start.
    #[error(
        "no server can be trusted on this machine: {0}. On Debian and Ubuntu: apt-get install ca-certificates"
    )]
    NoTrust(String),
}

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// Nothing was sent.
    #[error("cannot reach {host}: {why}")]
    NotSent { host: String, why: String },
    /// It was sent, and there is no answer that can be read.
    #[error("no answer from {host} could be read: {why}")]
    Lost { host: String, why: String },
    /// The server said no.
    #[error("{} answered {}", .0.host, .0.status)]
    Refused(Refusal),
}

impl Http {
    /// A client. Reads the system's root certificates, which may take some milliseconds.
    ///
    /// # Errors
    /// [`HttpError::NoTrust`] if there are none.
    pub fn new() -> Result<Self, HttpError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| HttpError::NoTrust(innermost(&e)))?
            .with_platform_verifier()
            .map_err(|e| HttpError::NoTrust(innermost(&e)))?
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(AGENT)
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .retry(reqwest::retry::never())
            // A kept connection may be closed by the server just as a refresh token is written to it.
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .build()
            .map_err(|e| HttpError::NoTrust(innermost(&e)))?;
        Ok(Self { client })
    }

    /// Posts JSON, and reads JSON.
    pub(crate) async fn post_json<T: DeserializeOwned>(
        &self,
        url: &str,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        self.read(json(url, body)?).await
    }

    /// Posts JSON; what the answer to a success holds does not matter.
    pub(crate) async fn tell(&self, url: &str, body: &impl Serialize) -> Result<(), Failure> {
        self.send(json(url, body)?).await.map(drop)
    }

    /// Posts a form; what the answer to a success holds does not matter.
    pub(crate) async fn post_form(&self, url: &str, form: &[(&str, &str)]) -> Result<(), Failure> {
        let body = oauth2::url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = request(Method::POST, url, Some((FORM, body.into_bytes())))?;
        self.send(request).await.map(drop)
    }

    /// Reads JSON, with a bearer token where there is one.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        url: &str,
        bearer: Option<&SecretString>,
    ) -> Result<T, Failure> {
        let mut request = request(Method::GET, url, None)?;
        if let Some(token) = bearer {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()))
                .map_err(|_| Failure::NotSent {
                    host: host(url),
                    why: "the access token holds characters that no header can".to_owned(),
                })?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        self.read(request).await
    }

    /// Asks whoever listens at an address of this machine to end its login; the answer does not matter.
    pub(crate) async fn cancel(&self, url: &str) -> Result<(), Failure> {
        self.send(request(Method::GET, url, None)?).await.map(drop)
    }

    /// Sends a request; the body of an answer that is a success.
    pub(crate) async fn send(&self, request: Request<Vec<u8>>) -> Result<Vec<u8>, Failure> {
        let host = host(&request.uri().to_string());
        let request = reqwest::Request::try_from(request).map_err(|error| Failure::NotSent {
            host: host.clone(),
            why: innermost(&error),
        })?;
        let response = self.client.execute(request).await.map_err(|error| {
            let (host, why) = (host.clone(), innermost(&error));
            // What never got a connection was never sent; a request that cannot be built neither.
            if error.is_connect() || error.is_builder() {
                Failure::NotSent { host, why }
            } else {
                Failure::Lost { host, why }
            }
        })?;
        let status = response.status();
        if status.is_client_error() || status.is_server_error() {
            let headers = response.headers().clone();
            // The status says enough where the body breaks off.
            let body = bounded(response, &host).await.unwrap_or_default();
            return Err(Failure::Refused(Refusal::of(host, status, &headers, &body)));
        }
        if !status.is_success() {
            let why = format!("it answered {}, which is not followed", status.as_u16());
            return Err(Failure::Lost { host, why });
        }
        bounded(response, &host).await
    }

    async fn read<T: DeserializeOwned>(&self, request: Request<Vec<u8>>) -> Result<T, Failure> {
        let host = host(&request.uri().to_string());
        let body = self.send(request).await?;
        serde_json::from_slice(&body).map_err(|_| Failure::unread(host))
    }
}

fn json(url: &str, body: &impl Serialize) -> Result<Request<Vec<u8>>, Failure> {
    let body = serde_json::to_vec(body).map_err(|_| Failure::NotSent {
        host: host(url),
        why: "the request cannot be written as JSON".to_owned(),
    })?;
    request(Method::POST, url, Some((JSON, body)))
}

fn request(
    method: Method,
    url: &str,
    body: Option<(HeaderValue, Vec<u8>)>,
) -> Result<Request<Vec<u8>>, Failure> {
    let mut request = Request::builder()
        .method(method)
        .uri(url)
        .header(ACCEPT, JSON);
    let (kind, body) = body.map_or((None, Vec::new()), |(kind, body)| (Some(kind), body));
    if let Some(kind) = kind {
        request = request.header(CONTENT_TYPE, kind);
    }
    request.body(body).map_err(|_| Failure::NotSent {
        host: host(url),
        why: "its address is no URL".to_owned(),
    })
}

impl Failure {
    /// A success whose body is not what it should be. Where in it, would quote it.
    pub(crate) fn unread(host: String) -> Self {
        Self::Lost {
            host,
            why: "it is not the JSON that it should be".to_owned(),
        }
    }
}

async fn bounded(mut response: Response, host: &str) -> Result<Vec<u8>, Failure> {
    let lost = |why: String| Failure::Lost {
        host: host.to_owned(),
        why,
    };
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|e| lost(innermost(&e)))? {
        if body.len() + part.len() > LARGEST {
            return Err(lost("it is too large".to_owned()));
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// The host of an address with its port, for people; nothing else of it.
pub(crate) fn host(url: &str) -> String {
    Url::parse(url)
        .ok()
        .and_then(|url| {
            let host = url.host_str()?.to_owned();
            Some(match url.port() {
                Some(port) => format!("{host}:{port}"),
                None => host,
            })
        })
        .unwrap_or_else(|| "the configured address".to_owned())
}

/// The text of the innermost cause. The outer layers repeat that something failed, and name the whole address.
fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut last = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string()
}
