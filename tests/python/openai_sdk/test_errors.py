"""Errors of the provider: each raises the SDK's own class, with a code that programs know."""

from __future__ import annotations

import time
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from asks import mark
from fake import Fake
from openai_sdk.stage import ask, proxied, text_of

BY_STATUS: dict[str, tuple[type[openai.APIStatusError], int, str | None]] = {
    "error400": (openai.BadRequestError, 400, None),
    "error401": (openai.AuthenticationError, 401, "upstream_unauthorized"),
    "error403": (openai.PermissionDeniedError, 403, None),
    "revoked": (openai.PermissionDeniedError, 403, None),
    "error404": (openai.NotFoundError, 404, "model_not_found"),
    "error413": (openai.APIStatusError, 413, None),
    "error429": (openai.RateLimitError, 429, "rate_limit_exceeded"),
    "error429plan": (openai.RateLimitError, 429, "usage_limit_reached"),
    "error500": (openai.InternalServerError, 500, None),
    "error529": (openai.InternalServerError, 503, None),
}
LIMITS = {"error429": ("1", None), "error429plan": ("3600", "false")}


def check(error: openai.APIStatusError, status: int, code: str | None) -> None:
    assert error.status_code == status
    assert isinstance(error.body, dict)
    assert error.body.keys() == {"message", "type", "param", "code"}
    assert error.body["message"]
    assert error.type
    assert code in (None, error.code)
    assert error.request_id
    assert error.request_id == error.response.headers["request-id"]


@pytest.mark.parametrize("streaming", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("scenario", BY_STATUS)
def test_an_error_raises_its_class(client: OpenAI, scenario: str, streaming: bool) -> None:
    kind, status, code = BY_STATUS[scenario]
    with pytest.raises(kind) as raised:
        client.chat.completions.create(**ask(scenario), stream=streaming)
    check(raised.value, status, code)


@pytest.mark.parametrize("scenario", BY_STATUS)
async def test_an_error_raises_its_class_asynchronously(
    async_client: AsyncOpenAI, scenario: str
) -> None:
    kind, status, code = BY_STATUS[scenario]
    with pytest.raises(kind) as raised:
        await async_client.chat.completions.create(**ask(scenario))
    check(raised.value, status, code)


def test_an_account_that_is_not_taken_can_be_mended(client: OpenAI) -> None:
    """It is not the client's key that is wrong: the message says whose, and what to do."""
    with pytest.raises(openai.AuthenticationError, match="log in"):
        client.chat.completions.create(**ask("error401"))


@pytest.mark.parametrize(("scenario", "advice"), LIMITS.items())
def test_limits_say_when_to_come_back(client: OpenAI, scenario: str, advice: Any) -> None:
    with pytest.raises(openai.RateLimitError) as raised:
        client.chat.completions.create(**ask(scenario))
    headers = raised.value.response.headers
    assert (headers.get("retry-after"), headers.get("x-should-retry")) == advice


def test_an_overloaded_provider_is_tried_again_by_the_sdk(upstream: Fake) -> None:
    word = mark()
    with proxied(max_retries=2) as patient, pytest.raises(openai.InternalServerError):
        patient.chat.completions.create(**ask("error529", word))
    assert len(upstream.requests(word)) == 3


def test_a_plan_limit_is_not_tried_again(upstream: Fake) -> None:
    word = mark()
    with proxied(max_retries=2) as patient, pytest.raises(openai.RateLimitError):
        patient.chat.completions.create(**ask("error429plan", word))
    assert len(upstream.requests(word)) == 1


def test_retry_after_is_obeyed(upstream: Fake) -> None:
    word = mark()
    began = time.monotonic()
    with proxied(max_retries=1) as patient, pytest.raises(openai.RateLimitError):
        patient.chat.completions.create(**ask("error429", word))
    assert len(upstream.requests(word)) == 2
    assert time.monotonic() - began >= 0.9


def test_a_flaky_provider_answers_in_the_end(upstream: Fake) -> None:
    word = mark()
    with proxied(max_retries=3) as patient:
        assert text_of(patient.chat.completions.create(**ask("flaky", word)))
    assert len(upstream.requests(word)) == 2


def test_a_slow_provider_meets_the_timeout_of_the_client(client: OpenAI) -> None:
    with pytest.raises(openai.APITimeoutError):
        client.chat.completions.create(**ask("slow_first:5000"), timeout=0.5)


@pytest.mark.parametrize("wrong", [{"messages": []}, {"messages": "Hello"}, {"temperature": "hot"}], ids=str)
def test_a_wrong_request_is_refused_where_it_is_wrong(client: OpenAI, wrong: dict[str, Any]) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**{**ask("text"), **wrong})
    assert raised.value.type == "invalid_request_error"
    [field] = wrong
    assert field in str(raised.value.body)
