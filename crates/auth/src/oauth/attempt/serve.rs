use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, Method, StatusCode, Uri};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::callback::{Answer, Expected, Redirect};
use super::page::Page;

/// A request's head must be complete within this time.
const HEAD: Duration = Duration::from_secs(15);
/// The head of a request cannot be larger; one with a code and a browser's cookies for `localhost` is far smaller.
const BUFFER: usize = 32 << 10;
const MAX_HEADERS: usize = 100;

/// What a browser, or another login, came for.
#[derive(Debug)]
pub(crate) enum Hit {
    /// The provider's answer; the browser waits for the page.
    Back(Answer, oneshot::Sender<Page>),
    /// Another login wants the port.
    Cancel,
}

#[derive(Clone)]
struct Desk {
    expected: Arc<Expected>,
    hits: mpsc::Sender<Hit>,
}

/// The one path that is served, `/cancel` where other logins may take the port, and nothing else.
pub(crate) fn router(
    path: &str,
    yields: bool,
    expected: Arc<Expected>,
    hits: mpsc::Sender<Hit>,
) -> Router {
    let mut router = Router::new().route(path, any(callback));
    if yields {
        router = router.route("/cancel", any(cancel));
    }
    router
        .fallback(nothing)
        .layer(from_fn(only_here))
        .with_state(Desk { expected, hits })
}

/// Serves one connection for one request; `closing` ends it where it is idle.
pub(crate) async fn connection(stream: TcpStream, router: Router, closing: CancellationToken) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(BUFFER)
        .max_headers(MAX_HEADERS)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = std::pin::pin!(connection);
    // An error here is the browser's going away.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = closing.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

async fn callback(State(desk): State<Desk>, method: Method, uri: Uri) -> Response {
    // A HEAD asks what a GET would do; nothing may come of it.
    if method != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let query = uri.query().unwrap_or_default();
    let Ok(answer) = desk.expected.read(query, Redirect::Loopback) else {
        return Page::stray().into_response();
    };
    let (page, shown) = oneshot::channel();
    let page = match desk.hits.try_send(Hit::Back(answer, page)) {
        Ok(()) => shown.await.unwrap_or_else(|_| Page::over()),
        Err(_) => Page::over(),
    };
    page.into_response()
}

/// As openai/codex answers it (`login/src/server.rs`). Pages of the web may not: a browser says where a request is from.
async fn cancel(State(desk): State<Desk>, method: Method, headers: HeaderMap) -> Response {
    let from_page = headers.contains_key(ORIGIN) || headers.contains_key("sec-fetch-site");
    if method != Method::GET || from_page {
        return StatusCode::FORBIDDEN.into_response();
    }
    let _ = desk.hits.try_send(Hit::Cancel);
    "Login cancelled".into_response()
}

async fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.").into_response()
}

/// A page that rebinds its own name to loopback still sends that name.
async fn only_here(request: Request, next: Next) -> Response {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (host, more) = (hosts.next(), hosts.next());
    let ours = host
        .and_then(|host| host.to_str().ok())
        .and_then(|host| host.parse().ok())
        .is_some_and(|host| is_loopback(&host));
    let target_is_ours = request.uri().authority().is_none_or(is_loopback);
    if ours && more.is_none() && target_is_ours {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "This is not a name of this machine.").into_response()
}

fn is_loopback(authority: &Authority) -> bool {
    let host = authority.host();
    // A user name, or a port that is none, is there to mislead somebody.
    let port = authority.as_str().strip_prefix(host);
    if port.is_none_or(|port| !port.is_empty() && authority.port_u16().is_none()) {
        return false;
    }
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_pass() {
        let passes = |host: &str| host.parse().is_ok_and(|host| is_loopback(&host));
        for host in [
            "localhost:1455",
            "LOCALHOST",
            "127.0.0.1:1",
            "[::1]:1",
            "[::1]",
        ] {
            assert!(passes(host), "{host}");
        }
        for host in [
            "evil.test",
            "localhost.evil.test",
            "127.0.0.1.nip.io",
            "localhost@evil.test",
            "user@localhost",
            "0.0.0.0:1",
            "localhost:x",
            "",
        ] {
            assert!(!passes(host), "{host}");
        }
    }
}
