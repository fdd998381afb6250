//! Conversations that a provider would not refuse at first sight. What makes no sense is written as it is, and need not
//! read as a request again: it is for the provider to say so.

use formats::conversation::{
    Block, Content, Media, Output, Request, Role, ToolChoice, ToolKind, Turn,
};
use formats::json::{Json, Text};

const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Whether a person begins, something is said and no text is blank, each call has its result, tools are told apart and
/// the one that is asked for is there, and schemas, pictures and documents are what they say.
pub(crate) fn is_sound(request: &Request<'_>) -> bool {
    let blocks = || request.turns.iter().flat_map(|turn| &turn.blocks);
    let first = request.turns.iter().find(|turn| !turn.blocks.is_empty());
    let shaped = match &request.output {
        Output::Schema { schema, .. } => schema.is_object(),
        Output::Text | Output::Object => true,
    };
    shaped
        && has_sound_tools(request)
        && first.is_some_and(|turn| turn.role == Role::User)
        && blocks().any(says)
        && blocks().all(is_known)
        && is_paired(&request.turns)
}

fn has_sound_tools(request: &Request<'_>) -> bool {
    let named = match &request.tool_choice {
        Some(ToolChoice::Named(name)) => request.tools.iter().any(|tool| tool.name == *name),
        _ => true,
    };
    let shaped = request.tools.iter().all(|tool| match &tool.kind {
        ToolKind::Function { schema, .. } => schema.as_ref().is_none_or(Json::is_object),
        // A search is left out where the format has none.
        ToolKind::WebSearch => false,
        // Not all formats have grammars.
        ToolKind::Freeform { grammar } => grammar.is_none(),
        ToolKind::Foreign(_) => true,
    });
    let mut names: Vec<&str> = request.tools.iter().map(|tool| &*tool.name).collect();
    names.sort_unstable();
    named && shaped && !has_twice(&names)
}

fn has_twice(sorted: &[&str]) -> bool {
    sorted.windows(2).any(|pair| pair[0] == pair[1])
}

/// Thoughts, and what only one format has, may be left out.
fn says(block: &Block<'_>) -> bool {
    match &block.content {
        Content::Text(text) | Content::Refusal(text) => !text.is_blank(),
        Content::Thinking { .. } | Content::HiddenThinking(_) | Content::Foreign { .. } => false,
        _ => true,
    }
}

fn is_known(block: &Block<'_>) -> bool {
    match &block.content {
        Content::Text(text) => !text.is_blank(),
        Content::Image(Media::Base64 { media_type, data }) => {
            PICTURES.contains(&&**media_type) && is_base64(data)
        }
        Content::Document {
            media: Media::Base64 { media_type, data },
            ..
        } => **media_type == *"application/pdf" && is_base64(data),
        Content::Image(Media::Url(url))
        | Content::Document {
            media: Media::Url(url),
            ..
        } => url.to_plain().starts_with("https://"),
        // Where a format has no documents of text, they are texts from then on.
        Content::Image(Media::Text(_))
        | Content::Document {
            media: Media::Text(_),
            ..
        } => false,
        Content::Result { content, .. } => content.iter().all(is_known),
        _ => true,
    }
}

fn is_base64(data: &Text<'_>) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    data.escaped().bytes().all(letter)
}

/// Whether the calls of each turn, and no others, have results in the turn behind it.
fn is_paired(turns: &[Turn<'_>]) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for turn in turns {
        let results = turn.blocks.iter().filter_map(|block| match &block.content {
            Content::Result { call, .. } => Some(&**call),
            _ => None,
        });
        let calls = turn.blocks.iter().filter_map(|block| match &block.content {
            Content::Call { id, .. } => Some(&**id),
            _ => None,
        });
        let (mut results, mut calls): (Vec<_>, Vec<_>) = (results.collect(), calls.collect());
        results.sort_unstable();
        calls.sort_unstable();
        let speaks_out_of_turn = turn.role != Role::Assistant && !calls.is_empty();
        if results != open || speaks_out_of_turn || has_twice(&calls) {
            return false;
        }
        open = calls;
    }
    open.is_empty()
}
