"""What an answer has used."""

from __future__ import annotations

from openai import OpenAI
from openai.types import CompletionUsage

from openai_sdk.stage import WEATHER_TOOL, Complete, ask


def counted(usage: CompletionUsage | None) -> CompletionUsage:
    assert usage is not None
    assert usage.prompt_tokens > 0
    assert usage.completion_tokens > 0
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    return usage


def test_a_whole_answer_counts(client: OpenAI) -> None:
    counted(client.chat.completions.create(**ask("text")).usage)


def test_a_stream_counts_in_its_last_chunk_where_it_is_asked_to(client: OpenAI) -> None:
    wanted = {"stream": True, "stream_options": {"include_usage": True}}
    *chunks, last = client.chat.completions.create(**ask("text"), **wanted)
    assert last.choices == []
    assert last.usage == client.chat.completions.create(**ask("text")).usage
    assert [chunk.usage for chunk in chunks] == [None] * len(chunks)


def test_a_stream_counts_nothing_where_it_is_not_asked_to(client: OpenAI) -> None:
    chunks = client.chat.completions.create(**ask("text"), stream=True)
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


def test_the_helper_counts(client: OpenAI) -> None:
    wanted = {"stream_options": {"include_usage": True}}
    with client.chat.completions.stream(**ask("text"), **wanted) as stream:
        counted(stream.get_final_completion().usage)


def test_cached_tokens_are_a_part_of_the_prompt(complete: Complete) -> None:
    """Requests with tools are cached without asking; the fake answers as if half had been read from the cache."""
    asked = ask("text", tools=[WEATHER_TOOL], stream_options={"include_usage": True})
    if "whole" in complete.__name__:
        del asked["stream_options"]
    usage = counted(complete(asked).usage)
    assert usage.prompt_tokens_details is not None
    cached = usage.prompt_tokens_details.cached_tokens
    assert cached is not None
    assert usage.prompt_tokens / 3 < cached < usage.prompt_tokens
