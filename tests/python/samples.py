"""What requests are made of, and how the Messages format has it when it reaches the provider."""

from __future__ import annotations

import base64
from typing import Any

# A red dot.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
PNG_URL = f"data:image/png;base64,{PNG}"
PNG_SOURCE = {"type": "base64", "media_type": "image/png", "data": PNG}

PICTURE = "https://example.test/a.png"
PICTURE_SOURCE = {"type": "url", "url": PICTURE}

PDF_BYTES = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PDF = base64.b64encode(PDF_BYTES).decode()
PDF_URL = f"data:application/pdf;base64,{PDF}"
PDF_SOURCE = {"type": "base64", "media_type": "application/pdf", "data": PDF}

# What the fake says of a picture and of the page.
PNG_SEEN = f"1 image(s): image/png, {len(base64.b64decode(PNG))} bytes."
PICTURE_SEEN = f"1 image(s): url {PICTURE}."

# What the fake says of nothing in particular.
TEXT = "hello from fake upstream"
# What it thinks.
THOUGHT = "Let me think about it. The answer is short."

TURNS = 256
TURN_BYTES = 4096
FILLER = "Grüße 🦀 — \"quoted\" \\ back\nline. "


def pdf_seen(name: str = "without a title") -> str:
    """What the fake says of the page."""
    return f"Document 0: {name}, base64, {len(PDF_BYTES)} bytes."


def long_history() -> list[dict[str, str]]:
    """More than 1 MiB of turns, user and assistant by turns; no two are alike."""
    return [
        {
            "role": "assistant" if turn % 2 else "user",
            "content": f"turn {turn} {FILLER * (TURN_BYTES // len(FILLER))} end {turn}",
        }
        for turn in range(TURNS)
    ]


def turns_of(body: dict[str, Any]) -> list[dict[str, str]]:
    """The texts of a body of the Messages format, turn by turn, in the shape of `long_history`."""
    return [
        {"role": message["role"], "content": text_of(message["content"])}
        for message in body["messages"]
    ]


def text_of(content: Any) -> str:
    """The text of a content of the Messages format: itself where it is a string, else that of its blocks."""
    if isinstance(content, str):
        return content
    return "".join(block["text"] for block in content)
