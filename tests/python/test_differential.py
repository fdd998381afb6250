"""The gateway must not be seen: each scenario runs with and without it, and the SDK must give the same."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic

from asks import PERSON_SCHEMA, WEATHER_TOOL, ask

TOOLS = {"tools": [WEATHER_TOOL]}
THINKING = {"thinking": {"type": "adaptive"}}
FORMAT = {"output_config": {"format": {"type": "json_schema", "schema": PERSON_SCHEMA}}}

# Scenarios that end by themselves, with what they need beside the prompt.
SCENARIOS: dict[str, dict[str, Any]] = {
    "text": {},
    "tool": TOOLS,
    "parallel": TOOLS,
    "thinking": THINKING,
    "redacted": THINKING,
    "structured": FORMAT,
    "refusal": {},
    "max_tokens": {},
    "stop_sequence": {"stop_sequences": ["END"]},
    "pause": {},
    "image": {},
    "echo": {},
    "long:2": {},
    "error400": {},
    "error401": {},
    "error403": {},
    "error404": {},
    "error413": {},
    "error429": {},
    "error429plan": {},
    "error500": {},
    "error529": {},
    "credential": {},
    "revoked": {},
    "mid_error": {},
    "slow:40": {},
    "slow_first:300": {},
    "slow_first_event:300": {},
    "gzip": {},
    "huge_event": {},
}

# A hostile provider writes byte by byte, which takes the SDK minutes for the largest events.
if os.environ.get("FAKE_MODE") == "hostile":
    del SCENARIOS["huge_event"]

# Streams that break off: alone the SDK may take them for whole, behind the gateway it must not.
BROKEN = ["cut", "reset", "cut_mid_event"]


@dataclass
class Outcome:
    """What a call gave."""

    events: list[Any] = field(default_factory=list)
    message: Any = None
    error: dict[str, Any] | None = None


def dumped(model: Any) -> Any:
    return model.model_dump(mode="json", warnings=False)


def failure(error: Exception) -> dict[str, Any]:
    """What a program can see of an exception, but for ids that differ from one request to the next."""
    seen: dict[str, Any] = {"class": type(error).__name__, "bases": type(error).__mro__[1].__name__}
    if isinstance(error, anthropic.APIStatusError):
        body = error.body
        if isinstance(body, dict):
            body = {**body, "request_id": bool(body.get("request_id"))}
        headers = error.response.headers
        seen |= {
            "status": error.status_code,
            "body": body,
            "type": error.type,
            "message": error.api_message,
            "request_id": bool(error.request_id),
            "retry": (headers.get("retry-after"), headers.get("x-should-retry")),
            "limits": sorted(name for name in headers if "ratelimit" in name),
        }
    return seen


def create(client: Anthropic, asked: dict[str, Any]) -> Outcome:
    outcome = Outcome()
    try:
        outcome.message = dumped(client.messages.create(**asked))
    except Exception as error:
        outcome.error = failure(error)
    return outcome


def stream(client: Anthropic, asked: dict[str, Any]) -> Outcome:
    outcome = Outcome()
    try:
        with client.messages.stream(**asked) as events:
            for event in events:
                outcome.events.append(dumped(event))
            outcome.message = dumped(events.get_final_message())
    except Exception as error:
        outcome.error = failure(error)
    return outcome


async def stream_async(client: AsyncAnthropic, asked: dict[str, Any]) -> Outcome:
    outcome = Outcome()
    try:
        async with client.messages.stream(**asked) as events:
            async for event in events:
                outcome.events.append(dumped(event))
            outcome.message = dumped(await events.get_final_message())
    except Exception as error:
        outcome.error = failure(error)
    return outcome


@pytest.fixture(params=SCENARIOS, ids=lambda name: name.replace(":", "-"))
def asked(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The request of one scenario; the fake makes equal ids for equal requests."""
    return ask(request.param, **SCENARIOS[request.param])


def test_create(client: Anthropic, direct: Anthropic, asked: dict[str, Any]) -> None:
    assert create(client, asked) == create(direct, asked)


def test_stream(client: Anthropic, direct: Anthropic, asked: dict[str, Any]) -> None:
    assert stream(client, asked) == stream(direct, asked)


async def test_async_stream(
    async_client: AsyncAnthropic, async_direct: AsyncAnthropic, asked: dict[str, Any]
) -> None:
    assert await stream_async(async_client, asked) == await stream_async(async_direct, asked)


def wire(client: Anthropic, asked: dict[str, Any]) -> tuple[int, bytes]:
    with client.messages.with_streaming_response.create(**asked, stream=True) as answer:
        return answer.status_code, b"".join(answer.iter_bytes())


@pytest.mark.parametrize(
    "scenario", ["text", "tool", "parallel", "thinking", "mid_error", "long:2", "gzip"]
)
def test_bytes(client: Anthropic, direct: Anthropic, scenario: str) -> None:
    """Same format on both sides: the stream is not only alike, it is the same bytes."""
    asked = ask(scenario, **SCENARIOS[scenario])
    ours, theirs = wire(client, asked), wire(direct, asked)
    assert ours == theirs
    assert len(ours[1]) > 100


@pytest.mark.parametrize("scenario", BROKEN)
def test_broken_stream(client: Anthropic, direct: Anthropic, scenario: str) -> None:
    """What came before the break is the same; then the gateway says that it broke."""
    ours, theirs = stream(client, ask(scenario)), stream(direct, ask(scenario))
    assert ours.events == theirs.events != []
    assert ours.error is not None
    assert ours.error["body"]["type"] == "error"
    assert ours.error["type"] and ours.error["message"]


@pytest.mark.parametrize("scenario", BROKEN)
async def test_broken_async_stream(
    async_client: AsyncAnthropic, async_direct: AsyncAnthropic, scenario: str
) -> None:
    ours = await stream_async(async_client, ask(scenario))
    theirs = await stream_async(async_direct, ask(scenario))
    assert ours.events == theirs.events != []
    assert ours.error is not None
    assert ours.error["body"]["type"] == "error"


@pytest.mark.parametrize("scenario", BROKEN)
def test_broken_answer(client: Anthropic, direct: Anthropic, scenario: str) -> None:
    """A whole answer that breaks off cannot be mended: it raises with and without the gateway."""
    if create(direct, ask(scenario)).error is not None:
        assert create(client, ask(scenario)).error is not None


def test_flaky(client: Anthropic, direct: Anthropic) -> None:
    """The first tries fail alike, until both succeed alike."""
    for _ in range(6):
        ours, theirs = create(client, ask("flaky")), create(direct, ask("flaky"))
        assert ours == theirs
        if ours.error is None:
            return
    raise AssertionError("flaky never succeeded")


def test_the_comparison_sees_answers(client: Anthropic) -> None:
    """Two failures that are alike would make every comparison above pass."""
    assert create(client, ask("text")).error is None
    assert stream(client, ask("text")).message["content"][0]["text"]
    assert create(client, ask("error429")).error["status"] == 429
