"""A stream that breaks must raise: the SDK takes a silent end for the whole answer."""

from __future__ import annotations

import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from openai_sdk.stage import Complete, ask

BROKEN = ["mid_error", "cut", "reset", "cut_mid_event"]


@pytest.mark.parametrize("scenario", BROKEN)
def test_a_broken_stream_raises_behind_what_came(client: OpenAI, scenario: str) -> None:
    pieces = []
    with pytest.raises(openai.APIError) as raised:
        for chunk in client.chat.completions.create(**ask(scenario), stream=True):
            pieces.append(chunk.choices[0].delta.content or "")
            assert chunk.choices[0].finish_reason is None
    assert "".join(pieces)
    assert raised.value.body["message"] == raised.value.message != ""


@pytest.mark.parametrize("scenario", BROKEN)
async def test_a_broken_stream_raises_asynchronously(
    async_client: AsyncOpenAI, scenario: str
) -> None:
    stream = await async_client.chat.completions.create(**ask(scenario), stream=True)
    with pytest.raises(openai.APIError):
        async for _ in stream:
            pass


@pytest.mark.parametrize("scenario", BROKEN)
def test_a_whole_completion_cannot_be_had_from_it(complete: Complete, scenario: str) -> None:
    with pytest.raises(openai.APIError):
        complete(ask(scenario))


@pytest.mark.parametrize("scenario", BROKEN)
def test_a_whole_answer_says_that_the_provider_broke_off(client: OpenAI, scenario: str) -> None:
    with pytest.raises(openai.InternalServerError) as raised:
        client.chat.completions.create(**ask(scenario))
    assert raised.value.body["message"]
