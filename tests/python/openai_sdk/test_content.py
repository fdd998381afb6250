"""What is more than text: images and files."""

from __future__ import annotations

import base64
from typing import Any

import openai
import pytest
from openai import OpenAI

from asks import mark
from fake import Fake
from openai_sdk.stage import Complete, show, text_of
from samples import (
    PDF_SOURCE,
    PDF_URL,
    PICTURE,
    PICTURE_SEEN,
    PICTURE_SOURCE,
    PNG_SEEN,
    PNG_SOURCE,
    PNG_URL,
    pdf_seen,
)

IMAGES = {
    "data": (PNG_URL, PNG_SOURCE, PNG_SEEN),
    "address": (PICTURE, PICTURE_SOURCE, PICTURE_SEEN),
}
NOTE = "One line.\nAnd another, ☃.\n"


def image(url: str, **more: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url, **more}}


def file(name: str, url: str) -> dict[str, Any]:
    return {"type": "file", "file": {"filename": name, "file_data": url}}


@pytest.mark.parametrize(("url", "source", "seen"), IMAGES.values(), ids=IMAGES)
def test_an_image_reaches_the_provider(
    complete: Complete, upstream: Fake, url: str, source: dict[str, str], seen: str
) -> None:
    word = mark()
    assert text_of(complete(show(image(url), "image", word))) == seen
    [body] = upstream.bodies(word)
    shown, text = body["messages"][0]["content"]
    assert shown == {"type": "image", "source": source}
    assert text["type"] == "text"


def test_a_pdf_reaches_the_provider(complete: Complete, upstream: Fake) -> None:
    word = mark()
    answer = complete(show(file("one.pdf", PDF_URL), "document", word))
    assert text_of(answer) == pdf_seen("one.pdf")
    [body] = upstream.bodies(word)
    shown = body["messages"][0]["content"][0]
    assert (shown["type"], shown["source"]) == ("document", PDF_SOURCE)


def test_a_text_file_reaches_the_provider(complete: Complete, upstream: Fake) -> None:
    word = mark()
    data = base64.b64encode(NOTE.encode()).decode()
    note = file("note.txt", f"data:text/plain;base64,{data}")
    answer = complete(show(note, "document", word))
    assert text_of(answer) == f"Document 0: note.txt, text, {len(NOTE.encode())} bytes."
    [body] = upstream.bodies(word)
    source = body["messages"][0]["content"][0]["source"]
    assert source == {"type": "text", "media_type": "text/plain", "data": NOTE}


def test_megabytes_of_a_file_reach_the_provider(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    data = base64.b64encode(b"%PDF-1.4\n" + bytes(3_000_000)).decode()
    large = file("large.pdf", f"data:application/pdf;base64,{data}")
    client.chat.completions.create(**show(large, "text", word))
    [body] = upstream.bodies(word)
    assert body["messages"][0]["content"][0]["source"]["data"] == data


def test_the_detail_of_an_image_is_named_as_ignored(client: OpenAI) -> None:
    asked = show(image(PNG_URL, detail="high"), "image")
    raw = client.chat.completions.with_raw_response.create(**asked)
    assert text_of(raw.parse()) == PNG_SEEN
    assert "detail" in raw.headers["x-ccproxy-ignored"]


REFUSED = {
    "an image of another type": image("data:image/tiff;base64,SUkqAA=="),
    "a stored file": {"type": "file", "file": {"file_id": "file-123"}},
    "audio": {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
}


@pytest.mark.parametrize("part", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_passed_on_is_refused(
    client: OpenAI, upstream: Fake, part: dict[str, Any]
) -> None:
    word = mark()
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**show(part, "text", word))
    assert raised.value.type == "invalid_request_error"
    assert raised.value.param.startswith("messages[0].content[0]")
    assert upstream.requests(word) == []
