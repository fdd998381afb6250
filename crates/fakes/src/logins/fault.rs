//! What goes wrong on the way, as often as tests ask for it.

use serde::{Deserialize, Serialize};

use super::endpoint::{Endpoint, Server};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The request is done, and the connection closed without a byte of an answer.
    #[serde(rename = "lost_answer")]
    LostAnswer,
    /// Nothing is done, and the connection is closed without a byte.
    #[serde(rename = "close")]
    Close,
    /// The request is done, and the answer is 200 with a page that is no JSON.
    #[serde(rename = "garbage")]
    Garbage,
    /// Nothing is done, and the answer is 500.
    #[serde(rename = "500")]
    Status500,
    /// The request is done, and the answer is 500 all the same.
    #[serde(rename = "late_500")]
    Late500,
    /// Nothing is done, and the answer is 429 with `retry-after`.
    #[serde(rename = "429")]
    Status429,
    /// The request is done at once, and answered later.
    #[serde(rename = "slow_ms")]
    SlowMs,
    /// Nothing is done, and the answer is a redirect that keeps method and body (307).
    #[serde(rename = "redirect")]
    Redirect,
}

/// A fault and where it strikes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which endpoint.
    pub endpoint: Endpoint,
    /// Of which server; of any where there is none.
    #[serde(default)]
    pub server: Option<Server>,
    /// What goes wrong there.
    pub kind: Kind,
    /// How many times; once by default.
    #[serde(default = "once")]
    pub times: u32,
    /// The delay of `slow_ms`, in milliseconds.
    #[serde(default = "delay")]
    pub ms: u64,
    /// The seconds in `retry-after` of `429`.
    #[serde(default = "retry_after")]
    pub retry_after_s: u64,
}

fn once() -> u32 {
    1
}

fn delay() -> u64 {
    1000
}

fn retry_after() -> u64 {
    1
}

impl Fault {
    /// A fault that strikes once at `endpoint`, of whichever server.
    pub fn new(endpoint: Endpoint, kind: Kind) -> Self {
        Self {
            endpoint,
            server: None,
            kind,
            times: once(),
            ms: delay(),
            retry_after_s: retry_after(),
        }
    }

    /// The same at one server only.
    #[must_use]
    pub fn at(self, server: Server) -> Self {
        Self {
            server: Some(server),
            ..self
        }
    }

    /// The same, `times` times.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// The same with another delay.
    #[must_use]
    pub fn ms(self, ms: u64) -> Self {
        Self { ms, ..self }
    }

    fn strikes(&self, server: Server, endpoint: Endpoint) -> bool {
        self.endpoint == endpoint && self.server.is_none_or(|its| its == server)
    }
}

/// The faults that are still to come, in the order that they were asked for.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// The fault that strikes now, if any; it is then one time fewer.
    pub(crate) fn next(&mut self, server: Server, endpoint: Endpoint) -> Option<Fault> {
        self.0.retain(|fault| fault.times > 0);
        let fault = self
            .0
            .iter_mut()
            .find(|fault| fault.strikes(server, endpoint))?;
        fault.times -= 1;
        Some(fault.clone())
    }
}
