"""Text, whole and streamed."""

from __future__ import annotations

import time

import pytest
from openai import AsyncOpenAI, OpenAI

from openai_sdk.stage import MODEL, Complete, ask, text_of
from samples import TEXT

FINISH_REASONS = {
    "text": "stop",
    "pause": "stop",
    "max_tokens": "length",
    "context_window": "length",
    "refusal": "content_filter",
}


def test_text_arrives(complete: Complete) -> None:
    before = int(time.time())
    answer = complete(ask("text"))
    [choice] = answer.choices
    assert (choice.index, choice.message.role, choice.finish_reason) == (0, "assistant", "stop")
    assert choice.message.content == TEXT
    assert not choice.message.tool_calls
    assert answer.object == "chat.completion"
    assert answer.model == MODEL
    assert answer.id.startswith("chatcmpl-")
    assert before <= answer.created <= time.time() + 1


def test_each_answer_has_an_id_of_its_own(complete: Complete) -> None:
    ids = {complete(ask("text", f"question {number}")).id for number in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize(("scenario", "reason"), FINISH_REASONS.items())
def test_finish_reasons_are_translated(client: OpenAI, scenario: str, reason: str) -> None:
    answer = client.chat.completions.create(**ask(scenario))
    assert answer.choices[0].finish_reason == reason
    *chunks, last = client.chat.completions.create(**ask(scenario), stream=True)
    assert last.choices[0].finish_reason == reason
    assert all(chunk.choices[0].finish_reason is None for chunk in chunks)


def test_odd_characters_arrive_unchanged(complete: Complete) -> None:
    text = 'Grüße aus Zürich — 你好 🦀👩‍💻 \u2028\ufeff e\u0301 "quoted" \\ back\tslash\nline'
    assert text_of(complete(ask("unicode"))) == text


def test_long_answers_are_the_same_each_way(complete: Complete, client: OpenAI) -> None:
    for scenario in ["long:32", "huge_event"]:
        text = text_of(complete(ask(scenario)))
        assert len(text) > 10_000
        assert text == text_of(client.chat.completions.create(**ask(scenario)))


def test_an_empty_answer_is_an_answer(complete: Complete) -> None:
    answer = complete(ask("empty"))
    assert answer.choices[0].finish_reason == "stop"
    assert not text_of(answer)


def test_chunks_are_those_of_one_completion(client: OpenAI) -> None:
    chunks = list(client.chat.completions.create(**ask("text"), stream=True))
    assert len({(chunk.id, chunk.created, chunk.model) for chunk in chunks}) == 1
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks].count("stop") == 1
    assert chunks[-1].choices[0].finish_reason == "stop"
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(pieces) == TEXT
    assert len([piece for piece in pieces if piece]) > 1


async def test_chunks_arrive_asynchronously(async_client: AsyncOpenAI) -> None:
    stream = await async_client.chat.completions.create(**ask("text"), stream=True)
    pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
    assert "".join(pieces) == TEXT


def test_chunks_arrive_as_they_are_sent(client: OpenAI) -> None:
    arrivals = []
    for chunk in client.chat.completions.create(**ask("slow:100"), stream=True):
        if chunk.choices[0].delta.content:
            arrivals.append(time.monotonic())
    assert arrivals[-1] - arrivals[0] > 0.2, "the whole answer came at once"


def test_the_helper_gives_its_events_in_order(client: OpenAI) -> None:
    with client.chat.completions.stream(**ask("text")) as stream:
        kinds = [event.type for event in stream]
    assert list(dict.fromkeys(kinds)) == ["chunk", "content.delta", "content.done"]
