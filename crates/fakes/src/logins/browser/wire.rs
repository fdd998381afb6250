//! One request on a connection of its own.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE, USER_AGENT};
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::address::Address;
use super::{BrowserError, PATIENCE, Page};

const AGENT: &str = "Mozilla/5.0 (a scripted browser)";

pub(crate) async fn get(at: &Address, cookies: &str) -> Result<Page, BrowserError> {
    let request = request(at, Method::GET, cookies, None);
    send(at, request).await
}

pub(crate) async fn post(at: &Address, cookies: &str, body: &str) -> Result<Page, BrowserError> {
    let request = request(at, Method::POST, cookies, Some(body));
    send(at, request).await
}

/// Opens a connection; `localhost` is tried in both families.
pub(crate) async fn connect(at: &Address) -> std::io::Result<TcpStream> {
    let sockets = at.sockets();
    TcpStream::connect(&*sockets).await
}

fn request(
    at: &Address,
    method: Method,
    cookies: &str,
    body: Option<&str>,
) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::new(Bytes::from(body.unwrap_or_default().to_owned())));
    *request.method_mut() = method;
    // A target that is no URI is asked for as the root: the server then says that there is nothing.
    *request.uri_mut() = at.target.parse().unwrap_or_default();
    let headers = request.headers_mut();
    let mut put = |name, value: &str| {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    };
    put(HOST, &at.authority());
    put(USER_AGENT, AGENT);
    if !cookies.is_empty() {
        put(COOKIE, cookies);
    }
    if body.is_some() {
        put(CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    request
}

async fn send(at: &Address, request: Request<Full<Bytes>>) -> Result<Page, BrowserError> {
    match timeout(PATIENCE, exchange(at, request)).await {
        Ok(Ok(page)) => Ok(page),
        Ok(Err(problem)) => Ok(Page {
            url: at.text(),
            text: problem,
            ..Page::default()
        }),
        Err(_) => Err(BrowserError::Slow(at.origin())),
    }
}

/// The page, or why there is none: the text of the browser's own page.
async fn exchange(at: &Address, request: Request<Full<Bytes>>) -> Result<Page, String> {
    let stream = connect(at).await.map_err(|error| error.to_string())?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| error.to_string())?;
    let answered = async move {
        let response = sender.send_request(request).await?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok::<_, hyper::Error>((parts, body))
    };
    // The connection works only while it is polled, and ends once the sender is gone.
    let (answered, _) = tokio::join!(answered, connection);
    let (parts, body) = answered.map_err(|error| error.to_string())?;
    Ok(Page {
        url: at.text(),
        status: parts.status.as_u16(),
        text: String::from_utf8_lossy(&body).into_owned(),
        location: text(&parts.headers, &LOCATION).filter(|_| parts.status.is_redirection()),
        cookies: parts
            .headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .map(str::to_owned)
            .collect(),
    })
}

fn text(headers: &HeaderMap, name: &http::HeaderName) -> Option<String> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
}
