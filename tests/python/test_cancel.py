"""A client that goes away stops what it has asked for, at once."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time

import anthropic
import httpx2
import pytest
from anthropic import Anthropic, AsyncAnthropic

from asks import ask, mark, text_of
from fake import BY_COMMAND, Fake

# The median of a few, since one scheduling delay of a busy machine says nothing about the gateway.
ROUNDS = 5
# The command, which is a process between, hears of it by a signal.
AT_ONCE = 0.2 if BY_COMMAND else 0.1


def delay(upstream: Fake, word: str, closed: float) -> float:
    stream = upstream.ended_stream(word)
    assert stream["how"] == "client_gone"
    return stream["ended"] - closed


def test_closing_a_stream_closes_it_upstream(client: Anthropic, upstream: Fake) -> None:
    delays = []
    for _ in range(ROUNDS):
        word = mark()
        stream = client.messages.create(**ask("never_ends", word), stream=True)
        assert next(stream).type == "message_start"
        stream.close()
        delays.append(delay(upstream, word, time.time()))
    assert statistics.median(delays) < AT_ONCE, delays


def test_leaving_the_helper_closes_it_upstream(client: Anthropic, upstream: Fake) -> None:
    delays = []
    for _ in range(ROUNDS):
        word = mark()
        with client.messages.stream(**ask("never_ends", word)) as stream:
            next(stream)
        delays.append(delay(upstream, word, time.time()))
    assert statistics.median(delays) < AT_ONCE, delays


async def test_cancelling_a_task_closes_it_upstream(
    async_client: AsyncAnthropic, upstream: Fake
) -> None:
    delays = []
    for _ in range(ROUNDS):
        word, begun = mark(), asyncio.Event()

        async def read(word: str = word, begun: asyncio.Event = begun) -> None:
            async with async_client.messages.stream(**ask("never_ends", word)) as stream:
                async for _ in stream:
                    begun.set()

        task = asyncio.create_task(read())
        await begun.wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        delays.append(delay(upstream, word, time.time()))
    assert statistics.median(delays) < AT_ONCE, delays


def test_a_silent_stream_meets_the_timeout_and_is_closed(client: Anthropic, upstream: Fake) -> None:
    word = mark()
    with pytest.raises((anthropic.APITimeoutError, httpx2.TimeoutException)):
        list(client.messages.create(**ask("stall", word), stream=True, timeout=1.0))
    assert upstream.ended_stream(word)["how"] == "client_gone"


def test_others_go_on(client: Anthropic, upstream: Fake) -> None:
    with client.messages.stream(**ask("slow")) as kept:
        next(kept)
        gone = client.messages.create(**ask("never_ends", mark()), stream=True)
        next(gone)
        gone.close()
        assert text_of(kept.get_final_message())
