use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use crate::conversation::{Answer, Block, Content, Event, Fold, Request, Role, Stop, Turn};

/// One answer's thoughts may take this much; more is not kept.
const LARGEST: usize = 1 << 20;

/// The signed thoughts of recent answers, for clients whose format cannot give them back.
///
/// A model that thinks between its calls wants its thoughts back with the results, signed and unchanged. They are kept
/// here by the id of the answer's first call, in memory only, and the longest unused go first.
#[derive(Debug)]
pub struct Memory {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    by_call: LruCache<String, Arc<Skeleton>>,
    bytes: usize,
}

/// An answer's order of blocks, with the thoughts whole and the rest as gaps.
#[derive(Debug)]
struct Skeleton {
    bones: Vec<Bone>,
    size: usize,
}

#[derive(Debug)]
enum Bone {
    Thought(Block<'static>),
    Call,
    Other,
}

impl Memory {
    /// A memory of at most `most` bytes.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most,
            kept: Mutex::new(Kept {
                by_call: LruCache::unbounded(),
                bytes: 0,
            }),
        }
    }

    /// Keeps the thoughts of `answer`, if it has calls that wait for results. `scope` names provider, account and
    /// model: nobody else gets them.
    pub fn keep(&self, scope: &str, answer: &Answer) {
        if answer.stop != Stop::Calls {
            return;
        }
        let Some(id) = first_call(&answer.blocks) else {
            return;
        };
        let key = format!("{scope}\n{id}");
        let Some(skeleton) = Skeleton::of(&answer.blocks, key.len()) else {
            return;
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += skeleton.size;
        if let Some(old) = kept.by_call.put(key, Arc::new(skeleton)) {
            kept.bytes -= old.size;
        }
        while kept.bytes > self.most {
            let Some((_, old)) = kept.by_call.pop_lru() else {
                break;
            };
            kept.bytes -= old.size;
        }
    }

    /// Puts the thoughts that are kept for `scope` back into the assistant's turns of `request`.
    pub fn restore(&self, scope: &str, request: &mut Request<'_>) {
        for turn in &mut request.turns {
            if turn.role != Role::Assistant || turn.blocks.iter().any(is_thought) {
                continue;
            }
            let Some(id) = first_call(&turn.blocks) else {
                continue;
            };
            let key = format!("{scope}\n{id}");
            let found = {
                let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.by_call.get(&key).cloned()
            };
            if let Some(skeleton) = found {
                skeleton.fill(turn);
            }
        }
    }

    /// Forgets everything, as when the account changes.
    pub fn clear(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.by_call.clear();
        kept.bytes = 0;
    }

    /// How many bytes are kept.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .bytes
    }
}

