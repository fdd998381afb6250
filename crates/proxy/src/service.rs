//! What happens to every request, in this order: guard, route, and the headers that every answer gets.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use http::header::CONNECTION;
use http::request::Parts;
use http::{HeaderValue, Request, Response};
use http_body::Body as HttpBody;
use hyper::body::Incoming;
use tower::ServiceExt;

use crate::activity::Entry;
use crate::app::{App, Live};
use crate::guard::{Guard, preflight};
use crate::models;
use crate::refusal::Refusal;
use crate::routes::{is_public, refuse};

/// Serves the requests of one connection.
#[derive(Debug, Clone)]
pub(crate) struct Front {
    pub(crate) app: Arc<App>,
    pub(crate) router: Router,
    /// The address that the connection came in on.
    pub(crate) local: IpAddr,
}

impl Front {
    /// Answers one request.
    pub(crate) async fn serve(
        self,
        request: Request<Incoming>,
    ) -> Result<Response<Body>, Infallible> {
        let told = tracing::enabled!(tracing::Level::DEBUG).then(|| {
            let (method, path) = (request.method().clone(), request.uri().path().to_owned());
            (Instant::now(), method, path)
        });
        let response = answer(self, request).await;
        if let Some((began, method, path)) = told {
            let head_ms = began.elapsed().as_millis();
            tracing::debug!(%method, path, status = response.status().as_u16(), head_ms, "answered");
        }
        Ok(response)
    }
}

async fn answer(front: Front, request: Request<Incoming>) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let entry = front.app.activity.begin(&parts);
    if let Some(entry) = &entry {
        parts.extensions.insert(Entry::clone(entry));
    }
    let response = admitted(front, parts, body).await;
    if let Some(entry) = entry {
        entry.answered(&response);
    }
    response
}

async fn admitted(front: Front, mut parts: Parts, body: Incoming) -> Response<Body> {
    let live = front.app.live();
    let format = models::format(parts.uri.path(), &parts.headers);
    let refuse = |refusal| unread(&body, refuse(refusal, format));
    let caller = match live.guard.admit(&parts, front.local) {
        Ok(caller) => caller,
        Err(refusal) => return refuse(refusal),
    };
    let mut response = if let Some(answer) = preflight(&parts, &caller) {
        answer
    } else if let Err(refusal) = check(&live, &parts) {
        refuse(refusal)
    } else {
        parts.extensions.insert(live);
        let request = Request::from_parts(parts, Body::new(body));
        let Ok(response) = front.router.oneshot(request).await;
        response
    };
    caller.allow(response.headers_mut());
    response
}

/// An answer to a request whose body nobody read. Its connection ends with it, and says so: else the client's next request
/// on it would break (measured with openai-python 3.57.0, `APIConnectionError`).
pub(crate) fn unread(body: &impl HttpBody, mut answer: Response<Body>) -> Response<Body> {
    if !body.is_end_stream() {
        let close = HeaderValue::from_static("close");
        answer.headers_mut().insert(CONNECTION, close);
    }
    answer
}

fn check(live: &Live, parts: &Parts) -> Result<(), Refusal> {
    if !is_public(parts.uri.path()) {
        live.guard.authenticate(parts)?;
    }
    Guard::content_type(parts)
}
