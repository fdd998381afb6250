"""How much Claude thinks, and what becomes of its thoughts."""

from __future__ import annotations

from typing import Any

import pytest
from openai import OpenAI

from asks import mark
from fake import Fake
from openai_sdk.stage import (
    ALWAYS_THINKS,
    OLDER,
    WEATHER_TOOL,
    Complete,
    ask,
    proxied,
    text_of,
)
from samples import TEXT, THOUGHT

EFFORTS = {"minimal": "low", "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh"}
BUDGETS = {"minimal": 1024, "low": 4096, "medium": 8192, "high": 16384}
SHOWN = {"reasoning_effort": "high", "extra_body": {"include_reasoning": True}}


def sent(upstream: Fake, **more: Any) -> dict[str, Any]:
    word = mark()
    with proxied() as client:
        client.chat.completions.create(**ask("text", word, **more))
    [body] = upstream.bodies(word)
    return body


@pytest.mark.parametrize(("asked", "effort"), EFFORTS.items())
def test_thinking_has_the_effort_that_was_asked_for(
    upstream: Fake, asked: str, effort: str
) -> None:
    body = sent(upstream, reasoning_effort=asked)
    assert body["thinking"]["type"] == "adaptive"
    assert body["output_config"]["effort"] == effort


@pytest.mark.parametrize(("asked", "budget"), BUDGETS.items())
def test_thinking_by_budget_grows_with_the_effort(upstream: Fake, asked: str, budget: int) -> None:
    more = {"reasoning_effort": asked, "max_completion_tokens": 20_000}
    body = sent(upstream, model=OLDER, **more)
    assert body["thinking"]["type"] == "enabled"
    assert body["thinking"]["budget_tokens"] == budget < body["max_tokens"]


def test_no_thinking_where_the_model_lets_it_be(upstream: Fake, client: OpenAI) -> None:
    assert sent(upstream, reasoning_effort="none")["thinking"]["type"] == "disabled"
    asked = ask("text", model=ALWAYS_THINKS, reasoning_effort="none")
    raw = client.chat.completions.with_raw_response.create(**asked)
    assert "reasoning_effort" in raw.headers["x-ccproxy-ignored"]
    assert text_of(raw.parse())


def test_thinking_is_counted_and_kept_back(complete: Complete) -> None:
    asked = ask("thinking", reasoning_effort="high", stream_options={"include_usage": True})
    if "whole" in complete.__name__:
        del asked["stream_options"]
    answer = complete(asked)
    message = answer.choices[0].message
    assert message.content == TEXT
    assert getattr(message, "reasoning_content", None) is None
    assert answer.usage.completion_tokens_details.reasoning_tokens > 0


def test_thinking_is_shown_where_it_is_asked_for(complete: Complete) -> None:
    message = complete(ask("thinking", **SHOWN)).choices[0].message
    assert message.reasoning_content == THOUGHT
    assert message.content == TEXT


def test_thinking_comes_before_the_text(client: OpenAI) -> None:
    stream = client.chat.completions.create(**ask("thinking", **SHOWN), stream=True)
    deltas = [chunk.choices[0].delta for chunk in stream]
    thoughts = [getattr(delta, "reasoning_content", None) or "" for delta in deltas]
    assert "".join(thoughts) == THOUGHT
    first = next(place for place, delta in enumerate(deltas) if delta.content)
    assert not any(thoughts[first:])


def test_redacted_thinking_says_nothing(complete: Complete) -> None:
    message = complete(ask("redacted", **SHOWN)).choices[0].message
    assert not getattr(message, "reasoning_content", None)
    assert message.content == TEXT


@pytest.mark.parametrize("model", [ALWAYS_THINKS, OLDER])
def test_signed_thinking_goes_back_behind_a_tool_call(
    complete: Complete, upstream: Fake, model: str
) -> None:
    word = mark()
    more = {"model": model, "tools": [WEATHER_TOOL], "reasoning_effort": "high"}
    asked = ask("thinking_tool", word, **more)
    message = complete(asked).choices[0].message
    [call] = message.tool_calls
    asked["messages"] += [message, {"role": "tool", "tool_call_id": call.id, "content": "sunny"}]
    assert text_of(complete(asked)) == 'The tools answered: "sunny".'
    [_, second] = upstream.bodies(word)
    thought, *rest = second["messages"][1]["content"]
    assert thought["type"] == "thinking"
    assert thought["signature"]
    assert [block["type"] for block in rest] == ["text", "tool_use"]
