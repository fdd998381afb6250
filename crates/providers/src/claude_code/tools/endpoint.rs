use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Offer, Tool};

/// Connections at one time. A process opens a few: one for each call that is held open, and one for the list.
const MOST: usize = 256;
/// How long a connection may take to say what it wants.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// How long accepting rests after it failed, for want of file descriptors as a rule.
const REST: Duration = Duration::from_millis(50);
/// The largest request: a call with the arguments that a model wrote.
const LARGEST: usize = 8 << 20;
/// The largest list of tools with their marks; the schemas come on top.
const LARGEST_LIST: usize = 64 << 20;

type Body = BoxBody<Bytes, Infallible>;
type Offers = Arc<Mutex<HashMap<Arc<str>, Offer>>>;

/// The loopback endpoint (MCP over streamable HTTP) of all processes: each has a path of its own that nobody else knows.
#[derive(Debug)]
pub(crate) struct Endpoint {
    address: SocketAddr,
    offers: Offers,
}

/// Keeps an offer up. Dropping it ends every call that is still open.
#[derive(Debug)]
pub(crate) struct Offered {
    offers: Offers,
    secret: Arc<str>,
    _gone: DropGuard,
}

impl Endpoint {
    /// Listens on a free port. The second part serves until `stop`; whoever asks for it owns the task.
    ///
    /// # Errors
    /// No port can be had.
    pub(crate) async fn open(
        stop: CancellationToken,
    ) -> std::io::Result<(Self, impl Future<Output = ()> + Send)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let offers = Offers::default();
        let serving = serve(listener, address, Arc::clone(&offers), stop);
        Ok((Self { address, offers }, serving))
    }

    /// Offers `tools`, and returns the address that only their process may learn.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub(crate) fn offer(&self, tools: Arc<[Tool]>) -> Result<(String, Offered), getrandom::Error> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        let secret: Arc<str> = format!("{:032x}", u128::from_ne_bytes(random)).into();
        let gone = CancellationToken::new();
        let offer = Offer {
            secret: Arc::clone(&secret),
            tools,
            gone: gone.clone(),
        };
        lock(&self.offers).insert(Arc::clone(&secret), offer);
        let address = format!("http://{}/{secret}", self.address);
        let offered = Offered {
            offers: Arc::clone(&self.offers),
            secret,
            _gone: gone.drop_guard(),
        };
        Ok((address, offered))
    }
}

impl Drop for Offered {
    fn drop(&mut self) {
        lock(&self.offers).remove(&self.secret);
    }
}

fn lock(offers: &Offers) -> std::sync::MutexGuard<'_, HashMap<Arc<str>, Offer>> {
    // A panic elsewhere cannot leave a map half-changed.
    offers.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(
    listener: TcpListener,
    address: SocketAddr,
    offers: Offers,
    stop: CancellationToken,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < MOST => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, address, Arc::clone(&offers)));
                }
                Err(_) => tokio::time::sleep(REST).await,
            },
        }
    }
    connections.shutdown().await;
}

async fn connection(stream: TcpStream, address: SocketAddr, offers: Offers) {
    // With an error the connection works all the same, a little later.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let offers = Arc::clone(&offers);
        async move { Ok::<_, Infallible>(answer(request, address, &offers).await) }
    });
    // An error here is the process's going away.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(
    request: Request<Incoming>,
    address: SocketAddr,
    offers: &Offers,
) -> Response<Body> {
    let secret = request.uri().path().trim_start_matches('/');
    let offer = lock(offers).get(secret).cloned();
    let Some(offer) = offer else {
        return of_status(StatusCode::NOT_FOUND);
    };
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_allowed_hosts([address.to_string()])
        .enforce_origin_validation()
        .with_max_request_body_bytes(LARGEST)
        .with_cancellation_token(offer.gone.child_token());
    let handler = offer.clone();
    let sessions = Arc::new(NeverSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(handler.clone()), sessions, config);
    filled(&offer, service.handle(request).await).await
}

/// The answer with the schemas in their places.
async fn filled(offer: &Offer, response: Response<Body>) -> Response<Body> {
    if !is_json(response.headers()) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(body) = Limited::new(body, LARGEST_LIST).collect().await else {
        return of_status(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let body = body.to_bytes();
    let filled = offer.fill(&String::from_utf8_lossy(&body));
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Full::new(Bytes::from(filled)).boxed())
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

fn of_status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Empty::new().boxed());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// What one request gets; nothing if it is still open after half a second.
    async fn ask(url: &str, headers: &str, body: &str) -> Option<String> {
        let (host, path) = url
            .strip_prefix("http://")
            .unwrap()
            .split_once('/')
            .unwrap();
        let host_line = if headers.contains("host:") {
            String::new()
        } else {
            format!("host: {host}\r\n")
        };
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!(
            "POST /{path} HTTP/1.1\r\n{host_line}{headers}connection: close\r\ncontent-type: application/json\r\n\
             accept: application/json, text/event-stream\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let reading = stream.read_to_string(&mut answer);
        let read = tokio::time::timeout(Duration::from_millis(500), reading).await;
        read.ok().map(|_| answer)
    }

    async fn open() -> (Endpoint, DropGuard) {
        let stop = CancellationToken::new();
        let (endpoint, serving) = Endpoint::open(stop.clone()).await.unwrap();
        tokio::spawn(serving);
        (endpoint, stop.drop_guard())
    }

    fn tools() -> Arc<[Tool]> {
        let tool = |name: &str, schema: &str| Tool {
            name: name.to_owned(),
            description: None,
            schema: schema.to_owned(),
        };
        [tool("b", r#"{"z":1.0,"a":{"}":[ ]}}"#), tool("a", "{}")].into()
    }

    const LIST: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    const CALL: &str =
        r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"b","arguments":{}}}"#;

    #[tokio::test]
    async fn the_tools_are_offered_with_their_schemas_as_the_client_wrote_them() {
        let (endpoint, _stop) = open().await;
        let (url, _offered) = endpoint.offer(tools()).unwrap();
        let answer = ask(&url, "", LIST).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(
            answer.contains(r#""inputSchema":{"z":1.0,"a":{"}":[ ]}}"#),
            "{answer}"
        );
    }

    #[tokio::test]
    async fn only_who_knows_the_path_and_is_no_web_page_is_answered() {
        let (endpoint, _stop) = open().await;
        let (url, offered) = endpoint.offer(tools()).unwrap();
        let other = format!("{}0", &url[..url.len() - 1]);
        let status = |answer: Option<String>| answer.unwrap()[9..12].to_owned();
        if other != url {
            assert_eq!(status(ask(&other, "", LIST).await), "404");
        }
        assert_eq!(
            status(ask(&url, "host: evil.example\r\n", LIST).await),
            "403"
        );
        assert_eq!(
            status(ask(&url, "origin: http://evil.example\r\n", LIST).await),
            "403"
        );
        drop(offered);
        assert_eq!(status(ask(&url, "", LIST).await), "404");
    }

    #[tokio::test]
    async fn a_call_stays_open_until_its_process_is_gone() {
        let (endpoint, _stop) = open().await;
        let (url, offered) = endpoint.offer(tools()).unwrap();
        assert_eq!(ask(&url, "", CALL).await, None);
        let open = tokio::spawn(async move { ask(&url, "", CALL).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(offered);
        assert!(open.await.unwrap().is_some());
    }
}
