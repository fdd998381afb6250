"""LiteLLM as a client: `openai/…` through Chat Completions, `anthropic/…` through Messages."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from typing import Any

import litellm
import openai
import pytest

from asks import PERSON_SCHEMA, mark
from fake import Fake
from frameworks.stage import (
    ADA,
    ANTHROPIC_URL,
    BOTH_CITIES,
    CCPROXY_TOKEN,
    MODEL,
    ONE_CITY,
    OPENAI_URL,
    TIMEOUT,
    Person,
    has_source,
    of_openai,
    prompt,
)
from openai_sdk.stage import WEATHER_TOOL
from samples import (
    PDF_SOURCE,
    PDF_URL,
    PICTURE,
    PICTURE_SEEN,
    PNG_SEEN,
    PNG_URL,
    TEXT,
    THOUGHT,
    long_history,
    turns_of,
)

litellm.suppress_debug_info = True

# What it warns of is its own affair.
pytestmark = pytest.mark.filterwarnings("ignore")

ONE_LOOP = pytest.mark.asyncio(loop_scope="module")
URLS = {"openai": OPENAI_URL, "anthropic": ANTHROPIC_URL}

Access = dict[str, Any]


@pytest.fixture(params=URLS)
def access(request: pytest.FixtureRequest) -> Access:
    """Where to, and as what."""
    return access_by(request.param)


def access_by(vendor: str) -> Access:
    model = f"{vendor}/{MODEL}"
    address = {"api_base": URLS[vendor], "api_key": CCPROXY_TOKEN}
    return {"model": model, "timeout": TIMEOUT, "num_retries": 0, "max_retries": 0, **address}


def whole(**asked: Any) -> Any:
    return litellm.completion(**asked)


def streamed(**asked: Any) -> Any:
    chunks = list(litellm.completion(**asked, stream=True))
    return litellm.stream_chunk_builder(chunks, messages=asked["messages"])


WAYS = {"whole": whole, "streamed": streamed}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def complete(request: pytest.FixtureRequest) -> Callable[..., Any]:
    return request.param


def text_of(answer: Any) -> str:
    return answer.choices[0].message.content


def shown(part: dict[str, Any], scenario: str, *words: str) -> list[dict[str, Any]]:
    return of_openai([part, {"type": "text", "text": prompt(scenario, *words)}])


def run_tools(complete: Callable[..., Any], access: Access, scenario: str) -> str:
    messages: list[Any] = of_openai(prompt(scenario))
    while True:
        answer = complete(messages=messages, tools=[WEATHER_TOOL], **access)
        message = answer.choices[0].message
        if not message.tool_calls:
            return message.content
        messages.append(message)
        for call in message.tool_calls:
            city = json.loads(call.function.arguments)["city"]
            result = {"role": "tool", "tool_call_id": call.id, "content": f"sunny in {city}"}
            messages.append(result)


def test_text_arrives(complete: Callable[..., Any], access: Access) -> None:
    answer = complete(messages=of_openai(prompt("text")), **access)
    assert text_of(answer) == TEXT
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.completion_tokens > 0


@ONE_LOOP
async def test_text_arrives_asynchronously(access: Access) -> None:
    asked = {"messages": of_openai(prompt("text")), **access}
    assert text_of(await litellm.acompletion(**asked)) == TEXT
    stream = await litellm.acompletion(**asked, stream=True)
    assert "".join([chunk.choices[0].delta.content or "" async for chunk in stream]) == TEXT


def test_tools_are_run(complete: Callable[..., Any], access: Access) -> None:
    assert run_tools(complete, access, "tool") == ONE_CITY


def test_parallel_tools_are_run(complete: Callable[..., Any], access: Access) -> None:
    assert run_tools(complete, access, "parallel") == BOTH_CITIES


def test_an_image_is_seen(complete: Callable[..., Any], access: Access) -> None:
    for url, seen in [(PNG_URL, PNG_SEEN), (PICTURE, PICTURE_SEEN)]:
        part = {"type": "image_url", "image_url": {"url": url}}
        assert text_of(complete(messages=shown(part, "image"), **access)) == seen


def test_a_pdf_is_seen(access: Access, upstream: Fake) -> None:
    word = mark()
    part = {"type": "file", "file": {"filename": "one.pdf", "file_data": PDF_URL}}
    answer = litellm.completion(messages=shown(part, "document", word), **access)
    assert "base64, 69 bytes" in text_of(answer)
    [body] = upstream.bodies(word)
    assert has_source(body, PDF_SOURCE)


def test_thinking_is_shown(complete: Callable[..., Any], access: Access) -> None:
    wanted: dict[str, Any] = {"reasoning_effort": "high"}
    if access["model"].startswith("openai/"):
        wanted |= {"allowed_openai_params": ["reasoning_effort"]}
        wanted |= {"extra_body": {"include_reasoning": True}}
    message = complete(messages=of_openai(prompt("thinking")), **wanted, **access).choices[0].message
    assert message.reasoning_content == THOUGHT
    assert message.content == TEXT


def test_structured_output_of_openai_is_held_to_its_schema(complete: Callable[..., Any]) -> None:
    asked = {"messages": of_openai(prompt("text")), "response_format": Person}
    answer = complete(**asked, **access_by("openai"))
    assert Person.model_validate_json(text_of(answer)) == ADA


def test_structured_output_of_anthropic_is_held_to_its_schema(complete: Callable[..., Any]) -> None:
    """By Anthropic's own field; LiteLLM makes of `response_format` a field of an early beta."""
    wanted = {"output_config": {"format": {"type": "json_schema", "schema": PERSON_SCHEMA}}}
    answer = complete(messages=of_openai(prompt("text")), **wanted, **access_by("anthropic"))
    assert json.loads(text_of(answer)) == {"name": "Ada", "age": 36}


