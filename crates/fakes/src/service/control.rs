//! The control endpoints, which tests read and reset the fake by.

use http::request::Parts;
use http::{Method, Response};
use serde_json::json;

use super::body::Body;
use super::flaky::Attempts;
use super::log::Log;
use super::respond;

/// The answer to a control request; `None` where it is none.
pub(crate) fn answer(log: &Log, flaky: &Attempts, parts: &Parts) -> Option<Response<Body>> {
    let value = match (&parts.method, parts.uri.path()) {
        (&Method::GET, "/__log") => json!(log.requests()),
        (&Method::GET, "/__violations") => json!(log.violations()),
        (&Method::GET, "/__streams") => json!(log.streams()),
        (&Method::GET, "/__connections") => json!({ "opened": log.connections() }),
        (&Method::POST, "/__reset") => {
            log.clear();
            flaky.clear();
            json!({ "ok": true })
        }
        _ => return None,
    };
    Some(respond::json(&value))
}
