"""Streamed answers, by each of the SDK's ways."""

from __future__ import annotations

import time

from anthropic import Anthropic, AsyncAnthropic

from asks import ask, text_of

WHOLE = ["message_start", "content_block_start", "content_block_stop", "message_delta", "message_stop"]


def test_the_stream_helper(client: Anthropic) -> None:
    with client.messages.stream(**ask("text")) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert text == text_of(final) != ""
    assert final.stop_reason == "end_turn"
    assert stream.request_id


def test_the_stream_helper_gives_its_events_in_order(client: Anthropic) -> None:
    with client.messages.stream(**ask("text")) as stream:
        kinds = [event.type for event in stream]
    assert [kind for kind in dict.fromkeys(kinds) if kind in WHOLE] == WHOLE
    assert "content_block_delta" in kinds
    assert "text" in kinds


def test_raw_events(client: Anthropic) -> None:
    events = list(client.messages.create(**ask("text"), stream=True))
    assert events[0].type == "message_start"
    assert events[-1].type == "message_stop"
    assert sum(event.type == "content_block_delta" for event in events) > 1


async def test_the_asynchronous_stream_helper(async_client: AsyncAnthropic) -> None:
    async with async_client.messages.stream(**ask("text")) as stream:
        text = "".join([piece async for piece in stream.text_stream])
        final = await stream.get_final_message()
    assert text == text_of(final) != ""


async def test_raw_events_asynchronously(async_client: AsyncAnthropic) -> None:
    stream = await async_client.messages.create(**ask("text"), stream=True)
    kinds = [event.type async for event in stream]
    assert kinds[0] == "message_start"
    assert kinds[-1] == "message_stop"


def test_a_long_answer_arrives_whole(client: Anthropic, direct: Anthropic) -> None:
    with client.messages.stream(**ask("long:32")) as stream:
        text = stream.get_final_text()
    assert len(text) > 10_000
    assert text == text_of(direct.messages.create(**ask("long:32")))


def test_events_arrive_as_they_are_sent(client: Anthropic) -> None:
    arrivals = []
    for event in client.messages.create(**ask("slow:100"), stream=True):
        if event.type == "content_block_delta":
            arrivals.append(time.monotonic())
    assert len(arrivals) > 2
    assert arrivals[-1] - arrivals[0] > 0.2, "the whole answer came at once"


def test_an_event_of_several_hundred_kilobytes(client: Anthropic, direct: Anthropic) -> None:
    with client.messages.stream(**ask("huge_event")) as stream:
        text = stream.get_final_text()
    assert len(text) > 100_000
    assert text == text_of(direct.messages.create(**ask("huge_event")))


def test_usage_of_the_last_event_is_the_usage_of_the_message(client: Anthropic) -> None:
    with client.messages.stream(**ask("text")) as stream:
        deltas = [event for event in stream if event.type == "message_delta"]
        final = stream.get_final_message()
    assert final.usage.output_tokens == deltas[-1].usage.output_tokens > 0
