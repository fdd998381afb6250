"""A stream that breaks must raise: the SDK takes a silent end for the whole answer."""

from __future__ import annotations

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic

from asks import ask

BROKEN = ["mid_error", "cut", "reset", "cut_mid_event"]


@pytest.mark.parametrize("scenario", BROKEN)
def test_a_broken_stream_raises(client: Anthropic, scenario: str) -> None:
    seen = []
    with pytest.raises(anthropic.APIStatusError) as raised:
        for event in client.messages.create(**ask(scenario), stream=True):
            seen.append(event.type)
    assert seen[0] == "message_start"
    assert "message_stop" not in seen
    assert raised.value.body["type"] == "error"
    assert raised.value.body["error"]["message"]
    assert raised.value.request_id


@pytest.mark.parametrize("scenario", BROKEN)
def test_a_broken_stream_raises_in_the_helper(client: Anthropic, scenario: str) -> None:
    with pytest.raises(anthropic.APIStatusError):
        with client.messages.stream(**ask(scenario)) as stream:
            stream.get_final_message()


@pytest.mark.parametrize("scenario", BROKEN)
async def test_a_broken_stream_raises_asynchronously(
    async_client: AsyncAnthropic, scenario: str
) -> None:
    with pytest.raises(anthropic.APIStatusError):
        async with async_client.messages.stream(**ask(scenario)) as stream:
            await stream.get_final_message()


def test_the_providers_own_error_event_is_kept(client: Anthropic) -> None:
    with pytest.raises(anthropic.APIStatusError) as raised:
        list(client.messages.create(**ask("mid_error"), stream=True))
    assert raised.value.type == "overloaded_error"


@pytest.mark.parametrize("scenario", ["cut", "reset"])
def test_a_broken_whole_answer_raises(client: Anthropic, scenario: str) -> None:
    with pytest.raises(anthropic.APIError):
        client.messages.create(**ask(scenario))