impl Skeleton {
    /// `None` if there are no thoughts, or too many.
    fn of(blocks: &[Block<'static>], key: usize) -> Option<Self> {
        let bones: Vec<Bone> = blocks
            .iter()
            .map(|block| match &block.content {
                Content::Call { .. } => Bone::Call,
                _ if is_thought(block) => Bone::Thought(block.clone()),
                _ => Bone::Other,
            })
            .collect();
        let thoughts: usize = bones.iter().map(Bone::size).sum();
        // Each block and entry costs something of its own.
        let size = thoughts + key + 64 * bones.len() + 128;
        (thoughts > 0 && size <= LARGEST).then_some(Self { bones, size })
    }

    fn fill(&self, turn: &mut Turn<'_>) {
        let (mut calls, mut others) = (VecDeque::new(), VecDeque::new());
        for block in std::mem::take(&mut turn.blocks) {
            match block.content {
                Content::Call { .. } => calls.push_back(block),
                _ => others.push_back(block),
            }
        }
        for bone in &self.bones {
            match bone {
                Bone::Thought(block) => turn.blocks.push(block.clone()),
                Bone::Call => turn.blocks.extend(calls.pop_front()),
                // A format that joins an answer's texts has them all in the first place.
                Bone::Other => turn.blocks.extend(others.drain(..)),
            }
        }
        // What the client added stands before its calls, as in its own turn.
        let at = turn
            .blocks
            .iter()
            .position(|b| matches!(b.content, Content::Call { .. }))
            .unwrap_or(turn.blocks.len());
        for (n, block) in others.into_iter().enumerate() {
            turn.blocks.insert(at + n, block);
        }
        turn.blocks.extend(calls);
    }
}

impl Bone {
    fn size(&self) -> usize {
        let Self::Thought(block) = self else {
            return 0;
        };
        match &block.content {
            Content::Thinking { text, signature } => {
                text.len() + signature.as_ref().map_or(0, crate::json::Text::len)
            }
            Content::HiddenThinking(data) => data.len(),
            _ => 0,
        }
    }
}

fn is_thought(block: &Block<'_>) -> bool {
    matches!(
        block.content,
        Content::Thinking { .. } | Content::HiddenThinking(_)
    )
}

fn first_call<'b>(blocks: &'b [Block<'_>]) -> Option<&'b str> {
    blocks.iter().find_map(|block| match &block.content {
        Content::Call { id, .. } => Some(&**id),
        _ => None,
    })
}

/// Listens to a stream for what [`Memory::keep`] wants to keep. Its own bound is that of one answer's thoughts.
#[derive(Debug, Default)]
pub struct Recorder {
    fold: Fold,
    thoughts: usize,
}

impl Recorder {
    /// Takes the next event.
    pub fn push(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(_) | Event::Refusal(_) | Event::Arguments(_) | Event::Ping => {}
            Event::Thinking(text) | Event::Signature(text) => {
                self.thoughts += text.len();
                if self.thoughts <= LARGEST {
                    self.fold.push(event);
                }
            }
            _ => self.fold.push(event),
        }
    }

    /// Keeps what was heard in `memory`.
    pub fn keep(self, memory: &Memory, scope: &str) {
        if self.thoughts <= LARGEST
            && let Ok(answer) = self.fold.finish()
        {
            memory.keep(scope, &answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Opened, Usage};
    use crate::json::{Json, Str, Text};

    fn call(id: &str) -> Content<'static> {
        Content::Call {
            id: id.to_owned().into(),
            name: "weather".into(),
            arguments: Json::EMPTY,
        }
    }

    fn thought(text: &str) -> Content<'static> {
        Content::Thinking {
            text: Text::plain(text),
            signature: Some(Text::plain("signed")),
        }
    }

    fn answer(id: &str, size: usize) -> Answer {
        Answer {
            id: "msg_1".to_owned(),
            model: "claude".to_owned(),
            blocks: [
                thought(&"t".repeat(size)),
                Content::Text(Text::plain("so")),
                thought("b"),
                call(id),
                call("c2"),
            ]
            .map(Block::new)
            .into(),
            stop: Stop::Calls,
            usage: Usage::default(),
        }
    }

    fn history(id: &'static str) -> Request<'static> {
        let blocks = [Content::Text(Text::plain("so")), call(id), call("c2")];
        Request {
            turns: vec![Turn {
                role: Role::Assistant,
                blocks: blocks.map(Block::new).into(),
            }],
            ..Request::default()
        }
    }

    #[test]
    fn thoughts_come_back_in_their_places_to_their_own_scope_only() {
        let memory = Memory::new(1 << 16);
        let given = answer("c1", 5);
        memory.keep("claude\nopus", &given);
        for (scope, id, found) in [
            ("claude\nopus", "c1", true),
            ("claude\nhaiku", "c1", false),
            ("claude\nopus", "c9", false),
        ] {
            let mut request = history(id);
            memory.restore(scope, &mut request);
            assert_eq!(
                request.turns[0].blocks == given.blocks,
                found,
                "{scope} {id}"
            );
            assert!(found || request == history(id));
        }
        memory.clear();
        let mut request = history("c1");
        memory.restore("claude\nopus", &mut request);
        assert_eq!(request, history("c1"));
    }

    #[test]
    fn the_longest_unused_go_first_and_the_bound_holds() {
        let memory = Memory::new(4000);
        for id in ["a", "b", "c"] {
            memory.keep("s", &answer(id, 500));
        }
        let mut request = history("a");
        memory.restore("s", &mut request);
        for id in ["d", "e", "f"] {
            memory.keep("s", &answer(id, 500));
            assert!(memory.bytes() <= 4000);
        }
        let mut request = history("b");
        memory.restore("s", &mut request);
        assert_eq!(request, history("b"));
        memory.keep("s", &answer("huge", LARGEST));
        let mut request = history("huge");
        memory.restore("s", &mut request);
        assert_eq!(request, history("huge"));
    }

    #[test]
    fn a_recorder_hears_what_is_worth_keeping() {
        let memory = Memory::new(1 << 16);
        let mut recorder = Recorder::default();
        let usage = Usage::default();
        for event in [
            Event::Start {
                id: "m".into(),
                model: "x".into(),
                usage,
            },
            Event::Open(Opened::Thinking),
            Event::Thinking(Text::plain("tt")),
            Event::Signature(Text::plain("signed")),
            Event::Close,
            Event::Open(Opened::Call {
                id: Str::from("c1"),
                name: "weather".into(),
            }),
            Event::Arguments(Text::plain("{}")),
            Event::Close,
            Event::Stop {
                stop: Stop::Calls,
                usage,
            },
        ] {
            recorder.push(&event);
        }
        recorder.keep(&memory, "s");
        let mut request = history("c1");
        memory.restore("s", &mut request);
        assert_eq!(request.turns[0].blocks[0], Block::new(thought("tt")));
    }
}
