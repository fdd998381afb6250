"""Errors of the provider: each raises the SDK's own class, and each is tried as often as the provider says."""

from __future__ import annotations

import time

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic

from asks import ask, mark, text_of
from conftest import CCPROXY_TOKEN, CCPROXY_URL
from fake import Fake

BY_STATUS = {
    "error400": (anthropic.BadRequestError, 400, "invalid_request_error"),
    "error401": (anthropic.AuthenticationError, 401, "authentication_error"),
    "error403": (anthropic.PermissionDeniedError, 403, "permission_error"),
    "error404": (anthropic.NotFoundError, 404, "not_found_error"),
    "error413": (anthropic.RequestTooLargeError, 413, "request_too_large"),
    "error429": (anthropic.RateLimitError, 429, "rate_limit_error"),
    "error429plan": (anthropic.RateLimitError, 429, "rate_limit_error"),
    "error500": (anthropic.InternalServerError, 500, "api_error"),
    "error529": (anthropic.OverloadedError, 529, "overloaded_error"),
}


@pytest.mark.parametrize("streaming", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("scenario", BY_STATUS)
def test_an_error_raises_its_class(client: Anthropic, scenario: str, streaming: bool) -> None:
    kind, status, name = BY_STATUS[scenario]
    with pytest.raises(kind) as raised:
        client.messages.create(**ask(scenario), stream=streaming)
    error = raised.value
    assert error.status_code == status
    assert error.type == name
    assert error.request_id
    assert error.request_id == error.response.headers["x-request-id"]
    assert error.body["error"]["message"]


async def test_an_error_raises_its_class_asynchronously(async_client: AsyncAnthropic) -> None:
    with pytest.raises(anthropic.RateLimitError):
        await async_client.messages.create(**ask("error429"))


def patient(tries: int) -> Anthropic:
    return Anthropic(base_url=CCPROXY_URL, api_key=CCPROXY_TOKEN, max_retries=tries, timeout=20)


def test_an_overloaded_provider_is_tried_again_by_the_sdk(upstream: Fake) -> None:
    word = mark()
    with patient(2) as client, pytest.raises(anthropic.OverloadedError):
        client.messages.create(**ask("error529", word))
    assert len(upstream.requests(word)) == 3


def test_a_plan_limit_is_not_tried_again(upstream: Fake) -> None:
    word = mark()
    with patient(2) as client, pytest.raises(anthropic.RateLimitError) as raised:
        client.messages.create(**ask("error429plan", word))
    assert raised.value.response.headers["x-should-retry"] == "false"
    assert int(raised.value.response.headers["retry-after"]) > 0
    assert len(upstream.requests(word)) == 1


def test_retry_after_is_kept(upstream: Fake) -> None:
    word = mark()
    began = time.monotonic()
    with patient(1) as client, pytest.raises(anthropic.RateLimitError):
        client.messages.create(**ask("error429", word))
    assert len(upstream.requests(word)) == 2
    assert time.monotonic() - began >= 0.9, "the retry did not wait for retry-after"


def test_a_bad_request_is_not_tried_again(upstream: Fake) -> None:
    word = mark()
    with patient(2) as client, pytest.raises(anthropic.BadRequestError):
        client.messages.create(**ask("error400", word))
    assert len(upstream.requests(word)) == 1


def test_a_flaky_provider_answers_in_the_end(upstream: Fake) -> None:
    word = mark()
    with patient(3) as client:
        assert text_of(client.messages.create(**ask("flaky", word)))
    assert len(upstream.requests(word)) > 1


def test_a_slow_provider_meets_the_timeout_of_the_client(client: Anthropic) -> None:
    with pytest.raises(anthropic.APITimeoutError):
        client.messages.create(**ask("slow_first:5000"), timeout=0.5)


def test_a_request_that_the_provider_finds_wrong(client: Anthropic, direct: Anthropic) -> None:
    wrong = ask("text")
    wrong["messages"] = [{"role": "user", "content": [{"type": "no_such_block"}]}]
    with pytest.raises(anthropic.BadRequestError) as ours:
        client.messages.create(**wrong)
    with pytest.raises(anthropic.BadRequestError) as theirs:
        direct.messages.create(**wrong)
    assert ours.value.body["error"] == theirs.value.body["error"]
