//! The requests as the window sees them: no bodies, no headers.

use std::time::Duration;

use formats::Format;
use serde::Serialize;

use super::milliseconds;
use crate::state::activity::{Activity, Record};

/// `activity`, event `activity`: at most 10 a second, each with the rows that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct ActivityView {
    /// The rows.
    pub(crate) rows: Vec<ActivityRow>,
    /// How many requests are open.
    pub(crate) live: usize,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActivityRow {
    #[cfg_attr(test, ts(type = "number"))]
    id: u64,
    #[cfg_attr(test, ts(type = "number"))]
    started_at: u64,
    method: String,
    path: String,
    #[cfg_attr(
        test,
        ts(type = "\"messages\" | \"chat\" | \"responses\" | \"models\" | \"other\"")
    )]
    format: &'static str,
    /// The model that answers.
    model: Option<String>,
    /// The one that the client named, where that differs.
    asked: Option<String>,
    provider: Option<&'static str>,
    /// From the user agent's first word.
    client: Option<String>,
    streaming: bool,
    /// Null while it is open.
    status: Option<u16>,
    #[cfg_attr(test, ts(type = "number | null"))]
    first_byte_ms: Option<u64>,
    /// Null while it is open.
    #[cfg_attr(test, ts(type = "number | null"))]
    duration_ms: Option<u64>,
    #[cfg_attr(test, ts(type = "number | null"))]
    input_tokens: Option<u64>,
    #[cfg_attr(test, ts(type = "number | null"))]
    output_tokens: Option<u64>,
    #[cfg_attr(test, ts(type = "number | null"))]
    cached_tokens: Option<u64>,
    error: Option<String>,
    request_id: Option<String>,
    ignored: Vec<String>,
}

impl ActivityView {
    /// What changed after `seq`, and the new one.
    pub(crate) fn since(activity: &Activity, seq: u64) -> (Self, u64) {
        let (records, seq) = activity.since(seq);
        let view = Self {
            rows: records.into_iter().map(ActivityRow::from).collect(),
            live: activity.live(),
        };
        (view, seq)
    }
}

impl From<Record> for ActivityRow {
    fn from(record: Record) -> Self {
        let format = format(&record);
        let asked = record
            .asked
            .filter(|asked| record.model.as_ref() != Some(asked));
        Self {
            id: record.id,
            started_at: milliseconds(record.started_at),
            method: record.method,
            format,
            path: record.path,
            model: record.model,
            asked,
            provider: record.provider,
            client: record.client,
            streaming: record.streaming,
            status: record.status,
            first_byte_ms: record.first_byte.map(whole),
            duration_ms: record.duration.map(whole),
            input_tokens: record.input_tokens,
            output_tokens: record.output_tokens,
            cached_tokens: record.cached_tokens,
            error: record.error,
            request_id: record.request_id,
            ignored: record.ignored,
        }
    }
}

fn format(record: &Record) -> &'static str {
    match record.format {
        _ if record.path.contains("/models") => "models",
        Some(Format::Messages) => "messages",
        Some(Format::Chat) => "chat",
        Some(Format::Responses) => "responses",
        None => "other",
    }
}

fn whole(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    pub(crate) fn record() -> Record {
        Record {
            id: 7,
            started_at: UNIX_EPOCH + Duration::from_millis(1_700_000_000_123),
            method: "POST".into(),
            path: "/v1/messages".into(),
            format: Some(Format::Messages),
            model: Some("claude-sonnet-5-5".into()),
            asked: Some("claude-sonnet-5-5".into()),
            provider: Some("claude"),
            client: Some("anthropic-python".into()),
            streaming: true,
            status: Some(200),
            first_byte: Some(Duration::from_micros(1_500)),
            duration: None,
            input_tokens: Some(10),
            output_tokens: None,
            cached_tokens: None,
            error: None,
            request_id: Some("req_1".into()),
            ignored: vec![],
        }
    }

    #[test]
    fn a_row_has_times_in_milliseconds_and_names_the_asked_model_only_where_it_differs() {
        let row = ActivityRow::from(record());
        assert_eq!(row.started_at, 1_700_000_000_123);
        assert_eq!((row.first_byte_ms, row.duration_ms), (Some(1), None));
        assert_eq!(row.asked, None);
        let aliased = Record {
            asked: Some("gpt-5".into()),
            ..record()
        };
        assert_eq!(ActivityRow::from(aliased).asked.as_deref(), Some("gpt-5"));
    }

    #[test]
    fn a_list_of_models_is_no_chat() {
        let models = Record {
            path: "/openai/v1/models".into(),
            format: Some(Format::Chat),
            ..record()
        };
        assert_eq!(ActivityRow::from(models).format, "models");
    }
}
