"""Anthropic's SDK with GPT models: text, tools and their runner, thinking, images, files, structured output."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from anthropic import beta_async_tool, beta_tool
from anthropic.types import Message
from pydantic import BaseModel

from asks import PERSON_SCHEMA, WEATHER_TOOL, mark, text_of
from gpt.responding import kinds_of
from gpt.stage import CLAUDE, CODEX, Provider, body_of
from samples import PDF_BYTES, PDF_SOURCE, PNG_SEEN, PNG_SOURCE, TEXT

Ask = Callable[[Provider, dict[str, Any]], Message]


class Person(BaseModel):
    name: str
    age: int


def whole(provider: Provider, asked: dict[str, Any]) -> Message:
    with provider.anthropic() as client:
        return client.messages.create(**asked)


def streamed(provider: Provider, asked: dict[str, Any]) -> Message:
    with provider.anthropic() as client, client.messages.stream(**asked) as stream:
        return stream.get_final_message()


def whole_async(provider: Provider, asked: dict[str, Any]) -> Message:
    async def answer() -> Message:
        async with provider.anthropic_async() as client:
            return await client.messages.create(**asked)

    return asyncio.run(answer())


def streamed_async(provider: Provider, asked: dict[str, Any]) -> Message:
    async def answer() -> Message:
        async with provider.anthropic_async() as client, client.messages.stream(**asked) as stream:
            return await stream.get_final_message()

    return asyncio.run(answer())


# Between them they are whole and streamed, synchronous and asynchronous.
TWO_WAYS: list[Ask] = [whole, streamed_async]
EVERY_WAY = pytest.mark.parametrize("answered", [*TWO_WAYS, streamed, whole_async])


@pytest.fixture(params=TWO_WAYS)
def answered(request: pytest.FixtureRequest) -> Ask:
    """One way to a whole message."""
    return request.param


@EVERY_WAY
def test_a_message(answered: Ask, gpt: Provider) -> None:
    message = answered(gpt, gpt.message("text"))
    assert text_of(message) == TEXT
    assert (message.type, message.role, message.stop_reason) == ("message", "assistant", "end_turn")
    assert message.model in gpt.model
    assert message.usage.input_tokens > 0
    assert message.usage.output_tokens > 0


def test_the_events_of_a_stream_come_in_their_order(gpt: Provider) -> None:
    with gpt.anthropic() as client:
        events = list(client.messages.create(**gpt.message("text"), stream=True))
    kinds = list(dict.fromkeys(event.type for event in events if event.type != "ping"))
    block = ["content_block_start", "content_block_delta", "content_block_stop"]
    assert kinds == ["message_start", *block, "message_delta", "message_stop"]
    assert sum(event.type == "content_block_delta" for event in events) > 1


def test_system_texts_reach_the_model_in_their_place(answered: Ask, gpt: Provider) -> None:
    word = mark()
    asked = gpt.message("text", word, system="Be brief. ☃")
    asked["messages"] += [
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": gpt.prompt("text", word)},
        {"role": "system", "content": "Be kind."},
    ]
    assert text_of(answered(gpt, asked)) == TEXT
    body = body_of(gpt, word)
    assert body["instructions"] == "Be brief. ☃"
    assert [item["role"] for item in body["input"]] == ["user", "assistant", "user", "developer"]


@EVERY_WAY
@pytest.mark.parametrize("scenario", ["tool", "parallel:3"])
def test_tools_are_called_and_answered(answered: Ask, gpt: Provider, scenario: str) -> None:
    asked = gpt.message(scenario, tools=[WEATHER_TOOL])
    call = answered(gpt, asked)
    assert call.stop_reason == "tool_use"
    uses = [block for block in call.content if block.type == "tool_use"]
    assert [use.input["city"] for use in uses] == ["Oslo", "Bergen", "Oslo"][: len(uses)]
    assert len({use.id for use in uses}) == len(uses) == (3 if ":" in scenario else 1)
    results = [{"type": "tool_result", "tool_use_id": use.id, "content": use.id} for use in uses]
    asked["messages"] += [
        {"role": "assistant", "content": call.content},
        {"role": "user", "content": results},
    ]
    quoted = ", ".join(f'"{use.id}"' for use in uses)
    assert text_of(answered(gpt, asked)) == f"The tools answered: {quoted}."


@beta_tool
def get_weather(city: str) -> str:
    """Current weather of a city."""
    return f"sunny in {city}"


@beta_async_tool
async def get_weather_async(city: str) -> str:
    """Current weather of a city."""
    return f"sunny in {city}"


FINAL = 'The tools answered: "sunny in Oslo".'


def check_runner(gpt: Provider, word: str) -> None:
    """The history is whole upstream, where there are no threads: the runner was told so, and sent it anew."""
    entries = gpt.upstream.bodies(word)
    assert len(entries) == 2
    calls = [item for item in entries[-1]["input"] if item.get("type") == "function_call"]
    assert len(calls) == 1
    assert "sunny in Oslo" in str(entries[-1]["input"][-1])


@pytest.mark.parametrize("streaming", [False, True], ids=["whole", "streamed"])
def test_the_tool_runner_keeps_the_history(gpt: Provider, streaming: bool) -> None:
    word = mark()
    with gpt.anthropic() as client:
        asked = gpt.message("tool", word, tools=[get_weather], stream=streaming)
        final = client.beta.messages.tool_runner(**asked).until_done()
    assert (final.stop_reason, text_of(final)) == ("end_turn", FINAL)
    check_runner(gpt, word)


async def test_the_asynchronous_tool_runner_keeps_the_history(gpt: Provider) -> None:
    word = mark()
    async with gpt.anthropic_async() as client:
        asked = gpt.message("tool", word, tools=[get_weather_async])
        final = await client.beta.messages.tool_runner(**asked).until_done()
    assert (final.stop_reason, text_of(final)) == ("end_turn", FINAL)
    check_runner(gpt, word)


PICTURE = {"type": "image", "source": PNG_SOURCE}
PAGE = {"type": "document", "source": PDF_SOURCE, "title": "page.pdf"}


@pytest.mark.parametrize(("block", "scenario"), [(PICTURE, "image"), (PAGE, "document")], ids=["image", "PDF"])
def test_images_and_documents_reach_the_model(
    answered: Ask, gpt: Provider, block: dict[str, Any], scenario: str
) -> None:
    text = {"type": "text", "text": gpt.prompt(scenario)}
    asked = {**gpt.message("text"), "messages": [{"role": "user", "content": [block, text]}]}
    seen = text_of(answered(gpt, asked))
    if block is PICTURE:
        assert seen == PNG_SEEN
    else:
        assert seen == f"1 file(s): page.pdf, application/pdf, {len(PDF_BYTES)} bytes."


def test_structured_output_is_parsed(gpt: Provider) -> None:
    with gpt.anthropic() as client:
        parsed = client.messages.parse(**gpt.message("structured"), output_format=Person)
    assert parsed.parsed_output == Person(name="Ada", age=36)


def test_a_schema_by_hand_reaches_the_model(answered: Ask, gpt: Provider) -> None:
    word = mark()
    wanted = {"format": {"type": "json_schema", "schema": PERSON_SCHEMA}}
    message = answered(gpt, gpt.message("structured", word, output_config=wanted))
    assert Person.model_validate_json(text_of(message)) == Person(name="Ada", age=36)
    assert body_of(gpt, word)["text"]["format"]["schema"] == PERSON_SCHEMA


THINKS = {"thinking": {"type": "adaptive", "display": "summarized"}}


def test_thinking_is_signed_and_comes_home(answered: Ask, gpt: Provider) -> None:
    word = mark()
    asked = gpt.message("reasoning_tool", word, tools=[WEATHER_TOOL], **THINKS)
    call = answered(gpt, asked)
    thought, *_, use = call.content
    assert (thought.type, use.type) == ("thinking", "tool_use")
    assert "The answer is short." in thought.thinking
    assert thought.signature
    result = {"type": "tool_result", "tool_use_id": use.id, "content": "sunny"}
    asked["messages"] += [
        {"role": "assistant", "content": call.content},
        {"role": "user", "content": [result]},
    ]
    assert text_of(answered(gpt, asked)) == 'The tools answered: "sunny".'
    kinds = kinds_of(body_of(gpt, word)["input"])
    assert kinds.count("reasoning") == 1
    assert kinds.index("reasoning") < kinds.index("function_call")


def test_thinking_changes_hands_and_stays_with_its_own_model(answered: Ask) -> None:
    """One conversation, by turns of Claude and of a GPT model."""
    words: list[str] = []
    asked = CLAUDE.message("text", **THINKS)
    asked["messages"] = []
    for provider in [CODEX, CLAUDE, CODEX, CLAUDE]:
        words.append(mark())
        prompt = provider.prompt("reasoning", words[-1])
        asked = {**asked, "model": provider.model}
        asked["messages"] = [*asked["messages"], {"role": "user", "content": prompt}]
        message = answered(provider, asked)
        assert kinds_of(message.content) == ["thinking", "text"]
        asked["messages"] += [{"role": "assistant", "content": message.content}]
    assert kinds_of(body_of(CODEX, words[2])["input"]).count("reasoning") == 1
    turns = body_of(CLAUDE, words[3])["messages"]
    kept = [kinds_of(turn["content"]) for turn in turns if turn["role"] == "assistant"]
    assert kept == [["text"], ["thinking", "text"], ["text"]]


def test_a_stop_sequence_ends_the_text(answered: Ask, gpt: Provider) -> None:
    message = answered(gpt, gpt.message("text", stop_sequences=["XX", " fake"]))
    assert text_of(message) == "hello from"
    assert (message.stop_reason, message.stop_sequence) == ("stop_sequence", " fake")
    assert message.usage.input_tokens > 0
    assert message.usage.output_tokens > 0


@pytest.mark.parametrize(("scenario", "reason"), [("incomplete", "max_tokens"), ("refusal", "refusal")])
def test_stop_reasons_are_translated(
    answered: Ask, gpt: Provider, scenario: str, reason: str
) -> None:
    assert answered(gpt, gpt.message(scenario)).stop_reason == reason


def test_tokens_are_counted_here_and_marked_as_an_estimate(gpt: Provider) -> None:
    word = mark()
    asked = gpt.message("text", word, *["word"] * 100)
    asked.pop("max_tokens")
    with gpt.anthropic() as client:
        raw = client.messages.with_raw_response.count_tokens(**asked)
    assert 90 < raw.parse().input_tokens < 170
    assert raw.headers["x-ccproxy-estimated"] == "1"
    assert gpt.upstream.requests(word) == []
