"""The Responses API: text, instructions, tools, images, files, and answers that are held to a schema."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from openai import pydantic_function_tool
from openai.types.responses import Response
from pydantic import BaseModel

from asks import mark
from gpt.responding import EVERY_WAY, Respond, calls_of, kinds_of
from gpt.stage import CLAUDE, CODEX, PLAN, Provider, body_of
from samples import PDF_BYTES, PDF_URL, PNG_SEEN, PNG_URL, TEXT

WEATHER_TOOL = {
    "type": "function",
    "name": "get_weather",
    "description": "Current weather of a city",
    "strict": False,
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}


class Person(BaseModel):
    name: str
    age: int


class Weather(BaseModel):
    """Current weather of a city."""

    city: str
    days: int


ADA = Person(name="Ada", age=36)
# What the fakes fill in.
PARSED_WEATHER = [Weather(city="Oslo", days=2), Weather(city="Bergen", days=2)]


@EVERY_WAY
def test_a_response(respond: Respond, provider: Provider) -> None:
    answer = respond(provider, provider.respond("text"))
    assert answer.output_text == TEXT
    assert (answer.object, answer.status, answer.error) == ("response", "completed", None)
    assert answer.model in provider.model
    assert answer.usage.input_tokens > 0
    assert answer.usage.output_tokens > 0
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens


def test_the_input_as_a_text(respond: Respond, provider: Provider) -> None:
    asked = {"model": provider.model, "input": provider.prompt("echo", "☃")}
    assert respond(provider, asked).output_text == f"echo: {asked['input']}"


def test_the_events_of_a_stream_are_numbered_and_begin_and_end_as_they_must(
    provider: Provider,
) -> None:
    with provider.openai() as client:
        events = list(client.responses.create(**provider.respond("text"), stream=True))
    events = [event for event in events if event.type.startswith("response.")]
    assert [event.type for event in events[:2]] == ["response.created", "response.in_progress"]
    assert events[-1].type == "response.completed"
    assert events[-1].response.output_text == TEXT
    numbers = [event.sequence_number for event in events]
    assert numbers == sorted(set(numbers))
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert len(deltas) > 1
    assert "".join(deltas) == TEXT


def test_instructions_and_developer_messages_reach_the_model(
    respond: Respond, provider: Provider
) -> None:
    word = mark()
    asked = provider.respond("text", word, instructions="Be brief. ☃")
    asked["input"].insert(0, {"role": "developer", "content": "Be kind."})
    assert respond(provider, asked).output_text == TEXT
    body = body_of(provider, word)
    said = str(body["system"] if provider is CLAUDE else [body["instructions"], body["input"]])
    assert said.index("Be brief. ☃") < said.index("Be kind.")


@EVERY_WAY
def test_a_tool_is_called_and_answered(respond: Respond, provider: Provider) -> None:
    asked = provider.respond("tool", tools=[WEATHER_TOOL])
    answer = respond(provider, asked)
    assert kinds_of(answer.output) == ["message", "function_call"]
    [call] = calls_of(answer)
    assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "Oslo"})
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}
    asked["input"] += [*answer.output, result]
    assert respond(provider, asked).output_text == 'The tools answered: "sunny".'


def test_parallel_calls_keep_their_order_and_their_ids(
    respond: Respond, provider: Provider
) -> None:
    asked = provider.respond("parallel:3", tools=[WEATHER_TOOL])
    answer = respond(provider, asked)
    calls = calls_of(answer)
    assert len({call.call_id for call in calls}) == 3
    assert [json.loads(call.arguments)["city"] for call in calls] == ["Oslo", "Bergen", "Oslo"]
    results = [
        {"type": "function_call_output", "call_id": call.call_id, "output": f"for {call.call_id}"}
        for call in calls
    ]
    asked["input"] += [*answer.output, *results]
    quoted = ", ".join(f'"for {call.call_id}"' for call in calls)
    assert respond(provider, asked).output_text == f"The tools answered: {quoted}."


def test_one_call_at_a_time_where_the_client_wants_it(provider: Provider) -> None:
    asked = provider.respond("parallel", tools=[WEATHER_TOOL], parallel_tool_calls=False)
    with provider.openai() as client:
        assert len(calls_of(client.responses.create(**asked))) == 1


def test_a_custom_tool_gets_and_gives_text(respond: Respond, provider: Provider) -> None:
    grammar = {"type": "grammar", "syntax": "regex", "definition": "(?s).+"}
    tool = {"type": "custom", "name": "run", "description": "Runs a script", "format": grammar}
    asked = provider.respond("custom", tools=[tool])
    answer = respond(provider, asked)
    [call] = [item for item in answer.output if item.type == "custom_tool_call"]
    assert call.name == "run"
    assert "hello" in call.input
    result = {"type": "custom_tool_call_output", "call_id": call.call_id, "output": "done"}
    asked["input"] += [*answer.output, result]
    assert respond(provider, asked).output_text == 'The tools answered: "done".'


IMAGE = {"type": "input_image", "image_url": PNG_URL, "detail": "auto"}
FILE = {"type": "input_file", "filename": "page.pdf", "file_data": PDF_URL}


@pytest.mark.parametrize(("part", "scenario"), [(IMAGE, "image"), (FILE, "document")], ids=["image", "file"])
def test_images_and_files_reach_the_model(
    respond: Respond, provider: Provider, part: dict[str, Any], scenario: str
) -> None:
    text = {"type": "input_text", "text": provider.prompt(scenario)}
    asked = {"model": provider.model, "input": [{"role": "user", "content": [part, text]}]}
    seen = respond(provider, asked).output_text
    if part is IMAGE:
        assert seen == PNG_SEEN
    else:
        assert "page.pdf" in seen
        assert f"{len(PDF_BYTES)} bytes" in seen


def parse(provider: Provider, asked: dict[str, Any]) -> Response:
    with provider.openai() as client:
        return client.responses.parse(**asked)


def parse_async(provider: Provider, asked: dict[str, Any]) -> Response:
    async def parsed() -> Response:
        async with provider.openai_async() as client:
            return await client.responses.parse(**asked)

    return asyncio.run(parsed())


def parse_stream(provider: Provider, asked: dict[str, Any]) -> Response:
    with provider.openai() as client, client.responses.stream(**asked) as stream:
        return stream.get_final_response()


PARSING = pytest.mark.parametrize("parsed_by", [parse, parse_async, parse_stream])


@PARSING
def test_an_answer_is_held_to_a_schema_and_parsed(provider: Provider, parsed_by: Respond) -> None:
    word = mark()
    answer = parsed_by(provider, provider.respond("structured", word, text_format=Person))
    assert answer.output_parsed == ADA
    assert '"age"' in json.dumps(body_of(provider, word))


@PARSING
def test_the_arguments_of_strict_tools_are_parsed(provider: Provider, parsed_by: Respond) -> None:
    tools = [pydantic_function_tool(Weather, name="get_weather")]
    answer = parsed_by(provider, provider.respond("parallel", tools=tools))
    assert [call.parsed_arguments for call in calls_of(answer)] == PARSED_WEATHER


def test_a_cut_answer_is_incomplete_and_says_why(provider: Provider) -> None:
    with provider.openai() as client:
        answer = client.responses.create(**provider.respond("incomplete"))
        *_, last = client.responses.create(**provider.respond("incomplete"), stream=True)
    for told in [answer, last.response]:
        assert told.status == "incomplete"
        assert told.incomplete_details.reason == "max_output_tokens"
        assert TEXT.startswith(told.output_text) and told.output_text
    assert last.type == "response.incomplete"


@EVERY_WAY
@pytest.mark.parametrize("provider", [CODEX, PLAN], ids=["codex", "plan"])
def test_an_answer_whose_last_event_has_no_items_is_whole(
    respond: Respond, provider: Provider
) -> None:
    """The Codex backend may leave them out, and the helper of streams gives what the last event has."""
    assert respond(provider, provider.respond("empty_output")).output_text == TEXT


def test_a_refusal_is_no_text(respond: Respond, provider: Provider) -> None:
    answer = respond(provider, provider.respond("refusal"))
    [message] = [item for item in answer.output if item.type == "message"]
    parts = [part for part in message.content if part.type in ("refusal", "output_text")]
    assert [part.type for part in parts] == ["refusal"]
    assert parts[0].refusal
