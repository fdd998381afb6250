//! `/metrics`: numbers for Prometheus (source: Prometheus docs, "Exposition formats", text 0.0.4).

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::IntoResponse;
use http::header::CONTENT_TYPE;

use crate::app::{App, Live};

/// One number, with what it means.
struct Metric {
    name: &'static str,
    help: &'static str,
    kind: &'static str,
    /// Labels as they are written, and the value.
    values: Vec<(&'static str, u64)>,
}

/// Answers with the numbers of this moment.
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(live): Extension<Arc<Live>>,
) -> impl IntoResponse {
    let text: String = all(&app, &live).iter().map(written).collect();
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(CONTENT_TYPE, kind)], text)
}

fn all(app: &App, live: &Live) -> Vec<Metric> {
    let mut metrics = vec![Metric {
        name: "ccproxy_open_requests",
        help: "Requests that are open now.",
        kind: "gauge",
        values: vec![("", app.open.count() as u64)],
    }];
    let Some(code) = &live.providers.claude_code else {
        return metrics;
    };
    let stats = code.stats();
    metrics.push(Metric {
        name: "ccproxy_claude_code_processes",
        help: "Processes of the claude command that are there now, and those of them that wait.",
        kind: "gauge",
        values: vec![
            ("{state=\"all\"}", stats.running as u64),
            ("{state=\"idle\"}", stats.idle as u64),
        ],
    });
    metrics.push(Metric {
        name: "ccproxy_claude_code_started_total",
        help: "Processes of the claude command that were started.",
        kind: "counter",
        values: vec![("", stats.started)],
    });
    metrics.push(Metric {
        name: "ccproxy_claude_code_memory_bytes",
        help: "Memory that those processes take; absent where the system does not tell.",
        kind: "gauge",
        values: stats.memory.map(|bytes| ("", bytes)).into_iter().collect(),
    });
    metrics
}

fn written(metric: &Metric) -> String {
    let Metric {
        name, help, kind, ..
    } = metric;
    let mut text = format!("# HELP {name} {help}\n# TYPE {name} {kind}\n");
    for (labels, value) in &metric.values {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name}{labels} {value}");
    }
    text
}
