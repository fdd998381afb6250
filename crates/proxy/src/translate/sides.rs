//! The two sides of a translation, each in one of the formats.

use std::time::{SystemTime, UNIX_EPOCH};

use formats::conversation::{Answer, Event, Losses, Names, Request};
use formats::responses::{self, Rules};
use formats::sse::Message;
use formats::{Failure, Format, chat, error_event, messages};

/// What the client said about how it wants its answer.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    Messages(messages::Delivery),
    Chat(chat::Delivery),
    Responses(responses::Delivery),
}

/// Says events in the client's format.
#[derive(Debug)]
pub(crate) enum ClientEvents {
    Messages(Box<messages::Encoder>),
    Chat(Box<chat::Encoder>),
    Responses(Box<responses::Encoder>),
}

/// Reads events in the provider's format.
#[derive(Debug)]
pub(crate) enum UpstreamEvents {
    Messages(messages::Decoder),
    Chat(Box<chat::Decoder>),
    Responses(Box<responses::Decoder>),
}

/// How a provider wants its requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Upstream {
    pub(crate) format: Format,
    /// With cache breakpoints, where the format has them.
    pub(crate) cache: bool,
    /// What it takes of the Responses format.
    pub(crate) rules: Rules,
}

/// Reads a request in the client's format.
pub(crate) fn decode<'a>(
    format: Format,
    body: &'a str,
    losses: &mut Losses,
) -> Result<(Request<'a>, Delivery), Failure> {
    match format {
        Format::Messages => messages::decode_request(body, losses)
            .map(|(request, delivery)| (request, Delivery::Messages(delivery))),
        Format::Chat => chat::decode_request(body, losses)
            .map(|(request, delivery)| (request, Delivery::Chat(delivery))),
        Format::Responses => responses::decode_request(body, losses)
            .map(|(request, delivery)| (request, Delivery::Responses(delivery))),
    }
}

/// Says a request in the provider's format.
pub(crate) fn encode(
    upstream: &Upstream,
    request: &Request<'_>,
    losses: &mut Losses,
) -> Result<(Vec<u8>, Names), Failure> {
    match upstream.format {
        Format::Messages => {
            let cache = upstream.cache;
            messages::encode_request(request, &messages::Options { cache }, losses)
        }
        Format::Chat => chat::encode_request(request, &chat::Options::default(), losses),
        Format::Responses => {
            let rules = upstream.rules;
            responses::encode_request(request, &responses::Options { rules }, losses)
        }
    }
}

/// A failure with the place that it is about as the client calls it: what other formats call messages is `input` in one.
pub(crate) fn placed(client: Format, failure: Failure) -> Failure {
    let is_messages = failure.param.as_deref() == Some("messages");
    match client {
        Format::Responses if is_messages => Failure {
            param: Some("input".to_owned()),
            ..failure
        },
        _ => failure,
    }
}

/// Where a provider of this format takes requests.
pub(crate) fn path(format: Format) -> &'static str {
    match format {
        Format::Messages => "/v1/messages",
        Format::Chat => "/v1/chat/completions",
        Format::Responses => "/v1/responses",
    }
}

/// Why a provider said no, in its own format.
pub(crate) fn failure(format: Format, status: u16, body: &[u8]) -> Failure {
    match format {
        Format::Messages => messages::error::decode(status, body),
        Format::Chat => chat::error::decode(status, body),
        Format::Responses => responses::error::decode(status, body),
    }
}

/// Reads a whole answer, from a provider that does not stream although it was asked to.
pub(crate) fn read_answer(
    format: Format,
    body: &str,
    sink: &mut impl FnMut(Event<'_>),
) -> Result<(), Failure> {
    match format {
        Format::Messages => messages::decode_answer(body, sink),
        Format::Chat => chat::decode_answer(body, sink),
        Format::Responses => responses::decode_answer(body, sink),
    }
}

impl Delivery {
    pub(crate) fn streams(&self) -> bool {
        match self {
            Self::Messages(delivery) => delivery.streams(),
            Self::Chat(delivery) => delivery.streams(),
            Self::Responses(delivery) => delivery.streams(),
        }
    }

    /// A whole answer in the client's format.
    pub(crate) fn whole(&self, answer: &Answer) -> Vec<u8> {
        match self {
            Self::Messages(delivery) => messages::encode_answer(delivery, answer),
            Self::Chat(delivery) => chat::encode_answer(delivery, answer, now()),
            Self::Responses(delivery) => responses::encode_answer(delivery, answer, now()),
        }
    }
}

impl ClientEvents {
    pub(crate) fn new(delivery: Delivery) -> Self {
        match delivery {
            Delivery::Messages(delivery) => {
                Self::Messages(Box::new(messages::Encoder::new(delivery)))
            }
            Delivery::Chat(delivery) => Self::Chat(Box::new(chat::Encoder::new(delivery, now()))),
            Delivery::Responses(delivery) => {
                Self::Responses(Box::new(responses::Encoder::new(delivery, now())))
            }
        }
    }

    pub(crate) fn encode(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Messages(encoder) => encoder.encode(event, out),
            Self::Chat(encoder) => encoder.encode(event, out),
            Self::Responses(encoder) => encoder.encode(event, out),
        }
    }

    /// The stream breaks: says why, in an event of the client's format.
    pub(crate) fn fail(&mut self, failure: &Failure, request_id: &str, out: &mut Vec<u8>) {
        let format = match self {
            Self::Messages(_) => Format::Messages,
            Self::Chat(_) => Format::Chat,
            Self::Responses(encoder) => return encoder.fail(failure, out),
        };
        let event = error_event(format, failure.kind, &failure.message, request_id);
        out.extend_from_slice(event.as_bytes());
    }
}

impl UpstreamEvents {
    pub(crate) fn new(format: Format) -> Self {
        match format {
            Format::Messages => Self::Messages(messages::Decoder::default()),
            Format::Chat => Self::Chat(Box::default()),
            Format::Responses => Self::Responses(Box::default()),
        }
    }

    pub(crate) fn decode(
        &mut self,
        message: Message<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        match self {
            Self::Messages(decoder) => decoder.decode(message, sink),
            Self::Chat(decoder) => decoder.decode(message, sink),
            Self::Responses(decoder) => decoder.decode(message, sink),
        }
    }

    /// Whether the last event has come.
    pub(crate) fn finished(&self) -> bool {
        match self {
            Self::Messages(decoder) => decoder.finished(),
            Self::Chat(decoder) => decoder.finished(),
            Self::Responses(decoder) => decoder.finished(),
        }
    }
}

/// Unix seconds; a clock before 1970 counts as 1970.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
