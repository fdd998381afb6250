use crate::conversation::{Answer, Block, Content, Event, Opened, Stop, Usage};
use crate::json::{Json, Text};
use crate::{ErrorKind, Failure};

/// Folds the events of a stream into the whole answer, so that the two can never disagree.
#[derive(Debug, Default)]
pub struct Fold {
    head: Option<(String, String)>,
    blocks: Vec<Block<'static>>,
    /// The text of the block that is open.
    text: Text<'static>,
    signature: Option<Text<'static>>,
    open: Option<Opened<'static>>,
    stop: Option<Stop<'static>>,
    usage: Usage,
}

impl Fold {
    /// Takes the next event.
    pub fn push(&mut self, event: &Event<'_>) {
        match event {
            Event::Start { id, model, usage } => {
                self.head = Some((id.to_string(), model.to_string()));
                self.usage.update(*usage);
            }
            Event::Open(opened) => {
                self.close();
                self.open = Some(owned(opened));
            }
            Event::Text(text)
            | Event::Refusal(text)
            | Event::Thinking(text)
            | Event::Arguments(text) => self.text.push(text),
            Event::Signature(text) => self.signature.get_or_insert_default().push(text),
            Event::Close => self.close(),
            Event::Stop { stop, usage } => {
                self.stop = Some(stop.clone().into_owned());
                self.usage.update(*usage);
            }
            Event::End | Event::Ping | Event::Foreign(_) => {}
        }
    }

    /// The answer, when the stream is over.
    ///
    /// # Errors
    /// If the stream broke off before it said why it ends.
    pub fn finish(mut self) -> Result<Answer, Failure> {
        self.close();
        let (Some((id, model)), Some(stop)) = (self.head, self.stop) else {
            return Err(Failure::new(
                ErrorKind::BadGateway,
                "the provider's answer ended before its last event; send the request again",
            ));
        };
        Ok(Answer {
            id,
            model,
            blocks: self.blocks,
            stop,
            usage: self.usage,
        })
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.text);
        let signature = self.signature.take();
        let content = match self.open.take() {
            None => return,
            Some(Opened::Text) => Content::Text(text),
            Some(Opened::Refusal) => Content::Refusal(text),
            Some(Opened::Thinking) => Content::Thinking { text, signature },
            Some(Opened::HiddenThinking(data)) => Content::HiddenThinking(data),
            Some(Opened::Call { id, name }) => Content::Call {
                id,
                name,
                arguments: arguments(&text),
            },
            Some(Opened::Foreign(json)) => Content::Foreign {
                // Only the Messages format has blocks of its own in its streams.
                format: crate::Format::Messages,
                json,
            },
        };
        self.blocks.push(Block::new(content));
    }
}

/// The arguments of a call from the pieces they came in. A call of a tool that takes nothing may come without any. Cut
/// off by `max_tokens` they are no JSON, and are kept as a JSON string, which no schema takes for an object.
fn arguments(text: &Text<'_>) -> Json<'static> {
    if text.is_blank() {
        return Json::EMPTY;
    }
    let plain = text.to_plain().into_owned();
    Json::parse(plain)
        .or_else(|_| Json::parse(format!("\"{}\"", text.escaped())))
        .unwrap_or(Json::EMPTY)
}

fn owned(opened: &Opened<'_>) -> Opened<'static> {
    match opened.clone() {
        Opened::Text => Opened::Text,
        Opened::Refusal => Opened::Refusal,
        Opened::Thinking => Opened::Thinking,
        Opened::HiddenThinking(data) => Opened::HiddenThinking(data.into_owned()),
        Opened::Call { id, name } => Opened::Call {
            id: id.into_owned(),
            name: name.into_owned(),
        },
        Opened::Foreign(json) => Opened::Foreign(json.into_owned()),
    }
}
