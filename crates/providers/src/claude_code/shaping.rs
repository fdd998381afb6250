//! Answers by a schema. The command has the model call a tool of its own with the document; the client gets the document as
//! the text of the answer, which is how the API gives it.
//!
//! Words that the model puts beside the document are left out: with the API there are none. The command checks the document
//! against the schema, and tells the model, and thereby us, what is wrong (measured with claude 2.1.331).

use serde_json::{Value, json};

/// The command's tool (measured with claude 2.1.331).
const TOOL: &str = "StructuredOutput";

/// The events of one answer, as the client hears them.
#[derive(Debug, Default)]
pub(super) struct Shaping {
    /// What becomes of each block, by the command's number of it.
    blocks: Vec<(u64, Block)>,
    /// The client's number of the next block.
    next: u64,
    /// The call with the document.
    document: Option<String>,
    /// Whether a tool of the client's is called.
    calls: bool,
}

/// What the client hears of a block.
#[derive(Debug, Clone, Copy)]
enum Block {
    Nothing,
    /// The block, by this number.
    Itself(u64),
    /// The document, by this number; whether something of it was there.
    Document(u64, bool),
}

/// How an answer ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// As it is.
    Itself,
    /// With the document of this call, if it fits the schema.
    Document(String),
    /// Without one, though there should be.
    Without,
}

impl Shaping {
    /// What the client hears of an event about a block; `None` if it is none.
    pub(super) fn block(&mut self, json: &str) -> Option<Vec<String>> {
        let event: Value = serde_json::from_str(json).ok()?;
        let index = event["index"].as_u64()?;
        let kind = event["type"].as_str()?;
        if kind == "content_block_start" {
            return Some(self.start(index, &event));
        }
        let found = self.blocks.iter_mut().find(|(at, _)| *at == index);
        let (_, block) = found?;
        Some(match (*block, kind) {
            (Block::Nothing, _) => Vec::new(),
            (Block::Itself(at), _) => vec![numbered(event, at)],
            (Block::Document(at, _), "content_block_delta") => {
                let piece = event["delta"]["partial_json"].as_str();
                let piece = piece.unwrap_or_default();
                if piece.is_empty() {
                    return Some(Vec::new());
                }
                *block = Block::Document(at, true);
                vec![piece_of_text(at, piece)]
            }
            (Block::Document(at, true), _) => vec![numbered(event, at)],
            // A call without arguments has no piece with any.
            (Block::Document(at, false), _) => vec![piece_of_text(at, "{}"), numbered(event, at)],
        })
    }

    fn start(&mut self, index: u64, event: &Value) -> Vec<String> {
        let block = &event["content_block"];
        let text = |name: &str| block[name].as_str().unwrap_or_default();
        let is_document = text("type") == "tool_use" && text("name") == TOOL;
        let out = match text("type") {
            "text" => None,
            // A second one would be another document.
            _ if is_document && self.document.is_some() => None,
            _ if is_document => {
                self.document = Some(text("id").to_owned());
                let start = json!({
                    "type": "content_block_start", "index": self.next,
                    "content_block": { "type": "text", "text": "" },
                });
                Some((Block::Document(self.next, false), start.to_string()))
            }
            kind => {
                self.calls |= kind == "tool_use";
                Some((Block::Itself(self.next), numbered(event.clone(), self.next)))
            }
        };
        let Some((becomes, start)) = out else {
            self.blocks.push((index, Block::Nothing));
            return Vec::new();
        };
        self.blocks.push((index, becomes));
        self.next += 1;
        vec![start]
    }

    /// How an answer ends that stopped for `reason`.
    pub(super) fn end(&self, reason: &str) -> End {
        match (&self.document, reason) {
            // The client answers its calls first.
            (_, "tool_use") if self.calls => End::Itself,
            (Some(call), "tool_use" | "end_turn") => End::Document(call.clone()),
            (None, "tool_use" | "end_turn" | "stop_sequence") => End::Without,
            // Cut short, or refused: no document is expected of it.
            _ => End::Itself,
        }
    }
}

