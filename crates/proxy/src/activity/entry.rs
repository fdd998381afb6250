use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use formats::ErrorKind;
use formats::conversation::Usage;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Response};
use providers::IGNORED;

use super::book::Kept;
use super::record::{self, Record, cut};
use super::{Activity, record::MESSAGE, record::NAME};
use crate::refusal::Reason;

/// The record of one request, in the hands of whoever has the request now. When the last hand lets go of it before its
/// end was told, the client has gone away.
#[derive(Debug, Clone)]
pub(crate) struct Entry(Arc<Open>);

#[derive(Debug)]
struct Open {
    activity: Activity,
    id: u64,
    began: Instant,
    is_head: bool,
    /// Somebody sees the answer's body pass, and will tell its end.
    is_witnessed: AtomicBool,
}

impl Entry {
    pub(super) fn new(activity: Activity, id: u64, is_head: bool) -> Self {
        Self(Arc::new(Open {
            activity,
            id,
            began: Instant::now(),
            is_head,
            is_witnessed: AtomicBool::new(false),
        }))
    }

    /// The request is for `asked`; `provider` answers, with `rename` if it knows the model by another name.
    pub(crate) fn routed(
        &self,
        asked: Option<&str>,
        provider: Option<&'static str>,
        rename: Option<&str>,
    ) {
        self.change(|record| {
            let named = |name: &str| cut(name, NAME);
            record.model = rename.or(asked).map(named);
            record.asked = rename.and(asked).map(named);
            record.provider = provider;
        });
    }

    /// This is the head of the answer. If nobody sees its body pass, it is whole.
    pub(crate) fn answered<B>(&self, response: &Response<B>) {
        let whole = self.0.is_head || !self.0.is_witnessed.load(Ordering::Relaxed);
        let told = |kept: &mut Kept| head(&mut kept.record, response);
        if !whole {
            self.0.activity.change(self.0.id, told);
            return;
        }
        let took = self.0.began.elapsed();
        self.0.activity.end(self.0.id, |kept| {
            told(kept);
            kept.record.first_byte = Some(took);
            kept.record.duration = Some(took);
        });
    }

    /// Somebody will tell the end of the answer's body.
    pub(super) fn is_witnessed(&self) {
        self.0.is_witnessed.store(true, Ordering::Relaxed);
    }

    /// The first bytes of the answer's body are on their way to the client.
    pub(super) fn first_byte(&self) {
        let took = self.0.began.elapsed();
        self.change(|record| record.first_byte = Some(took));
    }

    /// The provider counted tokens; what it says later overrides what it said before.
    pub(crate) fn used(&self, usage: Usage) {
        self.0.activity.change(self.0.id, |kept| {
            kept.usage.update(usage);
            let usage = kept.usage;
            let read = usage.input.or(usage.cache_read).or(usage.cache_write);
            kept.record.input_tokens = read.map(|_| usage.prompt());
            kept.record.output_tokens = usage.output;
            kept.record.cached_tokens = usage.cache_read;
        });
    }

    /// Why the answer comes to nothing. What was said first counts.
    pub(crate) fn failed(&self, why: &str) {
        self.change(|record| {
            if record.error.is_none() {
                record.error = Some(cut(why, MESSAGE));
            }
        });
    }

    /// The answer has gone out.
    pub(super) fn end(&self) {
        self.0.end(None);
    }

    fn change(&self, change: impl FnOnce(&mut Record)) {
        let activity = &self.0.activity;
        activity.change(self.0.id, |kept| change(&mut kept.record));
    }
}

impl Open {
    fn end(&self, why: Option<&str>) {
        let took = self.began.elapsed();
        self.activity.end(self.id, |kept| {
            let record = &mut kept.record;
            record.duration = Some(took);
            if record.error.is_none() {
                record.error = why.map(str::to_owned);
            }
        });
    }
}

impl Drop for Open {
    /// Does nothing if the end was told.
    fn drop(&mut self) {
        self.end(Some(if self.activity.is_stopping() {
            "the answer was cut, since ccproxy was stopped"
        } else {
            "the client went away"
        }));
    }
}

fn head<B>(record: &mut Record, response: &Response<B>) {
    let headers = response.headers();
    record.status = Some(response.status().as_u16());
    record.streaming = text(headers, CONTENT_TYPE.as_str())
        .is_some_and(|kind| kind.starts_with("text/event-stream"));
    record.request_id = text(headers, "request-id").map(|id| cut(id, NAME));
    record.ignored = text(headers, IGNORED.as_str())
        .into_iter()
        .flat_map(|line| line.split(','))
        .take(record::IGNORED)
        .map(|name| cut(name.trim(), NAME))
        .collect();
    if let (None, Some(Reason(why))) = (&record.error, response.extensions().get()) {
        record.error = Some(cut(why, MESSAGE));
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// What kind of error a provider gave, in the words that Anthropic has for it; its own words may quote the client's.
pub(crate) fn kind_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidRequest
        | ErrorKind::MethodNotAllowed
        | ErrorKind::UpgradeRequired
        | ErrorKind::Conflict
        | ErrorKind::UnsupportedMedia => "invalid_request_error",
        ErrorKind::ContextLength => "context_length_exceeded",
        ErrorKind::Authentication | ErrorKind::Credential => "authentication_error",
        ErrorKind::Billing => "billing_error",
        ErrorKind::Permission => "permission_error",
        ErrorKind::NotFound | ErrorKind::UnknownModel => "not_found_error",
        ErrorKind::TooLarge => "request_too_large",
        ErrorKind::RateLimit | ErrorKind::PlanLimit => "rate_limit_error",
        ErrorKind::RequestTimeout | ErrorKind::GatewayTimeout => "timeout_error",
        ErrorKind::Internal | ErrorKind::BadGateway => "api_error",
        ErrorKind::Overloaded => "overloaded_error",
    }
}
