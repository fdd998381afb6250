//! Pictures and files: bytes in `data:` URLs, or addresses that the provider fetches.

use super::wire::{File, ImageUrl};
use crate::conversation::{Content, Extra, Losses};
use crate::json::Writer;
use crate::openai::{DETAIL, Place, media, within};
use crate::{Failure, Format};

/// The picture of an `image_url` part, and how closely it is to be looked at, where that is said.
pub(super) fn image<'a>(
    image: ImageUrl<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<(Content<'a>, Option<Extra<'a>>), Failure> {
    let detail = image.detail.filter(|detail| detail != "auto");
    let extra = detail.map(|detail| {
        let mut members = Vec::new();
        Writer(&mut members).string(DETAIL).raw(":").string(&detail);
        Extra {
            format: Format::Chat,
            members: String::from_utf8(members).unwrap_or_default().into(),
        }
    });
    within("image_url", Some(&image.unknown), losses);
    let place = place.member("url");
    let url = image
        .url
        .ok_or_else(|| place.missing("the picture as a `data:` or `https:` URL"))?;
    Ok((media::image(url, &place)?, extra))
}

/// The document of a `file` part.
pub(super) fn document<'a>(
    file: File<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Content<'a>, Failure> {
    within("file", Some(&file.unknown), losses);
    let Some(data) = file.file_data else {
        let place = place.member(if file.file_id.is_some() {
            "file_id"
        } else {
            "file_data"
        });
        return Err(place.refuse("no files are stored here: send the file itself as `file_data`"));
    };
    media::document(data, file.filename, &place.member("file_data"))
}
