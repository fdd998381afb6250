use super::Options;
use super::history::History;
use crate::Format;
use crate::conversation::{Block, Request, Role};

/// What marks the end of what is worth caching (source: Anthropic API docs, "Prompt caching"). Five minutes, the default.
pub(super) const CONTROL: &str = r#"{"type":"ephemeral"}"#;

/// Where a request asks the provider to keep its prompt.
///
/// Writing into the cache costs a quarter more than not doing so, which only pays when the same beginning comes again:
/// agents, which have tools, and conversations that go on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Breakpoints {
    /// Behind instructions and tools, which other conversations may share. Depends on nothing that changes in the course
    /// of a conversation: what was written once is written the same again.
    pub(super) fixed: bool,
    /// Behind the last block, wherever that is: the provider moves it (`cache_control` of the request itself).
    pub(super) moving: bool,
}

impl Breakpoints {
    pub(super) fn of(request: &Request<'_>, history: &History<'_>, options: Options) -> Self {
        if !options.cache || has_own(request) {
            return Self::default();
        }
        let agent = !request.tools.is_empty();
        let goes_on = history.messages.iter().any(|m| m.role == Role::Assistant);
        Self {
            fixed: agent,
            moving: agent || goes_on,
        }
    }
}

/// A client that speaks the format itself knows where its breakpoints belong.
fn has_own(request: &Request<'_>) -> bool {
    let marked = |block: &Block<'_>| block.extra_for(Format::Messages).is_some_and(sets);
    let tool = |extra: &crate::conversation::Extra<'_>| {
        extra.format == Format::Messages && sets(&extra.members)
    };
    request.system.iter().any(marked)
        || request
            .tools
            .iter()
            .filter_map(|t| t.extra.as_ref())
            .any(tool)
        || request.turns.iter().flat_map(|t| &t.blocks).any(marked)
}

fn sets(members: &str) -> bool {
    members.contains("\"cache_control\"")
}
