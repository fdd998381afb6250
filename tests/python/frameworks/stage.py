"""What the frameworks are asked, and where."""

from __future__ import annotations

import json
import os
from typing import Any

from pydantic import BaseModel

CCPROXY_TOKEN = os.environ["CCPROXY_TOKEN"]
# Where each vendor's clients are pointed.
ANTHROPIC_URL = os.environ["CCPROXY_URL"]
OPENAI_URL = f"{ANTHROPIC_URL}/openai/v1"

MODEL = "claude-sonnet-5"
TIMEOUT = 20


class Child(BaseModel):
    name: str


class Person(BaseModel):
    name: str
    age: int
    children: list[Child]


ADA = Person(name="Ada", age=36, children=[Child(name="Ada")])

BOTH_CITIES = 'The tools answered: "sunny in Oslo", "sunny in Bergen".'
ONE_CITY = 'The tools answered: "sunny in Oslo".'


def prompt(scenario: str, *words: str) -> str:
    """A user text that makes the fake play `scenario`, with `words` in it."""
    return " ".join(["Hello.", *words, f"[[fake:{scenario}]]"])


def of_openai(content: str | list[Any], **more: Any) -> list[dict[str, Any]]:
    """Messages of Chat Completions with one turn."""
    return [{"role": "user", "content": content, **more}]


def has_source(body: dict[str, Any], source: dict[str, str]) -> bool:
    """Whether a body of the Messages format holds an image or document of `source`."""
    return json.dumps(source, sort_keys=True) in json.dumps(body, sort_keys=True)
