use super::{extra, required, text};
use crate::conversation::{Block, Content, Losses, Media};
use crate::json::{Json, Str};
use crate::messages::request::wire;
use crate::{Failure, Format};

/// Content: a string, or blocks.
pub(super) fn content<'a>(
    content: &Json<'a>,
    path: &str,
    losses: &mut Losses,
) -> Result<Vec<Block<'a>>, Failure> {
    if let Some(text) = text(content) {
        return Ok(vec![Block::text(text)]);
    }
    // Texts are long: only if there is a block that must go on as it stands are they gone through once more.
    let Ok(blocks) = content.read::<Vec<wire::Block<'a>>>() else {
        return Err(unreadable(content, path));
    };
    let mut whole = Vec::new();
    let mut made = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.into_iter().enumerate() {
        let path = format!("{path}.{at}");
        if let Some(block) = self::block(block, &path, losses)? {
            made.push(block);
            continue;
        }
        if whole.is_empty() {
            whole = content.read::<Vec<Json<'a>>>().unwrap_or_default();
        }
        made.extend(whole.get(at).cloned().map(foreign));
    }
    Ok(made)
}

/// What is wrong with a list of blocks.
fn unreadable(content: &Json<'_>, path: &str) -> Failure {
    let blocks = content.read::<Vec<Json<'_>>>().unwrap_or_default();
    for (at, block) in blocks.into_iter().enumerate() {
        if let Err(fault) = block.read::<wire::Block<'_>>() {
            let path = format!("{path}.{at}");
            let message = format!("{path}: {fault}");
            return Failure::at(path, message);
        }
    }
    let message = format!("{path}: a string or a list of content blocks");
    Failure::at(path, message)
}

/// `None`: a block that only this format has.
fn block<'a>(
    block: wire::Block<'a>,
    path: &str,
    losses: &mut Losses,
) -> Result<Option<Block<'a>>, Failure> {
    let kind = required(block.kind, path, "type")?;
    let content = match &*kind {
        "text" => Content::Text(required(block.text, path, "text")?),
        "image" => Content::Image(match media(block.source, path)? {
            Some(media) => media,
            None => return Ok(None),
        }),
        "document" => Content::Document {
            media: match media(block.source, path)? {
                Some(media) => media,
                None => return Ok(None),
            },
            name: block.title,
        },
        "tool_use" => Content::Call {
            id: required(block.id, path, "id")?,
            name: required(block.name, path, "name")?,
            arguments: block.input.filter(Json::is_object).unwrap_or(Json::EMPTY),
        },
        "tool_result" => Content::Result {
            call: required(block.tool_use_id, path, "tool_use_id")?,
            content: match &block.content {
                Some(content) => self::content(content, &format!("{path}.content"), losses)?,
                None => Vec::new(),
            },
            failed: block.is_error.unwrap_or(false),
        },
        "thinking" => Content::Thinking {
            text: block.thinking.unwrap_or_default(),
            signature: block.signature.filter(|signature| !signature.is_empty()),
        },
        "redacted_thinking" => Content::HiddenThinking(required(block.data, path, "data")?),
        _ => return Ok(None),
    };
    for name in &block.unknown {
        losses.note(format!("{}.{}", &*kind, &**name));
    }
    let extra = extra(&[
        ("cache_control", block.cache_control.as_ref()),
        ("citations", block.citations.as_ref()),
        ("context", block.context.as_ref()),
    ]);
    Ok(Some(Block { content, extra }))
}

fn foreign(json: Json<'_>) -> Block<'_> {
    Block::new(Content::Foreign {
        format: Format::Messages,
        json,
    })
}

/// `None`: a source that only this format has, such as an uploaded file.
fn media<'a>(source: Option<Json<'a>>, path: &str) -> Result<Option<Media<'a>>, Failure> {
    let source = required(source, path, "source")?;
    let path = format!("{path}.source");
    let source: wire::Source<'a> = source
        .read()
        .map_err(|e| Failure::at(path.clone(), format!("{path}: {e}")))?;
    Ok(match source.kind.as_deref() {
        Some("base64") => Some(Media::Base64 {
            media_type: lower(required(source.media_type, &path, "media_type")?),
            data: required(source.data, &path, "data")?,
        }),
        Some("url") => Some(Media::Url(required(source.url, &path, "url")?)),
        Some("text") => Some(Media::Text(required(source.data, &path, "data")?)),
        _ => None,
    })
}

/// Media types are the same in any case (RFC 9110, section 8.3.1).
fn lower(media_type: Str<'_>) -> Str<'_> {
    if media_type.bytes().any(|b| b.is_ascii_uppercase()) {
        return media_type.to_ascii_lowercase().into();
    }
    media_type
}
