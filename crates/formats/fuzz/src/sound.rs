//! Conversations that a provider would not refuse at first sight. What makes no sense is written as it is, and need not
//! read as a request again: it is for the provider to say so.

use formats::conversation::{Block, Content, Media, Request, Role, ToolChoice, Turn};
use formats::json::Text;

const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Whether somebody says something and no text is blank, each call has its result, tools are told apart and the one that
/// is asked for is there, and pictures and documents are what they say.
pub(crate) fn is_sound(request: &Request<'_>) -> bool {
    let blocks = || request.turns.iter().flat_map(|turn| &turn.blocks);
    let named = match &request.tool_choice {
        Some(ToolChoice::Named(name)) => request.tools.iter().any(|tool| tool.name == *name),
        _ => true,
    };
    let mut names: Vec<&str> = request.tools.iter().map(|tool| &*tool.name).collect();
    names.sort_unstable();
    named
        && !has_twice(&names)
        && blocks().any(says)
        && blocks().all(is_known)
        && is_paired(&request.turns)
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
