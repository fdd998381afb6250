//! Conversations in the model that stands between the formats.

use formats::conversation::{Block, Content, Media, Output, Request, Role, ToolKind, Turn};
use formats::json::{Json, Str, Text};

use super::{Exchange, Part, Round, Talk};
use crate::spelled::Spelled;

impl Talk {
    /// The conversation itself, as the formats would be read if all of them wrote it alike.
    pub(crate) fn to_request(&self) -> Request<'static> {
        let mut turns = Vec::new();
        for exchange in &self.exchanges {
            self.turns_of(exchange, &mut turns);
        }
        let tools = self.tools.iter().map(|tool| formats::conversation::Tool {
            name: str(&tool.name),
            description: tool.description.as_ref().map(text),
            kind: ToolKind::Function {
                schema: Some(json(
                    tool.schema.as_deref().unwrap_or("{\"type\":\"object\"}"),
                )),
                strict: None,
            },
            extra: None,
        });
        Request {
            model: self.model.into(),
            system: self.system.iter().map(words).collect(),
            turns,
            tools: tools.collect(),
            max_tokens: Some(1024),
            output: self
                .shape
                .as_ref()
                .map_or(Output::Text, |schema| Output::Schema {
                    name: None,
                    description: None,
                    schema: json(schema),
                    strict: None,
                }),
            stream: true,
            ..Request::default()
        }
    }

    fn turns_of(&self, exchange: &Exchange, turns: &mut Vec<Turn<'static>>) {
        turns.push(turn(Role::User, exchange.user.iter().map(part)));
        if let Some(notice) = &exchange.notice {
            turns.push(turn(Role::System, [words(notice)]));
        }
        for round in &exchange.rounds {
            turns.push(self.calls_of(round));
            let results = round.results().into_iter().map(|call| {
                Block::new(Content::Result {
                    call: str(&call.id),
                    content: call
                        .result
                        .iter()
                        .map(words)
                        .chain(call.picture.as_deref().map(picture))
                        .collect(),
                    failed: call.failed,
                })
            });
            turns.push(turn(
                Role::User,
                results.chain(round.remark.iter().map(words)),
            ));
        }
        if !exchange.closing.is_empty() {
            turns.push(turn(Role::Assistant, exchange.closing.iter().map(words)));
        }
    }

    fn calls_of(&self, round: &Round) -> Turn<'static> {
        let calls = round.calls.iter().map(|call| {
            Block::new(Content::Call {
                id: str(&call.id),
                name: str(self.name_of(call)),
                arguments: json(&call.arguments),
            })
        });
        let thoughts = round.thoughts.iter().map(|(thoughts, signature)| {
            Block::new(Content::Thinking {
                text: text(thoughts),
                signature: Some(Text::plain(signature)),
            })
        });
        let words = round.words.iter().map(words);
        turn(Role::Assistant, thoughts.chain(words).chain(calls))
    }
}

fn turn(role: Role, blocks: impl IntoIterator<Item = Block<'static>>) -> Turn<'static> {
    Turn {
        role,
        blocks: blocks.into_iter().collect(),
    }
}

fn words(spelled: &Spelled) -> Block<'static> {
    Block::text(text(spelled))
}

/// The text as it stands on the wire.
pub(crate) fn text(spelled: &Spelled) -> Text<'static> {
    let quoted = format!("\"{}\"", spelled.wire);
    serde_json::from_str::<Text<'_>>(&quoted)
        .unwrap()
        .into_owned()
}

fn str(spelled: &Spelled) -> Str<'static> {
    spelled.plain.clone().into()
}

fn json(raw: &str) -> Json<'static> {
    Json::parse(raw.to_owned()).unwrap()
}

fn picture(data: &str) -> Block<'static> {
    Block::new(Content::Image(base64("image/png", data)))
}

fn base64(kind: &str, data: &str) -> Media<'static> {
    Media::Base64 {
        media_type: kind.to_owned().into(),
        data: Text::plain(data),
    }
}

fn part(part: &Part) -> Block<'static> {
    Block::new(match part {
        Part::Text(words) => Content::Text(text(words)),
        Part::Picture(kind, data, _) => Content::Image(base64(kind, data)),
        Part::PictureAt(address) => Content::Image(Media::Url(text(address))),
        Part::Pdf(data, name) => Content::Document {
            media: base64("application/pdf", data),
            name: Some(text(name)),
        },
    })
}
