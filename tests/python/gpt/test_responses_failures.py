"""The Responses API where something fails: errors, broken streams, clients that go away, what is refused."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

import openai
import pytest

from asks import mark
from gpt.responding import EVERY_WAY, Respond
from gpt.stage import CLAUDE, CODEX, KEY, PLAN, Provider
from samples import TEXT

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


@pytest.mark.parametrize("streaming", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("scenario", BY_STATUS)
def test_an_error_raises_its_class(provider: Provider, scenario: str, streaming: bool) -> None:
    kind, status = BY_STATUS[scenario]
    with provider.openai() as client, pytest.raises(kind) as raised:
        client.responses.create(**provider.respond(scenario), stream=streaming)
    error = raised.value
    assert error.status_code == status
    assert isinstance(error.body, dict)
    assert {"message", "type", "param", "code"} <= error.body.keys()
    assert error.body["message"]
    assert error.request_id == error.response.headers["request-id"] != ""


def test_a_limit_is_not_tried_again_and_a_passing_overload_is(provider: Provider) -> None:
    # By a key OpenAI answers for itself, and does not tell the SDK that its quota stays used up.
    for scenario, tries in [("limit", 2 if provider is KEY else 1), ("flaky", 2)]:
        word = mark()
        with provider.openai(max_retries=1) as client, contextlib.suppress(openai.RateLimitError):
            answer = client.responses.create(**provider.respond(scenario, word))
            assert (scenario, answer.output_text) == ("flaky", TEXT)
        assert len(provider.upstream.requests(word)) == tries


BROKEN = ["mid_error", "cut", "reset", "cut_mid_event"]


@pytest.mark.parametrize("scenario", BROKEN)
def test_a_broken_stream_says_so_at_its_end(provider: Provider, scenario: str) -> None:
    events = []
    raised = None
    with provider.openai() as client:
        stream = client.responses.create(**provider.respond(scenario), stream=True)
        try:
            events += stream
        except openai.APIError as error:
            raised = error
    last = events[-1]
    if raised is not None:
        # Where the response is the provider's own, it is an error event, which the SDK raises.
        assert provider is not CLAUDE
        assert raised.message and raised.code
    elif last.type == "error":
        # OpenAI's own error event is passed on as it came.
        assert scenario == "mid_error" and provider is not CLAUDE
        assert last.message
    else:
        assert (provider, last.type) == (CLAUDE, "response.failed")
        assert last.response.error.message
    assert any(event.type == "response.output_text.delta" for event in events)
    assert all(event.type != "response.completed" for event in events)


@EVERY_WAY
@pytest.mark.parametrize("scenario", ["mid_error", "cut"])
def test_a_whole_response_cannot_be_had_from_it(
    respond: Respond, provider: Provider, scenario: str
) -> None:
    # The helper of a stream raises a RuntimeError where no response.completed came (openai 3.57.0).
    with pytest.raises((openai.APIError, RuntimeError)) as raised:
        respond(provider, provider.respond(scenario))
    assert str(raised.value)


def test_closing_a_stream_closes_it_upstream(provider: Provider) -> None:
    word = mark()
    with provider.openai() as client:
        stream = client.responses.create(**provider.respond("never_ends", word), stream=True)
        next(stream)
        stream.close()
        provider.upstream.let_go(word, time.time())


def test_leaving_the_helper_closes_it_upstream(provider: Provider) -> None:
    word = mark()
    with provider.openai() as client:
        with client.responses.stream(**provider.respond("never_ends", word)) as stream:
            next(iter(stream))
        provider.upstream.let_go(word, time.time())


async def test_cancelling_a_task_closes_it_upstream(provider: Provider) -> None:
    word = mark()
    async with provider.openai_async() as client:
        asked = provider.respond("never_ends", word)
        task = asyncio.create_task(client.responses.create(**asked))
        while not provider.upstream.requests(word):
            await asyncio.sleep(0.01)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        provider.upstream.let_go(word, time.time())


NEEDS_A_STORE: list[dict[str, Any]] = [
    {"previous_response_id": "resp_1"},
    {"conversation": "conv_1"},
    {"background": True},
    {"prompt": {"id": "pmpt_1"}},
]


@pytest.mark.parametrize("more", NEEDS_A_STORE, ids=lambda more: next(iter(more)))
def test_what_needs_a_store_is_refused_and_named(provider: Provider, more: dict[str, Any]) -> None:
    [field] = more
    word = mark()
    with provider.openai() as client, pytest.raises(openai.APIStatusError) as raised:
        client.responses.create(**provider.respond("text", word, **more))
    assert raised.value.status_code in (400, 404)
    # By a key the request is the client's own, and OpenAI answers for itself.
    assert len(provider.upstream.requests(word)) == (provider is KEY)
    if provider is not KEY:
        assert raised.value.param == field


@pytest.mark.parametrize("provider", [CLAUDE, CODEX, PLAN], ids=lambda provider: provider.name)
def test_hints_without_a_counterpart_are_ignored_and_named(provider: Provider) -> None:
    asked = provider.respond("text", max_output_tokens=512, temperature=0.5, user="me")
    with provider.openai() as client:
        raw = client.responses.with_raw_response.create(**asked)
    assert raw.parse().output_text == TEXT
    ignored = set(raw.headers["x-ccproxy-ignored"].replace(" ", "").split(","))
    # The limit is Claude's too.
    limit = set() if provider is CLAUDE else {"max_output_tokens"}
    assert ignored == {"temperature", "user"} | limit


def test_a_model_that_nobody_has_is_named(provider: Provider) -> None:
    asked = provider.respond("text")
    with provider.openai() as client, pytest.raises(openai.NotFoundError) as raised:
        client.responses.create(**{**asked, "model": "nobodys-model"})
    assert raised.value.code == "model_not_found"
    assert "nobodys-model" in raised.value.message
