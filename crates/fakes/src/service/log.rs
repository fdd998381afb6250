//! What happened: requests, streams, connections and violations, for tests to read.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::request::Parts;
use serde::Serialize;
use serde_json::Value;

/// How many entries each list keeps; the oldest go first.
const KEPT: usize = 10_000;
/// How many bytes of request bodies are kept, but for the last request's.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// One request.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// When it was answered, Unix seconds.
    pub time: f64,
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers in the order that they came in.
    pub headers: Vec<(String, String)>,
    /// The body: parsed where it is JSON, text otherwise, null where there was none.
    pub body: Value,
    /// The scenario that answered; empty where none did.
    pub scenario: String,
    /// The status of the answer.
    pub status: u16,
}

/// One streamed answer.
#[derive(Clone, Debug, Serialize)]
pub struct StreamEntry {
    /// The message's id.
    pub id: String,
    /// The last user text of the request, up to 200 characters: tests mark their requests there.
    pub marker: String,
    /// When the answer was made, Unix seconds with microseconds.
    pub started: f64,
    /// When its body ended or was dropped.
    pub ended: Option<f64>,
    /// `complete`, `client_gone` or `cut`.
    pub how: Option<&'static str>,
}

/// A request as it is kept: its body as it came in.
pub(crate) struct Received {
    time: f64,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Bytes,
    scenario: String,
    status: u16,
}

/// Everything that was recorded. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Records>>);

#[derive(Default)]
struct Records {
    requests: VecDeque<Received>,
    request_bytes: usize,
    violations: VecDeque<String>,
    streams: VecDeque<(u64, StreamEntry)>,
    opened_streams: u64,
    connections: u64,
}

impl Log {
    pub(crate) fn request(&self, received: Received) {
        let mut records = self.lock();
        records.request_bytes += received.body.len();
        records.requests.push_back(received);
        while records.requests.len() > KEPT
            || (records.request_bytes > KEPT_BYTES && records.requests.len() > 1)
        {
            let gone = records
                .requests
                .pop_front()
                .map_or(0, |oldest| oldest.body.len());
            records.request_bytes -= gone;
        }
    }

    pub(crate) fn violation(&self, what: String) {
        push(&mut self.lock().violations, what);
    }

    pub(crate) fn connection(&self) {
        self.lock().connections += 1;
    }

    /// Opens the record of a streamed answer; `cut` says that its scenario ends it early.
    pub(crate) fn stream(&self, id: &str, marker: &str, cut: bool) -> StreamGuard {
        let marker = marker.chars().take(200).collect();
        let entry = StreamEntry {
            id: id.to_owned(),
            marker,
            started: now(),
            ended: None,
            how: None,
        };
        let mut records = self.lock();
        let number = records.opened_streams;
        records.opened_streams += 1;
        push(&mut records.streams, (number, entry));
        StreamGuard {
            log: Some((self.clone(), number)),
            cut,
        }
    }

    pub(crate) fn requests(&self) -> Vec<Entry> {
        self.lock().requests.iter().map(Received::entry).collect()
    }

    pub(crate) fn violations(&self) -> Vec<String> {
        self.lock().violations.iter().cloned().collect()
    }

    pub(crate) fn streams(&self) -> Vec<StreamEntry> {
        self.lock()
            .streams
            .iter()
            .map(|(_, entry)| entry.clone())
            .collect()
    }

    pub(crate) fn connections(&self) -> u64 {
        self.lock().connections
    }

    /// Forgets everything. Streams that are still open leave no record when they end.
    pub(crate) fn clear(&self) {
        let mut records = self.lock();
        let opened_streams = records.opened_streams;
        *records = Records {
            opened_streams,
            ..Records::default()
        };
    }

    fn close_stream(&self, number: u64, how: &'static str) {
        let mut records = self.lock();
        if let Some((_, entry)) = records.streams.iter_mut().rev().find(|(n, _)| *n == number) {
            entry.ended = Some(now());
            entry.how = Some(how);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Records> {
        // A panic elsewhere cannot leave a list half-changed: what was recorded is still worth reading.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Received {
    /// A request and how it was answered.
    pub(crate) fn new(parts: &Parts, body: Bytes, scenario: &str, status: u16) -> Self {
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        Self {
            time: now(),
            method: parts.method.to_string(),
            path: parts
                .uri
                .path_and_query()
                .map_or_else(|| parts.uri.to_string(), ToString::to_string),
            headers,
            body,
            scenario: scenario.to_owned(),
            status,
        }
    }

    fn entry(&self) -> Entry {
        let body = match self.body.as_ref() {
            [] => Value::Null,
            bytes => serde_json::from_slice(bytes)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(bytes).into_owned())),
        };
        Entry {
            time: self.time,
            method: self.method.clone(),
            path: self.path.clone(),
            headers: self.headers.clone(),
            body,
            scenario: self.scenario.clone(),
            status: self.status,
        }
    }
}

/// Closes the record of a streamed answer: by its end, or by its drop when the client has gone.
pub(crate) struct StreamGuard {
    log: Option<(Log, u64)>,
    cut: bool,
}

impl StreamGuard {
    /// A guard that records nothing.
    pub(crate) fn silent() -> Self {
        Self {
            log: None,
            cut: false,
        }
    }

    pub(crate) fn ended(&mut self) {
        let how = if self.cut { "cut" } else { "complete" };
        self.close(how);
    }

    pub(crate) fn broke_off(&mut self) {
        self.close("cut");
    }

    fn close(&mut self, how: &'static str) {
        if let Some((log, number)) = self.log.take() {
            log.close_stream(number, how);
        }
    }
}

impl Drop for StreamGuard {
    fn drop(&mut self) {
        self.close("client_gone");
    }
}

/// Unix time in seconds.
pub(crate) fn now() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64())
}

fn push<T>(list: &mut VecDeque<T>, item: T) {
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(item);
}
