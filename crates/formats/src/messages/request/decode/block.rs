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
    let blocks: Vec<Json<'a>> = content.read().map_err(|_| {
        Failure::at(
            path,
            format!("{path}: a string or a list of content blocks"),
        )
    })?;
    let mut made = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.into_iter().enumerate() {
        let path = format!("{path}.{at}");
        made.push(self::block(block, &path, losses)?);
    }
    Ok(made)
}

fn block<'a>(json: Json<'a>, path: &str, losses: &mut Losses) -> Result<Block<'a>, Failure> {
    let block: wire::Block<'a> = json
        .read()
        .map_err(|e| Failure::at(path, format!("{path}: {e}")))?;
    let kind = required(block.kind, path, "type")?;
    let content = match &*kind {
        "text" => Content::Text(required(block.text, path, "text")?),
        "image" => Content::Image(match media(block.source, path)? {
            Some(media) => media,
            None => return Ok(foreign(json)),
        }),
        "document" => Content::Document {
            media: match media(block.source, path)? {
                Some(media) => media,
                None => return Ok(foreign(json)),
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
        _ => return Ok(foreign(json)),
    };
    for name in &block.unknown {
        losses.note(format!("{}.{}", &*kind, &**name));
    }
    let extra = extra(&[
        ("cache_control", block.cache_control.as_ref()),
        ("citations", block.citations.as_ref()),
        ("context", block.context.as_ref()),
    ]);
    Ok(Block { content, extra })
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
