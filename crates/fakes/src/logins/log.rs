//! What was asked: masked, and counted.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use super::asked::Asked;
use super::endpoint::{Endpoint, Server};
use super::fault;
use super::fields::Fields;
use super::secret;
use super::violation::Violation;

/// How many entries each list keeps; the oldest go first.
const KEPT: usize = 10_000;

/// One request. Secrets are masked (see [`masked`](super::masked)), so that it can be compared and shown.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// When, in Unix seconds of the servers' clock.
    pub time: i64,
    /// Which server answered.
    pub server: Server,
    /// Which of its endpoints.
    pub endpoint: Endpoint,
    /// The method.
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// The query's parameters.
    pub query: BTreeMap<String, String>,
    /// The headers in the order that they came in.
    pub headers: Vec<(String, String)>,
    /// The body's fields; where it has none, all of it, masked, under an empty name.
    pub body: BTreeMap<String, String>,
    /// The status of the answer; 0 where the connection was closed without one.
    pub status: u16,
    /// The fault that struck.
    pub fault: Option<fault::Kind>,
}

/// Everything that was noted.
#[derive(Debug, Default)]
pub(crate) struct Log {
    entries: VecDeque<Entry>,
    violations: VecDeque<Violation>,
    counters: BTreeMap<String, u64>,
}

impl Log {
    /// Notes a request before it is answered; counts it.
    pub(crate) fn count(&mut self, server: Server, endpoint: Endpoint) {
        let name = format!("{}.{}", server.name(), endpoint.name());
        *self.counters.entry(name).or_default() += 1;
    }

    pub(crate) fn request(&mut self, entry: Entry) {
        push(&mut self.entries, entry);
    }

    pub(crate) fn violation(&mut self, violation: Violation) {
        push(&mut self.violations, violation);
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.entries.iter().cloned().collect()
    }

    pub(crate) fn violations(&self) -> Vec<Violation> {
        self.violations.iter().cloned().collect()
    }

    pub(crate) fn counters(&self) -> BTreeMap<String, u64> {
        self.counters.clone()
    }
}

impl Entry {
    pub(crate) fn of(
        asked: &Asked<'_>,
        time: i64,
        status: u16,
        fault: Option<fault::Kind>,
    ) -> Self {
        let headers = asked.headers().iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.to_string(), secret::header(name.as_str(), &value))
        });
        let query = asked.parts.uri.query().unwrap_or_default();
        Self {
            time,
            server: asked.server,
            endpoint: asked.endpoint,
            method: asked.parts.method.to_string(),
            path: asked.parts.uri.path().to_owned(),
            query: masked(&asked.query(), query.as_bytes()),
            headers: headers.collect(),
            body: masked(&body(asked), asked.body),
            status,
            fault,
        }
    }
}

fn body(asked: &Asked<'_>) -> Result<Fields, String> {
    if asked.is_form() {
        asked.form()
    } else {
        asked.json()
    }
}

fn masked(fields: &Result<Fields, String>, whole: &[u8]) -> BTreeMap<String, String> {
    match fields {
        Ok(fields) => fields
            .iter()
            .map(|(name, value)| (name.to_owned(), secret::field(name, value)))
            .collect(),
        Err(_) if whole.is_empty() => BTreeMap::new(),
        Err(_) => {
            let whole = secret::masked(&String::from_utf8_lossy(whole));
            BTreeMap::from([(String::new(), whole)])
        }
    }
}

fn push<T>(list: &mut VecDeque<T>, item: T) {
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(item);
}
