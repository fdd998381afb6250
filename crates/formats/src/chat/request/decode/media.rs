//! Pictures and files: bytes in `data:` URLs, or addresses that the provider fetches.

use super::place::Place;
use super::wire::{Escaped, File, ImageUrl};
use super::{base64, fields};
use crate::Failure;
use crate::conversation::{Content, Losses, Media};
use crate::json::Text;

/// The picture of an `image_url` part.
pub(super) fn image<'a>(
    image: ImageUrl<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Content<'a>, Failure> {
    if image.detail.is_some_and(|detail| detail != "auto") {
        losses.note("image_url.detail");
    }
    fields::within("image_url", Some(&image.unknown), losses);
    let place = place.member("url");
    let url = image
        .url
        .ok_or_else(|| place.missing("the picture as a `data:` or `https:` URL"))?
        .0;
    if is_address(url) {
        return Ok(Content::Image(Media::Url(Text::from_escaped(url))));
    }
    let media = DataUrl::of(url).and_then(|data| {
        let media_type = picture(&data.media_type)?;
        Some(Media::Base64 {
            media_type: media_type.into(),
            data: data.base64?,
        })
    });
    media.map(Content::Image).ok_or_else(|| {
        place.refuse("a picture must be PNG, JPEG, GIF or WebP in a base64 `data:` URL, or an `https:` URL: convert it")
    })
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

/// The document of a `file` part.
pub(super) fn document<'a>(
    file: File<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Content<'a>, Failure> {
    fields::within("file", Some(&file.unknown), losses);
    let Some(Escaped(data)) = file.file_data else {
        let place = place.member(if file.file_id.is_some() {
            "file_id"
        } else {
            "file_data"
        });
        return Err(place.refuse("no files are stored here: send the file itself as `file_data`"));
    };
    let place = place.member("file_data");
    if is_address(data) {
        let media = Media::Url(Text::from_escaped(data));
        return Ok(Content::Document {
            media,
            name: file.filename,
        });
    }
    let (kind, data) = match DataUrl::of(data) {
        Some(url) => (Kind::of(&url.media_type), url.base64),
        // Some clients leave out all but the base64.
        None => (
            Kind::guessed(data, file.filename.as_ref()),
            Some(Text::from_escaped(data)),
        ),
    };
    let (Some(kind), Some(data)) = (kind, data) else {
        let message = "a file must be a PDF or plain text, in a base64 `data:` URL such as data:application/pdf;base64,…";
        return Err(place.refuse(message));
    };
    let media = match kind {
        Kind::Pdf => Media::Base64 {
            media_type: "application/pdf".into(),
            data,
        },
        Kind::Text => {
            let text =
                base64::decode(&data.to_plain()).and_then(|bytes| String::from_utf8(bytes).ok());
            let text =
                text.ok_or_else(|| place.refuse("a file of text must be UTF-8, in base64"))?;
            Media::Text(Text::plain(&text))
        }
    };
    Ok(Content::Document {
        media,
        name: file.filename,
    })
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
    fn guessed(data: &str, name: Option<&Text<'_>>) -> Option<Self> {
        if data.starts_with("JVBERi") {
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

/// Whether it is an address that the provider can fetch.
fn is_address(url: &str) -> bool {
    // The slashes may be escaped: only what stands before them is looked at.
    ["https:", "http:"].iter().any(|scheme| begins(url, scheme))
}

fn begins(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// A `data:` URL (RFC 2397).
struct DataUrl<'a> {
    /// In lower case, without parameters.
    media_type: String,
    /// `None` if the data are not in base64.
    base64: Option<Text<'a>>,
}

impl<'a> DataUrl<'a> {
    /// `url`: escaped, as it stands between its quotes.
    fn of(url: &'a str) -> Option<Self> {
        if !begins(url, "data:") {
            return None;
        }
        let (head, data) = url.split_once(',')?;
        let head = Text::from_escaped(&head["data:".len()..])
            .to_plain()
            .to_ascii_lowercase();
        let mut parts = head.split(';').map(str::trim);
        let media_type = parts.next()?.to_owned();
        let is_base64 = parts.next_back() == Some("base64");
        Some(Self {
            media_type,
            base64: is_base64.then(|| Text::from_escaped(data)),
        })
    }
}
