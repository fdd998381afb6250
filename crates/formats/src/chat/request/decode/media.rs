//! Pictures and files: bytes in `data:` URLs, or addresses that the provider fetches.

use super::wire::{File, ImageUrl};
use crate::Failure;
use crate::conversation::{Content, Losses};
use crate::openai::{Place, media, within};

/// The picture of an `image_url` part.
pub(super) fn image<'a>(
    image: ImageUrl<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Content<'a>, Failure> {
    if image.detail.is_some_and(|detail| detail != "auto") {
        losses.note("image_url.detail");
    }
    within("image_url", Some(&image.unknown), losses);
    let place = place.member("url");
    let url = image
        .url
        .ok_or_else(|| place.missing("the picture as a `data:` or `https:` URL"))?;
    media::image(url, &place)
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
