"""A client that goes away stops what it has asked for, at once."""

from __future__ import annotations

import asyncio
import contextlib
import time

import httpx2
import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from asks import mark
from fake import Fake
from openai_sdk.stage import ask, text_of


def test_cancel_by_closing_the_stream(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    stream = client.chat.completions.create(**ask("never_ends", word), stream=True)
    next(stream)
    stream.close()
    upstream.let_go(word, time.time())


def test_cancel_by_leaving_the_helper(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    with client.chat.completions.stream(**ask("never_ends", word)) as stream:
        next(stream)
    upstream.let_go(word, time.time())


async def test_cancel_by_closing_the_asynchronous_stream(
    async_client: AsyncOpenAI, upstream: Fake
) -> None:
    word = mark()
    stream = await async_client.chat.completions.create(**ask("never_ends", word), stream=True)
    await anext(stream)
    await stream.close()
    upstream.let_go(word, time.time())


async def test_cancel_by_cancelling_the_task(async_client: AsyncOpenAI, upstream: Fake) -> None:
    word, begun = mark(), asyncio.Event()

    async def read() -> None:
        async with async_client.chat.completions.stream(**ask("never_ends", word)) as stream:
            async for _ in stream:
                begun.set()

    await cancelled(asyncio.create_task(read()), begun.wait())
    upstream.let_go(word, time.time())


async def test_cancel_of_a_whole_answer(async_client: AsyncOpenAI, upstream: Fake) -> None:
    word = mark()
    answer = async_client.chat.completions.create(**ask("never_ends", word))

    async def begun() -> None:
        while not upstream.requests(word):
            await asyncio.sleep(0)

    await cancelled(asyncio.create_task(answer), begun())
    upstream.let_go(word, time.time())


async def cancelled(task: asyncio.Task, begun) -> None:
    await begun
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def test_a_silent_stream_meets_the_timeout_and_is_closed(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    with pytest.raises((openai.APITimeoutError, httpx2.TimeoutException)):
        list(client.chat.completions.create(**ask("stall", word), stream=True, timeout=1.0))
    assert upstream.ended_stream(word)["how"] == "client_gone"


def test_others_go_on(client: OpenAI) -> None:
    with client.chat.completions.stream(**ask("slow")) as kept:
        next(iter(kept))
        gone = client.chat.completions.create(**ask("never_ends"), stream=True)
        next(gone)
        gone.close()
        assert text_of(kept.get_final_completion())
