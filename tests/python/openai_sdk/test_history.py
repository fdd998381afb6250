"""Long conversations."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest
from openai import OpenAI

from asks import mark
from fake import Fake
from openai_sdk.stage import OLDER, WEATHER_TOOL, Complete, ask, text_of
from samples import long_history, turns_of

CALLS = 100


def call(number: int) -> dict[str, Any]:
    function = {"name": "get_weather", "arguments": json.dumps({"city": f"city {number}"})}
    return {"id": f"call_{number}", "type": "function", "function": function}


def result(number: int) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": f"call_{number}", "content": f"weather {number}"}


def test_of_a_long_history_nothing_is_lost(complete: Complete, upstream: Fake) -> None:
    word = mark()
    asked = ask("text", word)
    asked["messages"][:0] = long_history()
    assert len(json.dumps(asked, ensure_ascii=False).encode()) > 1 << 20
    assert text_of(complete(asked))
    [body] = upstream.bodies(word)
    assert turns_of(body) == asked["messages"]


def test_of_many_tool_calls_nothing_is_lost(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    asked = ask("text", word, tools=[WEATHER_TOOL])
    for number in range(CALLS):
        asked["messages"] += [{"role": "assistant", "tool_calls": [call(number)]}, result(number)]
    client.chat.completions.create(**asked)
    [body] = upstream.bodies(word)
    blocks = [block for message in body["messages"][1:] for block in message["content"]]
    uses = [block for block in blocks if block["type"] == "tool_use"]
    results = [block for block in blocks if block["type"] == "tool_result"]
    ids = [f"call_{number}" for number in range(CALLS)]
    assert [use["id"] for use in uses] == ids
    assert [use["input"] for use in uses] == [{"city": f"city {number}"} for number in range(CALLS)]
    assert [block["tool_use_id"] for block in results] == ids
    assert all(f"weather {number}" in str(block) for number, block in enumerate(results))


def test_arguments_keep_their_order_and_their_numbers(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    arguments = '{"z": 1.0, "city": "Oslo", "a": [12345678901234567890, 1e-7], "\\u00e9": null}'
    asked = ask("text", word, tools=[WEATHER_TOOL])
    function = {"name": "get_weather", "arguments": arguments}
    called = {"id": "call_0", "type": "function", "function": function}
    asked["messages"] += [{"role": "assistant", "tool_calls": [called]}, result(0)]
    client.chat.completions.create(**asked)
    [body] = upstream.bodies(word)
    assert body["messages"][1]["content"][0]["input"] == json.loads(arguments)


BROKEN = {
    "a result without its call": [result(0)],
    "a call without its result": [{"role": "assistant", "tool_calls": [call(0)]}],
    "a result of another call": [{"role": "assistant", "tool_calls": [call(0)]}, result(1)],
}


@pytest.mark.parametrize("turns", BROKEN.values(), ids=BROKEN)
def test_a_history_with_a_gap_is_refused(
    client: OpenAI, upstream: Fake, turns: list[dict[str, Any]]
) -> None:
    word = mark()
    asked = ask("text", word, tools=[WEATHER_TOOL])
    asked["messages"] += [*turns, {"role": "user", "content": "Go on."}]
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**asked)
    assert raised.value.param.startswith("messages[")
    assert upstream.requests(word) == []


def test_arguments_that_are_no_json_object_are_refused(client: OpenAI) -> None:
    asked = ask("text", tools=[WEATHER_TOOL])
    broken = call(0)
    broken["function"]["arguments"] = '{"city": '
    asked["messages"] += [{"role": "assistant", "tool_calls": [broken]}, result(0)]
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**asked)
    assert raised.value.param.startswith("messages[1].tool_calls[0]")


def test_an_answer_that_was_begun_is_refused_where_the_model_does_not_go_on(client: OpenAI) -> None:
    asked = ask("text")
    asked["messages"].append({"role": "assistant", "content": "Once upon"})
    with pytest.raises(openai.BadRequestError, match="user message"):
        client.chat.completions.create(**asked)
    older = client.chat.completions.create(**{**asked, "model": OLDER})
    assert text_of(older)
