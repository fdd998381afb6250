"""Chat Completions with GPT models: translated for Codex and for a plan, as it came with a key."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import openai
import pytest
from openai import pydantic_function_tool
from openai.types.chat import ChatCompletion

from asks import WEATHER_TOOL as BARE
from asks import mark
from gpt.responding import kinds_of
from gpt.stage import CODEX, KEY, PLAN, Provider, body_of
from gpt.test_responses import ADA, PARSED_WEATHER, Person, Weather
from samples import PDF_BYTES, PDF_URL, PNG_SEEN, PNG_URL, TEXT

Complete = Callable[[Provider, dict[str, Any]], ChatCompletion]

WEATHER_TOOL = {
    "type": "function",
    "function": {"name": BARE["name"], "parameters": BARE["input_schema"]},
}
# By a key the request is the client's own, and newer models take no functions in Chat Completions while they reason
# (OpenAI's own refusal): this one does.
TAKES_TOOLS = {KEY.name: {"model": "openai/gpt-5.1"}}
TRANSLATED = pytest.mark.parametrize("gpt", [CODEX, PLAN], ids=["codex", "plan"])


def parses(asked: dict[str, Any]) -> bool:
    """Whether there is something that `parse` takes: it refuses tools that are not strict."""
    strict = [tool for tool in asked.get("tools", []) if tool["function"].get("strict")]
    return "response_format" in asked or bool(strict)


def whole(provider: Provider, asked: dict[str, Any]) -> ChatCompletion:
    with provider.openai() as client:
        made = client.chat.completions
        return (made.parse if parses(asked) else made.create)(**asked)


def streamed(provider: Provider, asked: dict[str, Any]) -> ChatCompletion:
    with provider.openai() as client, client.chat.completions.stream(**asked) as stream:
        return stream.get_final_completion()


def whole_async(provider: Provider, asked: dict[str, Any]) -> ChatCompletion:
    async def complete() -> ChatCompletion:
        async with provider.openai_async() as client:
            made = client.chat.completions
            return await (made.parse if parses(asked) else made.create)(**asked)

    return asyncio.run(complete())


def streamed_async(provider: Provider, asked: dict[str, Any]) -> ChatCompletion:
    async def complete() -> ChatCompletion:
        async with provider.openai_async() as client:
            async with client.chat.completions.stream(**asked) as stream:
                return await stream.get_final_completion()

    return asyncio.run(complete())


# Between them they are whole and streamed, synchronous and asynchronous.
TWO_WAYS: list[Complete] = [whole, streamed_async]
EVERY_WAY = pytest.mark.parametrize("complete", [*TWO_WAYS, streamed, whole_async])


@pytest.fixture(params=TWO_WAYS)
def complete(request: pytest.FixtureRequest) -> Complete:
    """One way to a whole completion."""
    return request.param


@EVERY_WAY
def test_a_completion(complete: Complete, gpt: Provider) -> None:
    answer = complete(gpt, gpt.chat("text"))
    [choice] = answer.choices
    assert (choice.message.content, choice.finish_reason) == (TEXT, "stop")
    assert answer.object == "chat.completion"
    assert answer.id


def test_the_chunks_of_a_stream_end_with_the_usage(gpt: Provider) -> None:
    asked = gpt.chat("text", stream=True, stream_options={"include_usage": True})
    with gpt.openai() as client:
        *chunks, last = client.chat.completions.create(**asked)
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(pieces) == TEXT
    assert sum(map(bool, pieces)) > 1
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert last.choices == []
    assert last.usage.total_tokens == last.usage.prompt_tokens + last.usage.completion_tokens > 0


@EVERY_WAY
@pytest.mark.parametrize("scenario", ["tool", "parallel:3"])
def test_tools_are_called_and_answered(complete: Complete, gpt: Provider, scenario: str) -> None:
    more = TAKES_TOOLS.get(gpt.name, {})
    asked = {**gpt.chat(scenario, tools=[WEATHER_TOOL]), **more}
    [choice] = complete(gpt, asked).choices
    assert choice.finish_reason == "tool_calls"
    calls = choice.message.tool_calls
    cities = [json.loads(call.function.arguments)["city"] for call in calls]
    assert cities == ["Oslo", "Bergen", "Oslo"][: len(calls)]
    assert len({call.id for call in calls}) == len(calls) == (3 if ":" in scenario else 1)
    results = [{"role": "tool", "tool_call_id": call.id, "content": call.id} for call in calls]
    # What the helpers add beside these members OpenAI does not take back.
    called = [call.model_dump(include={"id": True, "type": True, "function": {"name", "arguments"}}) for call in calls]
    asked["messages"] += [{"role": "assistant", "tool_calls": called}, *results]
    quoted = ", ".join(f'"{call.id}"' for call in calls)
    answer = complete(gpt, asked)
    assert answer.choices[0].message.content == f"The tools answered: {quoted}."


IMAGE = {"type": "image_url", "image_url": {"url": PNG_URL}}
PAGE = {"type": "file", "file": {"filename": "page.pdf", "file_data": PDF_URL}}


@pytest.mark.parametrize(("part", "scenario"), [(IMAGE, "image"), (PAGE, "document")], ids=["image", "file"])
def test_images_and_files_reach_the_model(
    complete: Complete, gpt: Provider, part: dict[str, Any], scenario: str
) -> None:
    text = {"type": "text", "text": gpt.prompt(scenario)}
    asked = {"model": gpt.model, "messages": [{"role": "user", "content": [part, text]}]}
    seen = complete(gpt, asked).choices[0].message.content
    if part is IMAGE:
        assert seen == PNG_SEEN
    else:
        assert seen == f"1 file(s): page.pdf, application/pdf, {len(PDF_BYTES)} bytes."


@TRANSLATED
def test_a_grammar_and_the_detail_of_an_image_reach_the_model(gpt: Provider) -> None:
    word = mark()
    grammar = {"syntax": "regex", "definition": "(?s).+"}
    custom = {"name": "run", "format": {"type": "grammar", "grammar": grammar}}
    asked = gpt.chat("custom", word, tools=[{"type": "custom", "custom": custom}])
    text = {"type": "text", "text": asked["messages"][0]["content"]}
    image = {"type": "image_url", "image_url": {"url": PNG_URL, "detail": "low"}}
    asked["messages"][0]["content"] = [image, text]
    with gpt.openai() as client:
        raw = client.chat.completions.with_raw_response.create(**asked)
    [call] = raw.parse().choices[0].message.tool_calls
    assert (call.type, call.custom.name) == ("custom", "run")
    assert "x-ccproxy-ignored" not in raw.headers
    body = body_of(gpt, word)
    [tool] = body["tools"]
    [tool] = tool.get("tools", [tool])
    assert tool["format"] == {"type": "grammar", **grammar}
    assert body["input"][0]["content"][0]["detail"] == "low"


def test_an_answer_is_held_to_a_schema_and_parsed(complete: Complete, gpt: Provider) -> None:
    answer = complete(gpt, gpt.chat("structured", response_format=Person))
    assert answer.choices[0].message.parsed == ADA


def test_the_arguments_of_strict_tools_are_parsed(complete: Complete, gpt: Provider) -> None:
    tools = [pydantic_function_tool(Weather, name="get_weather")]
    asked = {**gpt.chat("parallel", tools=tools), **TAKES_TOOLS.get(gpt.name, {})}
    calls = complete(gpt, asked).choices[0].message.tool_calls
    assert [call.function.parsed_arguments for call in calls] == PARSED_WEATHER


@TRANSLATED
def test_system_messages_and_efforts_are_translated(complete: Complete, gpt: Provider) -> None:
    word = mark()
    asked = gpt.chat("text", word, reasoning_effort="high", stop=[" fake"])
    asked["messages"].insert(0, {"role": "system", "content": "Be brief. ☃"})
    # There are no stop sequences upstream: the text is cut on its way.
    assert complete(gpt, asked).choices[0].message.content == "hello from"
    body = body_of(gpt, word)
    assert body["instructions"] == "Be brief. ☃"
    assert body["reasoning"]["effort"] == "high"


@TRANSLATED
def test_reasoning_is_told_where_it_is_asked_for_and_comes_home(gpt: Provider) -> None:
    word = mark()
    asked = gpt.chat("reasoning_tool", word, tools=[WEATHER_TOOL], reasoning_effort="high")
    asked["extra_body"] = {"include_reasoning": True}
    with gpt.openai() as client:
        answer = client.chat.completions.create(**asked)
        message = answer.choices[0].message
        assert "The answer is short." in message.reasoning_content
        [call] = message.tool_calls
        result = {"role": "tool", "tool_call_id": call.id, "content": "sunny"}
        asked["messages"] += [message, result]
        client.chat.completions.create(**asked)
    kinds = kinds_of(body_of(gpt, word)["input"])
    assert kinds.count("reasoning") == 1
    assert kinds.index("reasoning") < kinds.index("function_call")


BY_STATUS: dict[str, tuple[type[openai.APIStatusError], int]] = {
    "error400": (openai.BadRequestError, 400),
    "error401": (openai.AuthenticationError, 401),
    "error403": (openai.PermissionDeniedError, 403),
    "error404": (openai.NotFoundError, 404),
    "error429": (openai.RateLimitError, 429),
    "limit": (openai.RateLimitError, 429),
    "error500": (openai.InternalServerError, 500),
    "overloaded": (openai.InternalServerError, 503),
}


@pytest.mark.parametrize("scenario", BY_STATUS)
def test_an_error_raises_its_class(complete: Complete, gpt: Provider, scenario: str) -> None:
    kind, status = BY_STATUS[scenario]
    with pytest.raises(kind) as raised:
        complete(gpt, gpt.chat(scenario))
    assert raised.value.status_code == status
    assert raised.value.body["message"]


@pytest.mark.parametrize("scenario", ["mid_error", "cut", "reset", "cut_mid_event"])
def test_a_broken_stream_raises(complete: Complete, gpt: Provider, scenario: str) -> None:
    with pytest.raises(openai.APIError):
        complete(gpt, gpt.chat(scenario))


def test_a_cut_answer_says_why(gpt: Provider) -> None:
    with gpt.openai() as client:
        [choice] = client.chat.completions.create(**gpt.chat("incomplete")).choices
    assert choice.finish_reason == "length"
    with pytest.raises(openai.LengthFinishReasonError):
        whole(gpt, gpt.chat("incomplete", response_format=Person))


def test_closing_a_stream_closes_it_upstream(gpt: Provider) -> None:
    word = mark()
    with gpt.openai() as client:
        stream = client.chat.completions.create(**gpt.chat("never_ends", word), stream=True)
        next(stream)
        stream.close()
        gpt.upstream.let_go(word, time.time())
