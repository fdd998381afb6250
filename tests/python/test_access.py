"""The auth token, and what of the answer's headers reaches the client."""

from __future__ import annotations

import anthropic
import pytest
from anthropic import Anthropic

from asks import ask, mark, text_of
from conftest import CCPROXY_TOKEN, CCPROXY_URL
from fake import Fake, headers_of


def test_the_token_as_api_key_and_as_auth_token() -> None:
    for credential in [{"api_key": CCPROXY_TOKEN}, {"auth_token": CCPROXY_TOKEN}]:
        with Anthropic(base_url=CCPROXY_URL, max_retries=0, **credential) as client:
            assert text_of(client.messages.create(**ask("text")))


def test_the_token_in_the_header_of_older_sdks(client: Anthropic) -> None:
    older = {"X-Api-Key": CCPROXY_TOKEN, "Authorization": "Bearer something-else"}
    assert text_of(client.messages.create(**ask("text"), extra_headers=older))


@pytest.mark.parametrize(
    "credential", [{"api_key": "wrong"}, {"auth_token": "wrong"}], ids=["api_key", "auth_token"]
)
def test_a_wrong_token_raises(upstream: Fake, credential: dict[str, str]) -> None:
    word = mark()
    with Anthropic(base_url=CCPROXY_URL, max_retries=2, **credential) as client:
        for streaming in [False, True]:
            with pytest.raises(anthropic.AuthenticationError) as raised:
                client.messages.create(**ask("text", word), stream=streaming)
            assert raised.value.type == "authentication_error"
            assert "token" in raised.value.api_message
            assert "wrong" not in str(raised.value.response.headers)
        with pytest.raises(anthropic.AuthenticationError):
            client.models.list()
    assert upstream.requests(word) == []


def test_a_wrong_api_key_is_not_healed_by_a_right_bearer(client: Anthropic) -> None:
    with pytest.raises(anthropic.AuthenticationError):
        client.messages.create(**ask("text"), extra_headers={"X-Api-Key": "wrong"})


def test_the_clients_own_credentials_stay_here(client: Anthropic, upstream: Fake) -> None:
    word = mark()
    own = {"Cookie": "session=mine", "X-Secret-Of-Mine": "mine"}
    client.messages.create(**ask("text", word), extra_headers=own)
    [entry] = upstream.requests(word)
    sent = headers_of(entry)
    assert CCPROXY_TOKEN not in str(sent)
    assert "mine" not in str(sent)
    assert sent["user-agent"].startswith("ccproxy/")


def test_the_headers_of_the_provider_arrive(client: Anthropic) -> None:
    raw = client.messages.with_raw_response.create(**ask("text"))
    headers = raw.headers
    assert headers["request-id"] == headers["x-request-id"] == raw.parse()._request_id
    assert headers["anthropic-organization-id"]
    assert headers["anthropic-ratelimit-unified-status"] == "allowed"
    assert "set-cookie" not in headers


def test_the_headers_of_a_stream_arrive(client: Anthropic) -> None:
    with client.messages.with_streaming_response.create(**ask("text"), stream=True) as raw:
        headers = raw.headers
        assert headers["content-type"].startswith("text/event-stream")
        assert headers["request-id"] == headers["x-request-id"]
        assert headers["anthropic-ratelimit-unified-status"] == "allowed"
        assert "set-cookie" not in headers
