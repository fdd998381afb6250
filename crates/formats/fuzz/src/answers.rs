//! Answers: any bytes come out as a stream that clients can read, or as a failure.

use std::sync::OnceLock;

use formats::conversation::{Event, Fold, Losses};
use formats::{Failure, chat, messages, responses, sse};

use crate::LARGEST;
use crate::laws::order::Order;
use crate::laws::stream;

const CHAT: &str = r#"{"model":"claude-opus-4-8","messages":[{"role":"user","content":"hi"}],"stream":true,
    "stream_options":{"include_usage":true},"include_reasoning":true}"#;
/// With a tool of each kind that is called in another way.
const RESPONSES: &str = r#"{"model":"claude-opus-4-8","input":"hi","stream":true,"tools":[{"type":"custom","name":"x"},
    {"type":"local_shell"},{"type":"namespace","name":"n","description":"","tools":[{"type":"function","name":"f"}]}]}"#;
const MESSAGES: &str = r#"{"model":"claude-opus-4-8","max_tokens":9,"messages":[{"role":"user","content":"hi"}],
    "stream":true}"#;

/// What a Chat provider streams, or answers as a whole.
pub fn chat_events(data: &[u8]) {
    let mut decoder = chat::Decoder::default();
    let mut clients = Clients::new();
    read(data, |message| {
        decoder.decode(message, &mut |event| clients.hear(&event))
    });
    clients.hang_up(decoder.finished());

    let mut clients = Clients::new();
    if let Ok(body) = std::str::from_utf8(data) {
        let read = chat::decode_answer(body, &mut |event| clients.hear(&event));
        clients.hang_up(read.is_ok());
    }
}

/// What a Messages provider streams, or answers as a whole.
pub fn messages_events(data: &[u8]) {
    let mut decoder = messages::Decoder::default();
    let mut clients = Clients::new();
    read(data, |message| {
        decoder.decode(message, &mut |event| clients.hear(&event))
    });
    clients.hang_up(decoder.finished());

    let mut clients = Clients::new();
    if let Ok(body) = std::str::from_utf8(data) {
        let read = messages::decode_answer(body, &mut |event| clients.hear(&event));
        clients.hang_up(read.is_ok());
    }
}

/// What a Responses provider streams, or answers as a whole; and what is collected of it.
pub fn responses_events(data: &[u8]) {
    let mut decoder = responses::Decoder::default();
    let mut clients = Clients::new();
    read(data, |message| {
        let _ = responses::unwrapped(message.data).map(|data| stream::one_json(&data));
        decoder.decode(message, &mut |event| clients.hear(&event))
    });
    clients.hang_up(decoder.finished());

    let mut collector = responses::Collector::default();
    read(data, |message| collector.push(message));
    assert!(
        collector.finished() || !decoder.finished(),
        "what is read to its end is collected"
    );
    if collector.finished() {
        let whole = collector.finish().expect("it was read to its end");
        stream::one_json(std::str::from_utf8(&whole).expect("what is written is text"));
    }

    let mut clients = Clients::new();
    if let Ok(body) = std::str::from_utf8(data) {
        let read = responses::decode_answer(body, &mut |event| clients.hear(&event));
        clients.hang_up(read.is_ok());
    }
}

/// Hands each event of the stream `data` to `decode`, until one cannot be read.
fn read(data: &[u8], mut decode: impl FnMut(sse::Message<'_>) -> Result<(), Failure>) {
    let mut failed = false;
    let mut sink = |message: sse::Message<'_>| failed = failed || decode(message).is_err();
    let read = sse::Decoder::new(LARGEST).push(data, &mut sink);
    assert_eq!(read, Ok(()), "no event here is large");
}

/// Clients of all formats, streaming and not.
struct Clients {
    order: Order,
    fold: Fold,
    chat: (chat::Encoder, Vec<u8>),
    messages: (messages::Encoder, Vec<u8>),
    responses: (responses::Encoder, Vec<u8>),
}

impl Clients {
    fn new() -> Self {
        let (chat, messages, responses) = deliveries();
        Self {
            order: Order::default(),
            fold: Fold::default(),
            chat: (chat::Encoder::new(chat.clone(), 1), Vec::new()),
            messages: (messages::Encoder::new(messages.clone()), Vec::new()),
            responses: (responses::Encoder::new(responses.clone(), 1), Vec::new()),
        }
    }

    fn hear(&mut self, event: &Event<'_>) {
        self.order.take(event);
        self.fold.push(event);
        self.chat.0.encode(event, &mut self.chat.1);
        self.messages.0.encode(event, &mut self.messages.1);
        self.responses.0.encode(event, &mut self.responses.1);
    }

    /// What the clients have is whole events of JSON. `finished`: the answer was read to its end.
    fn hang_up(mut self, finished: bool) {
        assert_eq!(
            finished,
            self.order.has_ended(),
            "the end is said once, at the end"
        );
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is written is text");
        let failure = Failure::new(formats::ErrorKind::BadGateway, "broke off");
        self.responses.0.fail(&failure, &mut self.responses.1);
        let responses = text(self.responses.1);
        let failed = |(name, _): &(&str, &str)| *name == "response.failed";
        assert_eq!(!finished, stream::responses(&responses).last().is_some_and(failed));
        let (chat, messages) = (text(self.chat.1), text(self.messages.1));
        let (chat, messages) = (stream::chat(&chat), stream::messages(&messages));
        assert_eq!(finished, chat.last() == Some(&"[DONE]"));
        assert_eq!(
            finished,
            messages
                .last()
                .is_some_and(|(name, _)| *name == "message_stop")
        );
        if let Ok(answer) = self.fold.finish() {
            let (chat, messages, responses) = deliveries();
            stream::one_json(&text(chat::encode_answer(chat, &answer, 1)));
            stream::one_json(&text(messages::encode_answer(messages, &answer)));
            stream::one_json(&text(responses::encode_answer(responses, &answer, 1)));
        }
    }
}

type Deliveries = (chat::Delivery, messages::Delivery, responses::Delivery);

fn deliveries() -> &'static Deliveries {
    static DELIVERIES: OnceLock<Deliveries> = OnceLock::new();
    DELIVERIES.get_or_init(|| {
        let losses = &mut Losses::default();
        let chat = chat::decode_request(CHAT, losses).expect("a plain request");
        let messages = messages::decode_request(MESSAGES, losses).expect("a plain request");
        let responses = responses::decode_request(RESPONSES, losses).expect("a plain request");
        (chat.1, messages.1, responses.1)
    })
}
