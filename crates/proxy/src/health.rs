//! Whether it runs, and whether it can answer: for people, supervisors and clients that ask before they begin.

use std::sync::Arc;

use axum::Json;
use axum::extract::Extension;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use providers::{Account, Provider};
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
    providers: Vec<ProviderHealth>,
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
const PASS: &str = "pass";
const WARN: &str = "warn";

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
        status: PASS,
    })
}

/// `/health`: always 200, with what would fail.
pub(crate) async fn health(Extension(live): Extension<Arc<Live>>) -> Json<impl Serialize> {
    Json(report(&live))
}

/// `/health/ready`: 503 as long as no provider has a usable account.
pub(crate) async fn ready(Extension(live): Extension<Arc<Live>>) -> Response {
    let report = report(&live);
    let status = if report.status == PASS {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(report)).into_response()
}

/// Whoever is switched on is reported; one that can answer is enough to be of use.
fn report(live: &Live) -> Health {
    let providers: Vec<_> = live.providers.all().map(of).collect();
    let passes = providers.iter().any(|provider| provider.status == PASS);
    Health {
        status: if passes { PASS } else { WARN },
        version: VERSION,
        providers,
    }
}

fn of(provider: &Arc<dyn Provider>) -> ProviderHealth {
    let name = provider.name();
    match provider.account() {
        Account::Ready { kind } => ProviderHealth {
            name,
            status: PASS,
            account: Some(kind),
            reason: None,
        },
        Account::Unusable { why } => ProviderHealth {
            name,
            status: WARN,
            account: None,
            reason: Some(why),
        },
    }
}