/// The last event of an answer with a document: for the client no tool is called.
pub(super) fn ended(json: &str) -> Option<String> {
    let mut event: Value = serde_json::from_str(json).ok()?;
    event["delta"]["stop_reason"] = "end_turn".into();
    Some(event.to_string())
}

fn numbered(mut event: Value, at: u64) -> String {
    event["index"] = at.into();
    event.to_string()
}

fn piece_of_text(at: u64, text: &str) -> String {
    json!({
        "type": "content_block_delta", "index": at, "delta": { "type": "text_delta", "text": text },
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(index: u64, block: &Value) -> String {
        json!({"type": "content_block_start", "index": index, "content_block": block}).to_string()
    }

    fn call(index: u64, name: &str) -> String {
        start(
            index,
            &json!({"type": "tool_use", "id": format!("toolu_{index}"), "name": name, "input": {}}),
        )
    }

    fn delta(index: u64, kind: &str, member: &str, piece: &str) -> String {
        json!({"type": "content_block_delta", "index": index, "delta": {"type": kind, member: piece}})
            .to_string()
    }

    fn stop(index: u64) -> String {
        json!({"type": "content_block_stop", "index": index}).to_string()
    }

    fn heard(shaping: &mut Shaping, events: &[String]) -> Vec<Value> {
        let heard = events
            .iter()
            .flat_map(|event| shaping.block(event).unwrap());
        heard
            .map(|json| serde_json::from_str(&json).unwrap())
            .collect()
    }

    #[test]
    fn the_document_is_the_text_and_words_beside_it_are_left_out() {
        let mut shaping = Shaping::default();
        let events = [
            start(0, &json!({"type": "thinking", "thinking": ""})),
            stop(0),
            start(1, &json!({"type": "text", "text": ""})),
            delta(1, "text_delta", "text", "I will."),
            stop(1),
            call(2, TOOL),
            delta(2, "input_json_delta", "partial_json", ""),
            delta(2, "input_json_delta", "partial_json", "{\"a\":"),
            delta(2, "input_json_delta", "partial_json", " 1.0}"),
            stop(2),
            call(3, TOOL),
            stop(3),
        ];
        let heard = heard(&mut shaping, &events);
        let numbers: Vec<_> = heard
            .iter()
            .map(|event| event["index"].as_u64().unwrap())
            .collect();
        assert_eq!(numbers, [0, 0, 1, 1, 1, 1]);
        assert_eq!(
            heard[2]["content_block"],
            json!({"type": "text", "text": ""})
        );
        let text: String = heard
            .iter()
            .filter_map(|event| event["delta"]["text"].as_str())
            .collect();
        assert_eq!(text, "{\"a\": 1.0}");
        assert_eq!(shaping.end("tool_use"), End::Document("toolu_2".to_owned()));
    }

    #[test]
    fn a_call_without_arguments_is_an_empty_document() {
        let mut shaping = Shaping::default();
        let heard = heard(&mut shaping, &[call(0, TOOL), stop(0)]);
        assert_eq!(heard[1]["delta"]["text"], "{}");
        assert_eq!(heard[2]["type"], "content_block_stop");
    }

    #[test]
    fn an_answer_without_a_document_is_one_only_where_it_is_cut_short_or_calls_a_tool() {
        let mut shaping = Shaping::default();
        heard(
            &mut shaping,
            &[start(0, &json!({"type": "text", "text": ""}))],
        );
        assert_eq!(shaping.end("end_turn"), End::Without);
        assert_eq!(shaping.end("max_tokens"), End::Itself);
        assert_eq!(shaping.end("refusal"), End::Itself);
        let called = heard(&mut shaping, &[call(1, "mcp__c__t")]);
        assert_eq!(called[0]["index"], 0);
        assert_eq!(shaping.end("tool_use"), End::Itself);
    }

    #[test]
    fn for_the_client_no_tool_is_called() {
        let json = r#"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}"#;
        let ended: Value = serde_json::from_str(&ended(json).unwrap()).unwrap();
        assert_eq!(ended["delta"]["stop_reason"], "end_turn");
        assert_eq!(ended["usage"]["output_tokens"], 9);
    }
}
