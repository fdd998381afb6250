"""Tools: by hand and by pydantic, one call and several, results in any order."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest
from openai import OpenAI, pydantic_function_tool
from openai.types.chat import ChatCompletionMessage
from pydantic import BaseModel

from asks import mark
from fake import Fake
from openai_sdk.stage import WEATHER_TOOL, Complete, ask, text_of

NAMED = {"type": "function", "function": {"name": "get_weather"}}
OTHER_TOOL = {"type": "function", "function": {"name": "get_time", "parameters": {"type": "object"}}}
ONLY_WEATHER = {"mode": "auto", "tools": [NAMED]}


def results_for(message: ChatCompletionMessage) -> list[dict[str, Any]]:
    return [
        {"role": "tool", "tool_call_id": call.id, "content": f"for {call.id}"}
        for call in message.tool_calls or []
    ]


def test_tools_are_called_and_answered(complete: Complete, upstream: Fake) -> None:
    word = mark()
    asked = ask("tool", word, tools=[WEATHER_TOOL])
    [choice] = complete(asked).choices
    assert choice.finish_reason == "tool_calls"
    assert choice.message.content == "I will use a tool."
    [call] = choice.message.tool_calls
    assert call.id.startswith("toolu_")
    assert (call.type, call.function.name) == ("function", "get_weather")
    assert json.loads(call.function.arguments) == {"city": "Oslo"}

    result = {"role": "tool", "tool_call_id": call.id, "content": "sunny"}
    asked["messages"] += [choice.message, result]
    final = complete(asked)
    assert final.choices[0].finish_reason == "stop"
    assert text_of(final) == 'The tools answered: "sunny".'

    [_, second] = upstream.bodies(word)
    assert [message["role"] for message in second["messages"]] == ["user", "assistant", "user"]
    use = {"type": "tool_use", "id": call.id, "name": "get_weather", "input": {"city": "Oslo"}}
    assert second["messages"][1]["content"][-1] == use
    [returned] = second["messages"][2]["content"]
    assert (returned["type"], returned["tool_use_id"]) == ("tool_result", call.id)


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [2, 1, 0]], ids=str)
def test_parallel_tools_and_their_results_in_any_order(
    complete: Complete, upstream: Fake, order: list[int]
) -> None:
    word = mark()
    asked = ask("parallel:3", word, tools=[WEATHER_TOOL])
    message = complete(asked).choices[0].message
    ids = [call.id for call in message.tool_calls]
    assert len(set(ids)) == 3
    cities = [json.loads(call.function.arguments)["city"] for call in message.tool_calls]
    assert cities == ["Oslo", "Bergen", "Oslo"]

    results = results_for(message)
    asked["messages"] += [message, *(results[place] for place in order)]
    quoted = ", ".join(f'"for {number}"' for number in ids)
    assert text_of(complete(asked)) == f"The tools answered: {quoted}."
    [_, second] = upstream.bodies(word)
    assert len(second["messages"]) == 3
    assert [block["tool_use_id"] for block in second["messages"][2]["content"]] == ids


def test_parallel_tools_one_at_a_time(complete: Complete) -> None:
    asked = ask("parallel", tools=[WEATHER_TOOL], parallel_tool_calls=False)
    assert len(complete(asked).choices[0].message.tool_calls) == 1


def test_the_deltas_of_calls_are_indexed(client: OpenAI) -> None:
    stream = client.chat.completions.create(**ask("parallel", tools=[WEATHER_TOOL]), stream=True)
    deltas = [delta for chunk in stream for delta in chunk.choices[0].delta.tool_calls or []]
    assert {delta.index for delta in deltas} == {0, 1}
    for index, city in [(0, "Oslo"), (1, "Bergen")]:
        first, *rest = [delta for delta in deltas if delta.index == index]
        assert first.id.startswith("toolu_")
        assert first.function.name == "get_weather"
        assert all(delta.id is None for delta in rest)
        pieces = [delta.function.arguments or "" for delta in [first, *rest]]
        assert json.loads("".join(pieces)) == {"city": city}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("auto", {"type": "auto"}),
        ("none", {"type": "none"}),
        ("required", {"type": "any"}),
        (NAMED, {"type": "tool", "name": "get_weather"}),
    ],
    ids=["auto", "none", "required", "named"],
)
def test_the_choice_of_tools(
    client: OpenAI, upstream: Fake, choice: Any, expected: dict[str, str]
) -> None:
    word = mark()
    asked = ask("tool", word, tools=[WEATHER_TOOL], tool_choice=choice)
    message = client.chat.completions.create(**asked).choices[0].message
    assert bool(message.tool_calls) == (choice != "none")
    [body] = upstream.bodies(word)
    assert body["tool_choice"] == expected


def test_a_choice_among_some_of_the_tools(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    choice = {"type": "allowed_tools", "allowed_tools": ONLY_WEATHER}
    asked = ask("parallel", word, tools=[OTHER_TOOL, WEATHER_TOOL], tool_choice=choice)
    calls = client.chat.completions.create(**asked).choices[0].message.tool_calls
    assert {call.function.name for call in calls} == {"get_weather"}


def test_the_schema_of_a_tool_arrives_as_it_was(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    client.chat.completions.create(**ask("text", word, tools=[WEATHER_TOOL]))
    [body] = upstream.bodies(word)
    function = WEATHER_TOOL["function"]
    expected = {
        "name": "get_weather",
        "description": "Current weather of a city",
        "input_schema": function["parameters"],
    }
    assert body["tools"] == [expected]


def test_functions_of_the_old_way(client: OpenAI) -> None:
    asked = ask("tool", functions=[WEATHER_TOOL["function"]])
    message = client.chat.completions.create(**asked).choices[0].message
    call = message.function_call or message.tool_calls[0].function
    assert call.name == "get_weather"
    result = {"role": "function", "name": "get_weather", "content": "sunny"}
    called = {"name": call.name, "arguments": call.arguments}
    asked["messages"] += [{"role": "assistant", "content": None, "function_call": called}, result]
    assert text_of(client.chat.completions.create(**asked)) == 'The tools answered: "sunny".'


CUSTOM = {"type": "custom", "custom": {"name": "run", "description": "Runs a script"}}


def test_a_custom_tool_is_called_with_text(client: OpenAI) -> None:
    asked = ask("tool", tools=[CUSTOM])
    message = client.chat.completions.create(**asked).choices[0].message
    [call] = message.tool_calls
    assert (call.type, call.custom.name, call.custom.input) == ("custom", "run", "hello")
    asked["messages"] += [message, {"role": "tool", "tool_call_id": call.id, "content": "done"}]
    assert text_of(client.chat.completions.create(**asked)) == 'The tools answered: "done".'


def test_a_custom_tool_with_a_grammar_is_refused(client: OpenAI) -> None:
    grammar = {"type": "grammar", "grammar": {"syntax": "regex", "definition": "a+"}}
    tool = {"type": "custom", "custom": {"name": "run", "format": grammar}}
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**ask("tool", tools=[tool]))
    assert raised.value.param.startswith("tools[0]")


def test_names_and_ids_that_claude_does_not_take_stay_the_clients(complete: Complete) -> None:
    tool = {"type": "function", "function": {"name": "my.tool/1", "parameters": {"type": "object"}}}
    asked = ask("tool", tools=[tool])
    [call] = complete(asked).choices[0].message.tool_calls
    assert call.function.name == "my.tool/1"
    called = {"id": "my.tool:0", "type": "function", "function": call.function}
    result = {"role": "tool", "tool_call_id": "my.tool:0", "content": "sunny"}
    asked["messages"] += [{"role": "assistant", "tool_calls": [called]}, result]
    assert text_of(complete(asked)) == 'The tools answered: "sunny".'


class Weather(BaseModel):
    """Current weather of a city."""

    city: str
    days: int


def test_the_arguments_of_strict_tools_are_parsed(client: OpenAI, upstream: Fake) -> None:
    tools = [pydantic_function_tool(Weather, name="get_weather")]
    word = mark()
    message = client.chat.completions.parse(**ask("parallel", word, tools=tools)).choices[0].message
    parsed = [call.function.parsed_arguments for call in message.tool_calls]
    assert parsed == [Weather(city="Oslo", days=2), Weather(city="Bergen", days=2)]
    [body] = upstream.bodies(word)
    assert body["tools"][0]["strict"] is True


def test_the_helper_parses_the_arguments(client: OpenAI) -> None:
    tools = [pydantic_function_tool(Weather, name="get_weather")]
    with client.chat.completions.stream(**ask("tool", tools=tools)) as stream:
        done = [event for event in stream if event.type == "tool_calls.function.arguments.done"]
    assert [event.parsed_arguments for event in done] == [Weather(city="Oslo", days=2)]
