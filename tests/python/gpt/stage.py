"""Who answers, and the SDKs' clients and requests that make each vendor's fake play a scenario."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from anthropic import Anthropic, AsyncAnthropic
from openai import AsyncOpenAI, OpenAI

from fake import Fake

# A gateway with Claude, Codex and a key of the OpenAI API; and one with Sign in with ChatGPT.
CCPROXY_URL = os.environ["CCPROXY_URL"]
PLAN_URL = os.environ["PLAN_URL"]
CCPROXY_TOKEN = os.environ["CCPROXY_TOKEN"]

ANTHROPIC = Fake(os.environ["FAKE_URL"])
OPENAI = Fake(os.environ["OPENAI_FAKE_URL"])


@dataclass(frozen=True)
class Provider:
    """One way to a model, as a client sees it."""

    name: str
    model: str
    # Another model of it.
    other: str
    url: str
    upstream: Fake
    # What its fake calls a scenario, where that is not the name that the tests use.
    names: dict[str, str] = field(default_factory=dict)

    def openai(self, **more: Any) -> OpenAI:
        """OpenAI's SDK as its README sets it up."""
        return OpenAI(base_url=self.url + "/openai/v1", **options(more))

    def openai_async(self, **more: Any) -> AsyncOpenAI:
        """The same, asynchronous."""
        return AsyncOpenAI(base_url=self.url + "/openai/v1", **options(more))

    def anthropic(self, **more: Any) -> Anthropic:
        """Anthropic's SDK as its README sets it up."""
        return Anthropic(base_url=self.url, **options(more))

    def anthropic_async(self, **more: Any) -> AsyncAnthropic:
        """The same, asynchronous."""
        return AsyncAnthropic(base_url=self.url, **options(more))

    def prompt(self, scenario: str, *words: str) -> str:
        """A user text that makes the fake play `scenario`."""
        return " ".join(["Hello.", *words, f"[[fake:{self.names.get(scenario, scenario)}]]"])

    def respond(self, scenario: str, *words: str, **more: Any) -> dict[str, Any]:
        """Parameters of `responses.create`, with the input as a list, since conversations go on from it."""
        user = {"role": "user", "content": self.prompt(scenario, *words)}
        return {"model": self.model, "input": [user], **more}

    def chat(self, scenario: str, *words: str, **more: Any) -> dict[str, Any]:
        """Parameters of `chat.completions.create`."""
        user = {"role": "user", "content": self.prompt(scenario, *words)}
        return {"model": self.model, "messages": [user], **more}

    def message(self, scenario: str, *words: str, **more: Any) -> dict[str, Any]:
        """Parameters of `messages.create`."""
        return {**self.chat(scenario, *words), "max_tokens": 1024, **more}


def options(more: dict[str, Any]) -> dict[str, Any]:
    return {"api_key": CCPROXY_TOKEN, "max_retries": 0, "timeout": 20, **more}


CLAUDE = Provider(
    "claude",
    "claude-sonnet-5",
    "claude-opus-5",
    CCPROXY_URL,
    ANTHROPIC,
    {
        "reasoning": "thinking",
        "reasoning_tool": "thinking_tool",
        "incomplete": "max_tokens",
        "overloaded": "error529",
        "limit": "error429plan",
        "custom": "tool",
    },
)
CODEX = Provider(
    "codex", "gpt-6.1-sol", "gpt-6.1-terra", CCPROXY_URL, OPENAI, {"limit": "usage_limit"}
)
KEY = Provider(
    "key", "openai/gpt-6.1-sol", "openai/gpt-5.1", CCPROXY_URL, OPENAI, {"limit": "error429quota"}
)
PLAN = Provider("plan", "gpt-6.1-sol", "gpt-6.1-terra", PLAN_URL, OPENAI, {"limit": "sub_limit"})

GPT = [CODEX, KEY, PLAN]
ALL = [CLAUDE, *GPT]


def body_of(provider: Provider, word: str, place: int = -1) -> dict[str, Any]:
    """The body of a request that was marked with `word`, as it reached the provider; the last by default."""
    return provider.upstream.bodies(word)[place]
