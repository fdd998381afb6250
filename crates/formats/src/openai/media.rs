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
        Some((Kind::Bytes(media_type), base64)) => bytes((media_type, base64)),
        Some((Kind::Text, base64)) => Media::Text(words(&base64, place)?),
        None => {
            let message = "a file must be a PDF, plain text or an office document, as data:application/pdf;base64,… or alike: \
                           convert it";
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

/// What a PDF is called.
const PDF: &str = "application/pdf";
/// The other files that OpenAI reads (source: OpenAI API docs, "File inputs"); whom they are for says whether it does too.
const OFFICE: [&str; 8] = [
    "application/msword",
    "application/rtf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
];

/// The member of a picture's extra that says how closely it is to be looked at, as Chat clients name it.
pub(crate) const DETAIL: &str = "image_url.detail";

/// Texts below their title, set apart by blank lines.
pub(crate) fn titled(title: Option<&Text<'_>>, texts: &[&Text<'_>]) -> Text<'static> {
    let mut told = Text::default();
    if let Some(title) = title {
        told.push(title);
        told.push(&Text::from_escaped(r":\n\n"));
    }
    for (n, text) in texts.iter().enumerate() {
        if n > 0 {
            told.push(&Text::from_escaped(r"\n\n"));
        }
        told.push(text);
    }
    told
}

/// A file's name as OpenAI takes it, which wants one, and tells by its ending what a PDF is; titles have none.
pub(crate) fn file_name<'n>(media_type: &str, name: Option<&'n Text<'_>>) -> Text<'n> {
    let is_pdf = media_type == PDF;
    let Some(name) = name else {
        return Text::from_escaped(if is_pdf { "document.pdf" } else { "document" });
    };
    let ended = name.to_plain().to_ascii_lowercase().ends_with(".pdf");
    if !is_pdf || ended {
        return name.borrowed();
    }
    let mut whole = name.borrowed();
    whole.push(&Text::from_escaped(".pdf"));
    whole
}

/// The files that providers read.
#[derive(Clone, Copy)]
enum Kind {
    Bytes(&'static str),
    Text,
}

impl Kind {
    fn of(media_type: &str) -> Option<Self> {
        match media_type {
            PDF => Some(Self::Bytes(PDF)),
            "application/json" => Some(Self::Text),
            other if other.starts_with("text/") => Some(Self::Text),
            other => {
                let known = OFFICE.into_iter().find(|known| *known == other);
                known.map(Self::Bytes)
            }
        }
    }

    /// By the first bytes of a PDF (`%PDF-`, which is `JVBERi` in base64), else by the file's name.
    fn guessed(data: &Text<'_>, name: Option<&Text<'_>>) -> Option<Self> {
        if data.to_plain().starts_with("JVBERi") {
            return Some(Self::Bytes(PDF));
        }
        let name = name?.to_plain().to_ascii_lowercase();
        let (_, ending) = name.rsplit_once('.')?;
        match ending {
            "pdf" => Some(Self::Bytes(PDF)),
            "txt" | "md" | "csv" | "json" | "html" | "xml" => Some(Self::Text),
            _ => None,
        }
    }
}
