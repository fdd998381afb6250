"""The auth token, the paths, and what travels in headers."""

from __future__ import annotations

import openai
import pytest
from openai import OpenAI

from asks import mark
from fake import Fake, headers_of
from openai_sdk.stage import CCPROXY_TOKEN, MODEL, ask, proxied, text_of
from samples import TEXT


@pytest.mark.parametrize("prefix", ["/openai/v1", "/v1", "/claude/v1", "/api/v1"])
def test_the_paths_that_answer(prefix: str) -> None:
    with proxied(prefix) as client:
        assert text_of(client.chat.completions.create(**ask("text"))) == TEXT


def test_a_wrong_token_raises_and_reaches_nobody(upstream: Fake) -> None:
    word = mark()
    with proxied(api_key="wrong", max_retries=2) as client:
        for streaming in [False, True]:
            with pytest.raises(openai.AuthenticationError, match="token") as raised:
                client.chat.completions.create(**ask("text", word), stream=streaming)
            assert raised.value.code == "invalid_api_key"
            assert raised.value.request_id
        with pytest.raises(openai.AuthenticationError):
            client.models.list()
    assert upstream.requests(word) == []


def test_the_clients_own_credentials_and_headers_stay_here(upstream: Fake) -> None:
    word = mark()
    own = {"Cookie": "session=mine", "X-Secret-Of-Mine": "mine"}
    with proxied(organization="org-mine", project="mine") as client:
        client.chat.completions.create(**ask("text", word), extra_headers=own)
    [entry] = upstream.requests(word)
    sent = headers_of(entry)
    assert CCPROXY_TOKEN not in str(sent)
    assert "mine" not in str(sent)
    assert sent["user-agent"].startswith("ccproxy/")
    assert entry["path"].split("?")[0] == "/v1/messages"


def test_the_rest_of_openais_api_is_not_here(client: OpenAI) -> None:
    for asked in [
        lambda: client.completions.create(model=MODEL, prompt="Hello"),
        lambda: client.embeddings.create(model=MODEL, input="Hello"),
        lambda: client.files.list(),
    ]:
        with pytest.raises(openai.NotFoundError, match="/openai/v1") as raised:
            asked()
        assert raised.value.type == "invalid_request_error"


def test_the_headers_of_the_provider_arrive(client: OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(**ask("text"))
    headers = raw.headers
    assert headers["request-id"] == headers["x-request-id"] == raw.parse()._request_id
    assert headers["anthropic-ratelimit-unified-status"] == "allowed"
    assert "set-cookie" not in headers


def test_the_headers_of_a_stream_arrive(client: OpenAI) -> None:
    with client.chat.completions.with_streaming_response.create(**ask("text"), stream=True) as raw:
        headers = raw.headers
        assert headers["content-type"].startswith("text/event-stream")
        assert headers["request-id"] == headers["x-request-id"] == raw.request_id
        assert headers["anthropic-ratelimit-unified-status"] == "allowed"
