//! What happens to every request, in this order: guard, route, and the headers that every answer gets.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use formats::Format;
use http::request::Parts;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::Service;
use tower::ServiceExt;

use crate::app::{App, Live};
use crate::guard::{Guard, preflight};
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

impl Service<Request<Incoming>> for Front {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        Box::pin(serve(self.clone(), request))
    }
}

async fn serve(front: Front, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let told = tracing::enabled!(tracing::Level::DEBUG).then(|| {
        (
            Instant::now(),
            request.method().clone(),
            request.uri().path().to_owned(),
        )
    });
    let response = answer(front, request).await;
    if let Some((began, method, path)) = told {
        let head_ms = began.elapsed().as_millis();
        tracing::debug!(%method, path, status = response.status().as_u16(), head_ms, "answered");
    }
    Ok(response)
}

async fn answer(front: Front, request: Request<Incoming>) -> Response<Body> {
    let live = front.app.live();
    let (mut parts, body) = request.into_parts();
    let format = Format::of_path(parts.uri.path());
    let caller = match live.guard.admit(&parts, front.local) {
        Ok(caller) => caller,
        Err(refusal) => return refuse(refusal, format),
    };
    let mut response = if let Some(answer) = preflight(&parts, &caller) {
        answer
    } else if let Err(refusal) = check(&live, &parts) {
        refuse(refusal, format)
    } else {
        parts.extensions.insert(live);
        let request = Request::from_parts(parts, Body::new(body));
        let Ok(response) = front.router.oneshot(request).await;
        response
    };
    caller.allow(response.headers_mut());
    response
}

fn check(live: &Live, parts: &Parts) -> Result<(), Refusal> {
    if !is_public(parts.uri.path()) {
        live.guard.authenticate(parts)?;
    }
    Guard::content_type(parts)
}
