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
    values: Vec<(String, f64)>,
}

/// Counts stay far below where a float would round them.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts and bytes of one machine"
)]
fn number(count: u64) -> f64 {
    count as f64
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
        values: vec![(String::new(), number(app.open.count() as u64))],
    }];
    metrics.push(Metric {
        name: "ccproxy_plan_used_percent",
        help: "How much of a plan's window is used, as its provider last said.",
        kind: "gauge",
        values: plans(live),
    });
    let Some(code) = &live.providers.claude_code else {
        return metrics;
    };
    let stats = code.stats();
    metrics.push(Metric {
        name: "ccproxy_claude_code_processes",
        help: "Processes of the claude command that are there now, and those of them that wait.",
        kind: "gauge",
        values: vec![
            ("{state=\"all\"}".to_owned(), number(stats.running as u64)),
            ("{state=\"idle\"}".to_owned(), number(stats.idle as u64)),
        ],
    });
    metrics.push(Metric {
        name: "ccproxy_claude_code_started_total",
        help: "Processes of the claude command that were started.",
        kind: "counter",
        values: vec![(String::new(), number(stats.started))],
    });
    metrics.push(Metric {
        name: "ccproxy_claude_code_memory_bytes",
        help: "Memory that those processes take; absent where the system does not tell.",
        kind: "gauge",
        values: stats
            .memory
            .map(|bytes| (String::new(), number(bytes)))
            .into_iter()
            .collect(),
    });
    metrics
}

/// The windows of every plan that has said something.
fn plans(live: &Live) -> Vec<(String, f64)> {
    let mut values = Vec::new();
    for provider in live.providers.all() {
        let Some(limits) = provider.limits() else {
            continue;
        };
        let windows = [("primary", limits.primary), ("secondary", limits.secondary)];
        for (name, window) in windows {
            if let Some(window) = window {
                let labels = format!("{{provider=\"{}\",window=\"{name}\"}}", provider.name());
                values.push((labels, window.used));
            }
        }
    }
    values
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
