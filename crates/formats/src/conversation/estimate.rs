use crate::conversation::{Block, Content, Media, Output, Request, Tool, ToolKind};
use crate::json::Text;

/// What stands around each message (source: OpenAI Cookbook, "How to count tokens with tiktoken").
const MESSAGE: u64 = 3;
/// What stands before the answer (source: the same).
const ANSWER: u64 = 3;
/// What stands around each tool, and behind all of them (source: the same, for gpt-4o).
const TOOL: u64 = 7;
const TOOLS: u64 = 12;
/// A picture of 1024 by 1024 dots at high detail (source: OpenAI API docs, "Images and vision"): how large one really is
/// takes decoding it, or fetching it.
const PICTURE: u64 = 765;
/// About how many bytes of a PDF a model reads as one token: a page of 60 KiB comes to some 2,000.
const PDF_BYTES: u64 = 30;
/// A document that nobody here has seen.
const DOCUMENT: u64 = 2_000;
/// Without the words of the encoding: a token is about so many bytes of English.
const BYTES: u64 = 4;

/// About how many tokens a model reads of `request`, by OpenAI's `o200k_base` encoding.
///
/// The first use reads the encoding in, which takes some 100 ms and stays in memory (22 MiB); after that it counts some
/// 50 MB of text a second. It does no I/O, and is no work for a thread that serves others.
#[must_use]
pub fn estimate(request: &Request<'_>) -> u64 {
    count(request, tiktoken::get_encoding("o200k_base"))
}

/// The same by the lengths of the texts alone, which takes no time.
#[must_use]
pub fn rough_estimate(request: &Request<'_>) -> u64 {
    count(request, None)
}

/// About how many tokens so many bytes of text are.
pub(super) fn tokens(bytes: usize) -> u64 {
    (bytes as u64).div_ceil(BYTES)
}

fn count(request: &Request<'_>, encoding: Option<&'static tiktoken::CoreBpe>) -> u64 {
    let mut counting = Counting {
        encoding,
        tokens: ANSWER,
    };
    if !request.system.is_empty() {
        counting.tokens += MESSAGE;
    }
    for block in &request.system {
        counting.block(block);
    }
    for turn in &request.turns {
        counting.tokens += MESSAGE;
        for block in &turn.blocks {
            counting.block(block);
        }
    }
    if !request.tools.is_empty() {
        counting.tokens += TOOLS;
    }
    for tool in &request.tools {
        counting.tool(tool);
    }
    if let Output::Schema { schema, .. } = &request.output {
        counting.plain(schema.get());
    }
    counting.tokens
}

struct Counting {
    encoding: Option<&'static tiktoken::CoreBpe>,
    tokens: u64,
}

impl Counting {
    fn plain(&mut self, text: &str) {
        let counted = self.encoding.map(|encoding| encoding.count(text) as u64);
        self.tokens += counted.unwrap_or_else(|| tokens(text.len()));
    }

    fn text(&mut self, text: &Text<'_>) {
        self.plain(&text.to_plain());
    }

    fn block(&mut self, block: &Block<'_>) {
        if let Some(about) = block.about() {
            self.text(&about);
        }
        match &block.content {
            Content::Text(text) | Content::Refusal(text) => self.text(text),
            // What it comes to beside, encrypted, is not told by its length.
            Content::Thinking { text, .. } => self.text(text),
            Content::HiddenThinking(_) => {}
            Content::Image(_) => self.tokens += PICTURE,
            Content::Document { media, name } => {
                if let Some(name) = name {
                    self.text(name);
                }
                match media {
                    Media::Text(text) => self.text(text),
                    Media::Base64 { data, .. } => {
                        let bytes = data.len() as u64 / 4 * 3;
                        self.tokens += bytes.div_ceil(PDF_BYTES);
                    }
                    Media::Url(_) => self.tokens += DOCUMENT,
                }
            }
            Content::Call {
                name, arguments, ..
            } => {
                self.tokens += MESSAGE;
                self.plain(name);
                self.plain(arguments.get());
            }
            Content::Result { content, .. } => {
                self.tokens += MESSAGE;
                content.iter().for_each(|block| self.block(block));
            }
            Content::Foreign { json, .. } => self.plain(json.get()),
        }
    }

    fn tool(&mut self, tool: &Tool<'_>) {
        self.tokens += TOOL;
        self.plain(&tool.name);
        if let Some(description) = &tool.description {
            self.text(description);
        }
        match &tool.kind {
            ToolKind::Function { schema, .. } => {
                if let Some(schema) = schema {
                    self.plain(schema.get());
                }
            }
            ToolKind::Freeform { grammar } => {
                if let Some(grammar) = grammar {
                    self.text(&grammar.definition);
                }
            }
            ToolKind::WebSearch => {}
            ToolKind::Foreign(json) => self.plain(json.get()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Role, Turn};

    fn asking(blocks: Vec<Block<'static>>) -> u64 {
        estimate(&Request {
            turns: vec![Turn {
                role: Role::User,
                blocks,
            }],
            ..Request::default()
        })
    }

    fn media(content: impl Fn(Media<'static>) -> Content<'static>, bytes: usize) -> Block<'static> {
        Block::new(content(Media::Base64 {
            media_type: "application/pdf".into(),
            data: Text::from_escaped("A".repeat(bytes / 3 * 4)),
        }))
    }

    #[test]
    fn text_is_counted_as_it_is_said_and_not_as_it_is_escaped() {
        // Four words of the encoding (source: OpenAI's tiktoken), behind what stands around each message.
        let said = Text::from_escaped(r"hello w\u006frld\n");
        assert_eq!(asking(vec![Block::text(said)]), MESSAGE + ANSWER + 3);
        assert_eq!(asking(vec![]), MESSAGE + ANSWER);
    }

    #[test]
    fn everything_that_a_model_reads_counts() {
        let alone = asking(vec![]);
        let document = |media| Content::Document { media, name: None };
        assert_eq!(asking(vec![media(Content::Image, 9_000)]) - alone, PICTURE);
        assert_eq!(asking(vec![media(document, 60_000)]) - alone, 2_000);
        let tool = Tool {
            name: "read".into(),
            description: Some(Text::plain("Reads a file.")),
            kind: ToolKind::Freeform { grammar: None },
            extra: None,
        };
        let request = Request {
            system: vec![Block::text(Text::plain("hello"))],
            tools: vec![tool],
            ..Request::default()
        };
        // "hello", "read", and "Reads a file." in four.
        assert_eq!(
            estimate(&request),
            ANSWER + MESSAGE + 1 + TOOLS + TOOL + 1 + 4
        );
    }

    #[test]
    fn a_long_history_is_counted_in_time() {
        // Whatever the text: one that has no words at all is the hardest.
        let text = Text::plain(&"a".repeat(1 << 18));
        let begin = std::time::Instant::now();
        assert!(asking(vec![Block::text(text)]) > 1 << 14);
        assert!(begin.elapsed() < std::time::Duration::from_secs(30));
    }
}
