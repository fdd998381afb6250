//! Pictures and files: bytes in `data:` URLs, or addresses that the provider fetches.

use super::source::Source;
use super::{Escaped, Place, base64};
use crate::Failure;
use crate::conversation::{Content, Media};
use crate::json::Text;

/// The picture at `url`.
pub(crate) fn image<'a>(url: Escaped<'a>, place: &Place<'_>) -> Result<Content<'a>, Failure> {
    let media = match Source::of(url) {
        Source::Address(url) => Some(Media::Url(url)),
        Source::Data { media_type, base64 } => picture(&media_type).zip(base64).map(bytes),
        Source::Other(_) => None,
    };
    media.map(Content::Image).ok_or_else(|| {
        place.refuse("a picture must be PNG, JPEG, GIF or WebP in a base64 `data:` URL, or an `https:` URL: convert it")
    })
}

/// The document of that name whose bytes are `data`.
pub(crate) fn document<'a>(
    data: Escaped<'a>,
    name: Option<Text<'a>>,
    place: &Place<'_>,
) -> Result<Content<'a>, Failure> {
    let (kind, base64) = match Source::of(data) {
        Source::Address(url) => {
            let media = Media::Url(url);
            return Ok(Content::Document { media, name });
        }
        Source::Data { media_type, base64 } => (Kind::of(&media_type), base64),
        // Some clients leave out all but the base64.
        Source::Other(base64) => (Kind::guessed(&base64, name.as_ref()), Some(base64)),
    };
    let media = match kind.zip(base64) {
        Some((Kind::Pdf, base64)) => bytes(("application/pdf", base64)),
        Some((Kind::Text, base64)) => Media::Text(words(&base64, place)?),
        None => {
            let message = "a file must be a PDF or plain text, as data:application/pdf;base64,… or alike: convert it";
            return Err(place.refuse(message));
        }
    };
    Ok(Content::Document { media, name })
}

fn bytes<'a>((media_type, data): (&'static str, Text<'a>)) -> Media<'a> {
    Media::Base64 {
        media_type: media_type.into(),
        data,
    }
}

/// The media types of pictures that every provider takes.
fn picture(media_type: &str) -> Option<&'static str> {
    match media_type {
        "image/png" => Some("image/png"),
        // The second is no media type, and common all the same.
        "image/jpeg" | "image/jpg" => Some("image/jpeg"),
        "image/gif" => Some("image/gif"),
        "image/webp" => Some("image/webp"),
        _ => None,
    }
}

/// The words of a file of text.
fn words(data: &Text<'_>, place: &Place<'_>) -> Result<Text<'static>, Failure> {
    let bytes = base64::decode(&data.to_plain());
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.ok_or_else(|| place.refuse("a file of text must be UTF-8, in base64"))?;
    Ok(Text::plain(&text))
}

/// The files that providers read.
#[derive(Clone, Copy)]
enum Kind {
    Pdf,
    Text,
}

impl Kind {
    fn of(media_type: &str) -> Option<Self> {
        match media_type {
            "application/pdf" => Some(Self::Pdf),
            "application/json" => Some(Self::Text),
            other => other.starts_with("text/").then_some(Self::Text),
        }
    }

    /// By the first bytes of a PDF (`%PDF-`, which is `JVBERi` in base64), else by the file's name.
    fn guessed(data: &Text<'_>, name: Option<&Text<'_>>) -> Option<Self> {
        if data.to_plain().starts_with("JVBERi") {
            return Some(Self::Pdf);
        }
        let name = name?.to_plain().to_ascii_lowercase();
        let (_, ending) = name.rsplit_once('.')?;
        match ending {
            "pdf" => Some(Self::Pdf),
            "txt" | "md" | "csv" | "json" | "html" | "xml" => Some(Self::Text),
            _ => None,
        }
    }
}
