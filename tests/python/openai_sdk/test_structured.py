"""Answers that are held to a schema, by pydantic and by hand."""

from __future__ import annotations

import json

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

from asks import mark
from fake import Fake
from openai_sdk.stage import WEATHER_TOOL, ask, text_of


class Child(BaseModel):
    name: str


class Person(BaseModel):
    name: str
    age: int
    nick: str | None
    children: list[Child]


ADA = Person(name="Ada", age=36, nick="hello", children=[Child(name="Ada")])
BY_HAND = {
    "type": "json_schema",
    "json_schema": {
        "name": "person",
        "schema": {
            "type": "object",
            "properties": {"name": {"type": "string"}},
            "required": ["name"],
        },
    },
}


def test_structured_output_is_parsed(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    asked = ask("structured", word)
    message = client.chat.completions.parse(**asked, response_format=Person).choices[0].message
    assert message.parsed == ADA
    [body] = upstream.bodies(word)
    wanted = body["output_config"]["format"]
    assert wanted["type"] == "json_schema"
    assert set(wanted["schema"]["properties"]) == set(Person.model_fields)
    assert "tools" not in body


async def test_structured_output_is_parsed_asynchronously(async_client: AsyncOpenAI) -> None:
    asked = ask("structured", response_format=Person)
    answer = await async_client.chat.completions.parse(**asked)
    assert answer.choices[0].message.parsed == ADA


def test_structured_output_is_parsed_from_a_stream(client: OpenAI) -> None:
    snapshots = []
    with client.chat.completions.stream(**ask("structured"), response_format=Person) as stream:
        for event in stream:
            if event.type == "content.delta":
                snapshots.append(event.parsed)
        assert stream.get_final_completion().choices[0].message.parsed == ADA
    assert snapshots[-1] == ADA.model_dump()


async def test_structured_output_is_parsed_from_an_asynchronous_stream(
    async_client: AsyncOpenAI,
) -> None:
    asked = ask("structured", response_format=Person)
    async with async_client.chat.completions.stream(**asked) as stream:
        answer = await stream.get_final_completion()
    assert answer.choices[0].message.parsed == ADA


def test_a_schema_by_hand_is_closed_and_otherwise_kept(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    asked = ask("structured", word, response_format=BY_HAND, reasoning_effort="low")
    assert json.loads(text_of(client.chat.completions.create(**asked))) == {"name": "Ada"}
    [body] = upstream.bodies(word)
    schema = {**BY_HAND["json_schema"]["schema"], "additionalProperties": False}
    assert body["output_config"] == {
        "effort": "low",
        "format": {"type": "json_schema", "schema": schema},
    }


def test_json_object_is_asked_for_in_words(client: OpenAI) -> None:
    asked = ask("structured", response_format={"type": "json_object"})
    raw = client.chat.completions.with_raw_response.create(**asked)
    assert json.loads(text_of(raw.parse()))["name"] == "Ada"
    assert "response_format" in raw.headers["x-ccproxy-ignored"]


def test_an_answer_that_is_cut_short_is_not_parsed(client: OpenAI) -> None:
    with pytest.raises(openai.LengthFinishReasonError):
        client.chat.completions.parse(**ask("max_tokens"), response_format=Person)


def test_a_refusal_is_not_parsed(client: OpenAI) -> None:
    with pytest.raises(openai.ContentFilterFinishReasonError):
        client.chat.completions.parse(**ask("refusal"), response_format=Person)


def test_tools_and_a_schema_go_together(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    asked = ask("tool", word, tools=[WEATHER_TOOL], response_format=BY_HAND)
    message = client.chat.completions.create(**asked).choices[0].message
    [call] = message.tool_calls
    asked["messages"] += [message, {"role": "tool", "tool_call_id": call.id, "content": "sunny"}]
    client.chat.completions.create(**asked)
    [_, second] = upstream.bodies(word)
    assert second["output_config"]["format"]["schema"]
    assert len(second["tools"]) == 1
