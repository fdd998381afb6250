"""What is more than text: images, documents, thinking, structured output."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import pytest
from anthropic import Anthropic
from pydantic import BaseModel

from asks import MODEL, PERSON_SCHEMA, ask, mark, text_of
from fake import Fake

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def png(side: int = 8) -> bytes:
    """A red square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = b"".join(b"\0" + b"\xff\0\0" * side for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def coded(data: bytes, media_type: str) -> dict[str, str]:
    return {"type": "base64", "media_type": media_type, "data": base64.b64encode(data).decode()}


BLOCKS = {
    "image, base64": {"type": "image", "source": coded(png(), "image/png")},
    "image, address": {"type": "image", "source": {"type": "url", "url": "https://example.test/a.png"}},
    "PDF, base64": {"type": "document", "source": coded(PDF, "application/pdf"), "title": "A page"},
    "PDF, address": {
        "type": "document",
        "source": {"type": "url", "url": "https://example.test/a.pdf"},
    },
    "text document": {
        "type": "document",
        "source": {"type": "text", "media_type": "text/plain", "data": "One line.\n"},
        "citations": {"enabled": True},
    },
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_a_block_reaches_the_provider_unchanged(
    client: Anthropic, upstream: Fake, block: dict[str, Any]
) -> None:
    word = mark()
    content = [block, {"type": "text", "text": f"What is this? {word}"}]
    message = client.messages.create(
        model=MODEL, max_tokens=64, messages=[{"role": "user", "content": content}]
    )
    assert text_of(message)
    [entry] = upstream.requests(word)
    assert entry["body"]["messages"][0]["content"] == content


def test_megabytes_of_an_image_reach_the_provider(client: Anthropic, upstream: Fake) -> None:
    word = mark()
    image = {"type": "image", "source": coded(png() + bytes(3_000_000), "image/png")}
    client.messages.create(
        model=MODEL,
        max_tokens=64,
        messages=[{"role": "user", "content": [image, {"type": "text", "text": word}]}],
    )
    [entry] = upstream.requests(word)
    assert entry["body"]["messages"][0]["content"][0] == image


def test_thinking_and_its_signature_come_and_go_back(client: Anthropic, upstream: Fake) -> None:
    word = mark()
    asked = ask("thinking", word, thinking={"type": "adaptive"})
    with client.messages.stream(**asked) as stream:
        kinds = {event.type for event in stream}
        answer = stream.get_final_message()
    assert {"thinking", "signature"} <= kinds
    thought = answer.content[0]
    assert thought.type == "thinking"
    assert thought.signature
    asked["messages"] += [
        {"role": "assistant", "content": answer.content},
        {"role": "user", "content": "Go on."},
    ]
    client.messages.create(**asked)
    [_, second] = upstream.requests(word)
    returned = second["body"]["messages"][1]["content"][0]
    assert returned["signature"] == thought.signature
    assert returned["thinking"] == thought.thinking


def test_redacted_thinking(client: Anthropic) -> None:
    message = client.messages.create(**ask("redacted", thinking={"type": "adaptive"}))
    [block] = [block for block in message.content if block.type == "redacted_thinking"]
    assert block.data


class Person(BaseModel):
    name: str
    age: int


def test_structured_output_is_parsed(client: Anthropic) -> None:
    message = client.messages.parse(**ask("structured"), output_format=Person)
    assert isinstance(message.parsed_output, Person)


def test_structured_output_is_parsed_from_a_stream(client: Anthropic) -> None:
    with client.messages.stream(**ask("structured"), output_format=Person) as stream:
        assert isinstance(stream.get_final_message().parsed_output, Person)


def test_a_schema_reaches_the_provider_as_it_was(client: Anthropic, upstream: Fake) -> None:
    word = mark()
    wanted = {"format": {"type": "json_schema", "schema": PERSON_SCHEMA}}
    client.messages.create(**ask("structured", word, output_config=wanted))
    [entry] = upstream.requests(word)
    assert entry["body"]["output_config"] == wanted
