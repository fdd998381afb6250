//! Whether it runs, and whether it can answer: for people, supervisors and clients that ask before they begin.

use std::sync::Arc;

use axum::Json;
use axum::extract::Extension;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use providers::Account;
use serde::Serialize;

use crate::app::Live;

#[derive(Serialize)]
struct Root {
    name: &'static str,
    version: &'static str,
    status: &'static str,
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    providers: [ProviderHealth; 1],
}

#[derive(Serialize)]
struct ProviderHealth {
    name: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// `/`: Claude Code asks for it with HEAD before its first request (measured with claude 2.1.331).
pub(crate) async fn root() -> Json<impl Serialize> {
    Json(Root {
        name: "ccproxy",
        version: VERSION,
        status: "running",
    })
}

/// `/health/live`: the process answers.
pub(crate) async fn live() -> Json<impl Serialize> {
    Json(Root {
        name: "ccproxy",
        version: VERSION,
        status: "pass",
    })
}

/// `/health`: always 200, with what would fail.
pub(crate) async fn health(Extension(live): Extension<Arc<Live>>) -> Json<impl Serialize> {
    Json(report(&live))
}

/// `/health/ready`: 503 as long as no provider has a usable account.
pub(crate) async fn ready(Extension(live): Extension<Arc<Live>>) -> Response {
    let report = report(&live);
    let status = if report.status == "pass" {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(report)).into_response()
}

fn report(live: &Live) -> Health {
    let name = live.claude.name();
    let provider = match live.claude.account() {
        Account::Ready { kind } => ProviderHealth {
            name,
            status: "pass",
            account: Some(kind),
            reason: None,
        },
        Account::Unusable { why } => ProviderHealth {
            name,
            status: "warn",
            account: None,
            reason: Some(why),
        },
    };
    Health {
        status: provider.status,
        version: VERSION,
        providers: [provider],
    }
}
