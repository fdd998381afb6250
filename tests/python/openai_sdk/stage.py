"""Clients of the OpenAI SDK, and their requests that make the fake play a scenario."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletion

CCPROXY_URL = os.environ["CCPROXY_URL"]
CCPROXY_TOKEN = os.environ["CCPROXY_TOKEN"]
# A gateway with `translation.strict`, before the same fake.
STRICT_URL = os.environ["STRICT_URL"]

MODEL = "claude-sonnet-5"
# It takes sampling, and thinks by budget.
OLDER = "claude-sonnet-4-5"
# It cannot be kept from thinking.
ALWAYS_THINKS = "claude-opus-5-5"

WEATHER_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Current weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


def options(prefix: str, more: dict[str, Any]) -> dict[str, Any]:
    address = {"base_url": CCPROXY_URL + prefix, "api_key": CCPROXY_TOKEN}
    return {**address, "max_retries": 0, "timeout": 20, **more}


def proxied(prefix: str = "/openai/v1", **more: Any) -> OpenAI:
    """The SDK as its README sets it up; `prefix` is the path before the SDK's own."""
    return OpenAI(**options(prefix, more))


def proxied_async(prefix: str = "/openai/v1", **more: Any) -> AsyncOpenAI:
    """The same, asynchronous."""
    return AsyncOpenAI(**options(prefix, more))


def ask(scenario: str, *words: str, **more: Any) -> dict[str, Any]:
    """Parameters of `chat.completions.create` for `scenario`, with `words` in the prompt."""
    prompt = " ".join(["Hello.", *words, f"[[fake:{scenario}]]"])
    return {"model": MODEL, "messages": [{"role": "user", "content": prompt}], **more}


def show(part: dict[str, Any], scenario: str, *words: str) -> dict[str, Any]:
    """Parameters that put `part` before the prompt."""
    asked = ask(scenario, *words)
    text = {"type": "text", "text": asked["messages"][0]["content"]}
    return {**asked, "messages": [{"role": "user", "content": [part, text]}]}


def whole(asked: dict[str, Any]) -> ChatCompletion:
    with proxied() as client:
        return client.chat.completions.create(**asked)


def streamed(asked: dict[str, Any]) -> ChatCompletion:
    with proxied() as client, client.chat.completions.stream(**asked) as stream:
        return stream.get_final_completion()


def whole_async(asked: dict[str, Any]) -> ChatCompletion:
    async def complete() -> ChatCompletion:
        async with proxied_async() as client:
            return await client.chat.completions.create(**asked)

    return asyncio.run(complete())


def streamed_async(asked: dict[str, Any]) -> ChatCompletion:
    async def complete() -> ChatCompletion:
        async with proxied_async() as client, client.chat.completions.stream(**asked) as stream:
            return await stream.get_final_completion()

    return asyncio.run(complete())


Complete = Callable[[dict[str, Any]], ChatCompletion]

# The ways to a whole completion.
WAYS: dict[str, Complete] = {
    "whole": whole,
    "streamed": streamed,
    "async whole": whole_async,
    "async streamed": streamed_async,
}


def text_of(completion: ChatCompletion) -> str | None:
    """The text of a completion."""
    return completion.choices[0].message.content
