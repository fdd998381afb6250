use super::cache::{self, Breakpoints};
use super::history::{History, Message};
use super::{JSON_ONLY, NAMES};
use crate::conversation::{Block, Content, Ids, Media, Role};
use crate::json::{Json, Text, Writer};
use crate::{Failure, Format};

/// Image types that the API takes (source: Anthropic API docs, "Vision").
const IMAGES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Writes content blocks, in the order of the conversation.
pub(super) struct Blocks<'o> {
    pub(super) ids: Ids,
    pub(super) writer: Writer<'o>,
}

impl Blocks<'_> {
    /// The instructions. `json_only`: with one more that asks for JSON.
    pub(super) fn system(
        &mut self,
        history: &History<'_>,
        breakpoints: &Breakpoints,
        json_only: bool,
    ) -> Result<(), Failure> {
        if history.system.is_empty() && !json_only {
            return Ok(());
        }
        self.writer.key("system").raw("[");
        for block in &history.system {
            self.writer.item();
            self.block(block)?;
        }
        if json_only {
            self.writer.item();
            self.text(&Text::plain(JSON_ONLY), None);
        }
        if breakpoints.fixed {
            self.writer.0.pop();
            self.writer
                .key("cache_control")
                .raw(cache::CONTROL)
                .raw("}");
        }
        self.writer.raw("]");
        Ok(())
    }

    pub(super) fn messages(&mut self, history: &History<'_>) -> Result<(), Failure> {
        self.writer.key("messages").raw("[");
        for message in &history.messages {
            self.message(message)?;
        }
        self.writer.raw("]");
        Ok(())
    }

    fn message(&mut self, message: &Message<'_>) -> Result<(), Failure> {
        let role = match message.role {
            Role::System => "system",
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        self.writer.item().raw("{").key("role").string(role);
        self.writer.key("content");
        if message.results.is_empty() {
            self.content(&message.blocks)?;
        } else {
            let blocks: Vec<&Block<'_>> = message
                .results
                .iter()
                .chain(&message.blocks)
                .copied()
                .collect();
            self.content(&blocks)?;
        }
        self.writer.raw("}");
        Ok(())
    }

    /// Blocks, or a string where they are one text.
    fn content(&mut self, blocks: &[&Block<'_>]) -> Result<(), Failure> {
        if let [block] = blocks
            && let Content::Text(text) | Content::Refusal(text) = &block.content
            && block.extra_for(Format::Messages).is_none()
        {
            self.writer.text(text);
            return Ok(());
        }
        self.writer.raw("[");
        for block in blocks {
            self.writer.item();
            self.block(block)?;
        }
        self.writer.raw("]");
        Ok(())
    }

    fn block(&mut self, block: &Block<'_>) -> Result<(), Failure> {
        let extra = block.extra_for(Format::Messages);
        match &block.content {
            Content::Text(text) | Content::Refusal(text) => self.text(text, extra),
            Content::Image(media) => {
                self.open("image");
                self.image(media)?;
                self.close(extra);
            }
            Content::Document { media, name } => {
                self.open("document");
                self.document(media)?;
                if let Some(name) = name {
                    self.writer.key("title").text(name);
                }
                self.close(extra);
            }
            Content::Call {
                id,
                name,
                arguments,
            } => {
                let id = self.ids.call(id);
                self.open("tool_use");
                self.writer.key("id").string(&id);
                self.writer.key("name").string(&NAMES.clean(name));
                self.input(arguments);
                self.close(extra);
            }
            Content::Result {
                call,
                content,
                failed,
            } => self.result(call, content, *failed, extra)?,
            Content::Thinking { text, signature } => {
                self.open("thinking");
                self.writer.key("thinking").text(text);
                let signature = signature.as_ref().map(Text::borrowed).unwrap_or_default();
                self.writer.key("signature").text(&signature);
                self.close(extra);
            }
            Content::HiddenThinking(data) => {
                self.open("redacted_thinking");
                self.writer.key("data").text(data);
                self.close(extra);
            }
            Content::Foreign { format, json } if *format == Format::Messages => {
                self.writer.json(json);
            }
            Content::Foreign { .. } => {
                return Err(Failure::at(
                    "messages",
                    "a part of this conversation is of a kind that Claude does not have",
                ));
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &Text<'_>, extra: Option<&str>) {
        self.open("text");
        self.writer.key("text").text(text);
        self.close(extra);
    }

    fn open(&mut self, kind: &str) {
        self.writer.raw("{").key("type").string(kind);
    }

    fn close(&mut self, extra: Option<&str>) {
        if let Some(members) = extra {
            self.writer.item().raw(members);
        }
        self.writer.raw("}");
    }

    /// What a call says: an object, or a freeform tool's string in the object that stands for it here.
    fn input(&mut self, arguments: &Json<'_>) {
        self.writer.key("input");
        if arguments.is_object() {
            self.writer.json(arguments);
        } else {
            self.writer.raw(r#"{"input":"#).json(arguments).raw("}");
        }
    }

    fn result(
        &mut self,
        call: &str,
        content: &[Block<'_>],
        failed: bool,
        extra: Option<&str>,
    ) -> Result<(), Failure> {
        let Some(id) = self.ids.result(call) else {
            let shown: String = call.chars().take(100).collect();
            return Err(Failure::at(
                "messages",
                format!(
                    "there is a result for the call {shown:?}, and no such call before it; send the whole history"
                ),
            ));
        };
        let id = id.into_owned();
        self.open("tool_result");
        self.writer.key("tool_use_id").string(&id);
        let blocks: Vec<&Block<'_>> = content
            .iter()
            .filter(|block| !matches!(&block.content, Content::Text(text) if text.is_blank()))
            .collect();
        if !blocks.is_empty() {
            self.writer.key("content");
            self.content(&blocks)?;
        }
        if failed {
            self.writer.key("is_error").raw("true");
        }
        self.close(extra);
        Ok(())
    }

    fn image(&mut self, media: &Media<'_>) -> Result<(), Failure> {
        match media {
            Media::Base64 { media_type, .. } if !IMAGES.contains(&&**media_type) => Err(refused(
                "Claude takes images as PNG, JPEG, GIF or WebP; convert it to one of these",
            )),
            Media::Text(_) => Err(refused("text is not an image; send it as text")),
            media => {
                self.source(media);
                Ok(())
            }
        }
    }

    fn document(&mut self, media: &Media<'_>) -> Result<(), Failure> {
        match media {
            Media::Base64 { media_type, .. } if &**media_type != "application/pdf" => Err(refused(
                "Claude takes documents as PDF or plain text; convert it to one of these",
            )),
            media => {
                self.source(media);
                Ok(())
            }
        }
    }

    fn source(&mut self, media: &Media<'_>) {
        let writer = &mut self.writer;
        writer.key("source").raw("{").key("type");
        match media {
            Media::Base64 { media_type, data } => {
                writer.string("base64").key("media_type").string(media_type);
                writer.key("data").text(data);
            }
            Media::Url(url) => {
                writer.string("url").key("url").text(url);
            }
            Media::Text(text) => {
                writer.string("text").key("media_type").string("text/plain");
                writer.key("data").text(text);
            }
        }
        writer.raw("}");
    }
}

fn refused(what_to_do: &str) -> Failure {
    Failure::at("messages", what_to_do)
}
