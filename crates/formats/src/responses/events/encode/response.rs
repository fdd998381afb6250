use super::usage;
use crate::Failure;
use crate::conversation::{Alphabet, Stop, Usage};
use crate::json::Writer;
use crate::responses::{Delivery, failed};

/// Ids of items take 64 characters (source: the API's own message); this leaves room for a prefix and an index.
const TAILS: Alphabet = Alphabet { longest: 40 };

/// What all events of one answer have in common.
#[derive(Debug)]
pub(in crate::responses) struct Head {
    id: String,
    /// What the ids of its items are made of: the same answer has the same ids, always.
    tail: String,
    model: String,
    created: u64,
}

impl Head {
    /// Of the answer that its provider calls `id`.
    pub(in crate::responses) fn new(id: &str, model: &str, created: u64) -> Self {
        let id = id.strip_prefix("resp_").unwrap_or(id);
        let tail = ["msg_", "chatcmpl-", "req_"]
            .into_iter()
            .find_map(|prefix| id.strip_prefix(prefix));
        Self {
            id: format!("resp_{id}"),
            tail: TAILS.clean(tail.unwrap_or(id)).to_string(),
            model: model.to_owned(),
            created,
        }
    }

    /// The id of the item at `index`.
    pub(super) fn item(&self, prefix: &str, index: u64) -> String {
        format!("{prefix}_{}_{index}", self.tail)
    }
}

/// Where a response is.
#[derive(Debug, Clone, Copy)]
pub(in crate::responses) enum Ending<'f> {
    /// It goes on.
    InProgress,
    Completed,
    /// It was cut off, for this reason.
    Incomplete(&'static str),
    Failed(&'f Failure),
}

impl Ending<'_> {
    /// `refused`: whether a refusal was said in words; one without words is told by the reason alone (source:
    /// openai-python 3.57.0, `IncompleteDetails.reason`).
    pub(super) fn of(stop: &Stop<'_>, refused: bool) -> Self {
        match stop {
            Stop::MaxTokens | Stop::ContextWindow => Self::Incomplete("max_output_tokens"),
            Stop::Refusal(None) if !refused => Self::Incomplete("content_filter"),
            _ => Self::Completed,
        }
    }

    /// The name of its event.
    pub(super) fn event(&self) -> &'static str {
        match self {
            Self::InProgress => "response.in_progress",
            Self::Completed => "response.completed",
            Self::Incomplete(_) => "response.incomplete",
            Self::Failed(_) => "response.failed",
        }
    }

    fn status(&self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Incomplete(_) => "incomplete",
            Self::Failed(_) => "failed",
        }
    }
}

/// Writes a response with these items, which are JSON set apart by commas (source: openai-python 3.57.0, `Response`).
pub(in crate::responses) fn response(
    head: &Head,
    delivery: &Delivery,
    ending: &Ending<'_>,
    items: &[u8],
    usage: Option<&Usage>,
    out: &mut Vec<u8>,
) {
    let mut writer = Writer(out);
    writer.raw("{\"id\":").string(&head.id);
    writer.key("object").string("response");
    writer.key("created_at").number(head.created);
    writer.key("status").string(ending.status());
    writer.key("error");
    match ending {
        Ending::Failed(failure) => {
            let code = failed::code(failure.kind);
            writer.raw("{\"code\":").string(code);
            writer.key("message").string(&failure.message).raw("}");
        }
        _ => {
            writer.raw("null");
        }
    }
    writer.key("incomplete_details");
    match ending {
        Ending::Incomplete(reason) => {
            writer.raw("{\"reason\":").string(reason).raw("}");
        }
        _ => {
            writer.raw("null");
        }
    }
    writer.key("model").string(&head.model);
    writer.key("output").raw("[");
    writer.0.extend_from_slice(items);
    writer.raw("]");
    // Nothing is kept here.
    writer.raw(r#","background":false,"previous_response_id":null,"store":false"#);
    writer.item().raw(delivery.echo()).key("usage");
    match usage {
        Some(usage) => usage::write(usage, &mut writer),
        None => {
            writer.raw("null");
        }
    }
    writer.raw("}");
}
