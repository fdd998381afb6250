"""What the tests ask for: request parameters that make the fake play a scenario."""

from __future__ import annotations

import uuid
from typing import Any

MODEL = "claude-sonnet-5"

WEATHER_TOOL = {
    "name": "get_weather",
    "description": "Current weather of a city",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}

PERSON_SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}


def mark() -> str:
    """A word that is in no other request."""
    return f"mark-{uuid.uuid4().hex[:12]}"


def ask(scenario: str, *words: str, **more: Any) -> dict[str, Any]:
    """Parameters of `messages.create` for `scenario`, with `words` in the prompt."""
    prompt = " ".join(["Hello.", *words, f"[[fake:{scenario}]]"])
    return {
        "model": MODEL,
        "max_tokens": 1024,
        "messages": [{"role": "user", "content": prompt}],
        **more,
    }


def text_of(message: Any) -> str:
    """All text of a message."""
    return "".join(block.text for block in message.content if block.type == "text")
