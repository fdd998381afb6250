"""Anthropic's SDK with GPT models, where something fails or the client goes away."""

from __future__ import annotations

import asyncio
import contextlib
import time

import anthropic
import pytest

from asks import mark, text_of
from gpt.stage import CODEX, Provider
from gpt.test_messages import Ask, answered, whole
from samples import TEXT

__all__ = ["answered"]

BY_STATUS: dict[str, tuple[type[anthropic.APIStatusError], int, str]] = {
    "error400": (anthropic.BadRequestError, 400, "invalid_request_error"),
    "error401": (anthropic.AuthenticationError, 401, "authentication_error"),
    "error403": (anthropic.PermissionDeniedError, 403, "permission_error"),
    "error404": (anthropic.NotFoundError, 404, "not_found_error"),
    "error429": (anthropic.RateLimitError, 429, "rate_limit_error"),
    "limit": (anthropic.RateLimitError, 429, "rate_limit_error"),
    "error500": (anthropic.InternalServerError, 500, "api_error"),
    "overloaded": (anthropic.APIStatusError, 529, "overloaded_error"),
}


@pytest.mark.parametrize("scenario", BY_STATUS)
def test_an_error_raises_its_class(answered: Ask, gpt: Provider, scenario: str) -> None:
    kind, status, type_ = BY_STATUS[scenario]
    with pytest.raises(kind) as raised:
        answered(gpt, gpt.message(scenario))
    error = raised.value
    assert (error.status_code, error.type) == (status, type_)
    assert error.body["error"]["message"]
    assert error.request_id


def test_a_limit_is_not_tried_again_and_a_passing_overload_is(gpt: Provider) -> None:
    for scenario, tries in [("limit", 1), ("flaky", 2)]:
        word = mark()
        asked = gpt.message(scenario, word)
        with gpt.anthropic(max_retries=1) as client, contextlib.suppress(anthropic.RateLimitError):
            assert (scenario, text_of(client.messages.create(**asked))) == ("flaky", TEXT)
        assert len(gpt.upstream.requests(word)) == tries


@pytest.mark.parametrize("scenario", ["mid_error", "cut", "reset", "cut_mid_event"])
def test_a_broken_stream_raises(answered: Ask, gpt: Provider, scenario: str) -> None:
    with pytest.raises(anthropic.APIStatusError) as raised:
        answered(gpt, gpt.message(scenario))
    assert raised.value.body["type"] == "error"
    assert raised.value.body["error"]["message"]


def test_what_came_before_a_break_arrives(gpt: Provider) -> None:
    seen = []
    with gpt.anthropic() as client, pytest.raises(anthropic.APIStatusError):
        for event in client.messages.create(**gpt.message("cut"), stream=True):
            seen.append(event.type)
    assert seen[0] == "message_start"
    assert "content_block_delta" in seen
    assert "message_stop" not in seen


def test_closing_a_stream_closes_it_upstream(gpt: Provider) -> None:
    word = mark()
    with gpt.anthropic() as client:
        stream = client.messages.create(**gpt.message("never_ends", word), stream=True)
        assert next(stream).type == "message_start"
        stream.close()
        gpt.upstream.let_go(word, time.time())


async def test_cancelling_a_task_closes_it_upstream(gpt: Provider) -> None:
    word, begun = mark(), asyncio.Event()
    async with gpt.anthropic_async() as client:

        async def read() -> None:
            async with client.messages.stream(**gpt.message("never_ends", word)) as stream:
                async for _ in stream:
                    begun.set()

        task = asyncio.create_task(read())
        await begun.wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        gpt.upstream.let_go(word, time.time())


def test_a_model_that_nobody_has_is_named() -> None:
    with pytest.raises(anthropic.NotFoundError, match="nobodys-model"):
        whole(CODEX, {**CODEX.message("text"), "model": "nobodys-model"})