def test_stop_ends_the_answer(complete: Callable[..., Any], access: Access) -> None:
    messages = of_openai(prompt("echo", "before", "HALT", "after"))
    answer = complete(messages=messages, stop=["HALT"], **access)
    assert text_of(answer).strip() == "echo: Hello. before"


def test_of_a_long_history_nothing_is_lost(access: Access, upstream: Fake) -> None:
    word = mark()
    messages = [*long_history(), *of_openai(prompt("text", word))]
    assert text_of(litellm.completion(messages=messages, **access)) == TEXT
    [body] = upstream.bodies(word)
    assert turns_of(body) == messages


@ONE_LOOP
async def test_cancel_by_cancelling_the_task(access: Access, upstream: Fake) -> None:
    word, begun = mark(), asyncio.Event()

    async def read() -> None:
        messages = of_openai(prompt("never_ends", word))
        async for _ in await litellm.acompletion(messages=messages, stream=True, **access):
            begun.set()

    task = asyncio.create_task(read())
    await begun.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    upstream.let_go(word, time.time())


ERRORS = {
    "error400": (litellm.BadRequestError, 400),
    "error401": (litellm.AuthenticationError, 401),
    # LiteLLM has a class for it, and does not use it for OpenAI's.
    "error403": (openai.APIError, 403),
    "error404": (litellm.NotFoundError, 404),
    "error429": (litellm.RateLimitError, 429),
    "error500": (litellm.InternalServerError, 500),
}


@pytest.mark.parametrize("scenario", ERRORS)
def test_an_error_raises_its_class(
    complete: Callable[..., Any], access: Access, scenario: str
) -> None:
    kind, status = ERRORS[scenario]
    with pytest.raises(kind) as raised:
        complete(messages=of_openai(prompt(scenario)), **access)
    assert raised.value.status_code == status


@pytest.mark.parametrize("scenario", ["mid_error", "cut", "reset"])
def test_an_error_in_mid_stream_raises(access: Access, scenario: str) -> None:
    stream = litellm.completion(messages=of_openai(prompt(scenario)), stream=True, **access)
    with pytest.raises(openai.APIError):  # the base of LiteLLM's own
        list(stream)
