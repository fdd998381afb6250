use std::time::Duration;

use http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls_platform_verifier::ConfigVerifierExt;
use tokio::time::timeout;

use crate::connect::Bounded;
use crate::error::innermost;
use crate::{RequestBody, UpstreamError};

/// A model may think for minutes before its first byte.
const HEADERS: Duration = Duration::from_secs(600);
/// How long an idle connection waits for the next request.
const IDLE: Duration = Duration::from_secs(90);
/// Idle connections that are kept; one for each of many streams that end at once.
const IDLE_LIMIT: usize = 256;
/// TCP keep-alive finds a dead stream, which may be silent for as long as it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// The pool of connections to providers. Cloning shares it.
///
/// HTTP/1.1 only: one stream has one connection, so that no stream can hold up another.
#[derive(Debug, Clone)]
pub struct Upstream {
    client: Client<Bounded<HttpsConnector<HttpConnector>>, RequestBody>,
}

impl Upstream {
    /// A pool that trusts what the operating system trusts. Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// [`UpstreamError::NoRoots`] if the system has no certificates at all.
    pub fn new() -> Result<Self, UpstreamError> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEP_ALIVE));
        tcp.set_keepalive_interval(Some(Duration::from_secs(10)));
        tcp.set_keepalive_retries(Some(3));
        let tls = rustls::ClientConfig::with_platform_verifier()
            .map_err(|e| UpstreamError::NoRoots(e.to_string()))?;
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(IDLE_LIMIT)
            .build(Bounded::new(connector));
        Ok(Self { client })
    }

    /// Sends a request; dropping the future cancels it.
    ///
    /// What was certainly not sent is tried once more: a connection that could not be made, or a pooled one that was
    /// closed before a byte of this request (the pool sees to that).
    ///
    /// # Errors
    /// [`UpstreamError`], as long as no answer has begun.
    pub async fn send(
        &self,
        request: Request<RequestBody>,
    ) -> Result<Response<Incoming>, UpstreamError> {
        let uri = request.uri().clone();
        match timeout(HEADERS, self.client.request(request)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(failure(&uri, &error)),
            Err(_) => Err(UpstreamError::Silent {
                host: host(&uri),
                seconds: HEADERS.as_secs(),
            }),
        }
    }
}

fn failure(uri: &Uri, error: &Error) -> UpstreamError {
    let (host, why) = (host(uri), innermost(error));
    if error.is_connect() {
        UpstreamError::Connect { host, why }
    } else {
        UpstreamError::Broken { host, why }
    }
}

fn host(uri: &Uri) -> String {
    uri.authority().map(ToString::to_string).unwrap_or_default()
}
