"""LangChain: ChatOpenAI through Chat Completions, ChatAnthropic through Messages."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import anthropic
import openai
import pytest
from langchain_anthropic import ChatAnthropic
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

from asks import mark
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
    prompt,
)
from samples import (
    PDF,
    PDF_SOURCE,
    PICTURE,
    PICTURE_SEEN,
    PNG,
    PNG_SEEN,
    TEXT,
    THOUGHT,
    long_history,
    turns_of,
)


@dataclass
class Chat:
    """One of the two classes."""

    kind: Callable[..., BaseChatModel]
    url: str
    errors: ModuleType

    def __call__(self, **more: Any) -> BaseChatModel:
        access = {"base_url": self.url, "api_key": CCPROXY_TOKEN}
        return self.kind(model=MODEL, max_retries=0, timeout=TIMEOUT, **access, **more)


# Connections are kept for all models, and belong to the event loop that they were opened in.
ONE_LOOP = pytest.mark.asyncio(loop_scope="module")

OPENAI = Chat(ChatOpenAI, OPENAI_URL, openai)
ANTHROPIC = Chat(ChatAnthropic, ANTHROPIC_URL, anthropic)


@pytest.fixture(params=[OPENAI, ANTHROPIC], ids=["openai", "anthropic"])
def chat(request: pytest.FixtureRequest) -> Chat:
    return request.param


@tool
def get_weather(city: str) -> str:
    """Current weather of a city."""
    return f"sunny in {city}"


def shown(part: dict[str, Any], scenario: str, *words: str) -> list[BaseMessage]:
    return [HumanMessage([part, {"type": "text", "text": prompt(scenario, *words)}])]


def run_tools(model: BaseChatModel, scenario: str, *words: str, stream: bool = False) -> str:
    """A loop by hand, as LangChain's guides have it."""
    bound = model.bind_tools([get_weather])
    messages: list[BaseMessage] = [HumanMessage(prompt(scenario, *words))]
    while True:
        answer = sum_of(bound.stream(messages)) if stream else bound.invoke(messages)
        if not answer.tool_calls:
            return answer.text
        messages.append(answer)
        messages += [get_weather.invoke(call) for call in answer.tool_calls]


def sum_of(chunks: Any) -> Any:
    first, *rest = chunks
    return sum(rest, first)


def test_text_arrives(chat: Chat) -> None:
    answer = chat().invoke([SystemMessage("Be brief."), HumanMessage(prompt("text"))])
    assert answer.text == TEXT
    assert answer.usage_metadata["output_tokens"] > 0


@ONE_LOOP
async def test_text_arrives_asynchronously(chat: Chat) -> None:
    answer = await chat().ainvoke(prompt("text"))
    assert answer.text == TEXT


def test_text_is_streamed(chat: Chat) -> None:
    # ChatOpenAI counts a stream of anybody else than OpenAI where it is told to.
    chunks = list(chat(stream_usage=True).stream(prompt("text")))
    assert len([chunk for chunk in chunks if chunk.text]) > 1
    whole = sum_of(chunks)
    assert whole.text == TEXT
    assert whole.usage_metadata["output_tokens"] > 0


@ONE_LOOP
async def test_text_is_streamed_asynchronously(chat: Chat) -> None:
    pieces = [chunk.text async for chunk in chat().astream(prompt("text"))]
    assert "".join(pieces) == TEXT


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_tools_are_run(chat: Chat, upstream: Fake, stream: bool) -> None:
    word = mark()
    assert run_tools(chat(), "tool", word, stream=stream) == ONE_CITY
    assert len(upstream.requests(word)) == 2


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_parallel_tools_are_run(chat: Chat, stream: bool) -> None:
    assert run_tools(chat(), "parallel", stream=stream) == BOTH_CITIES


def test_an_image_is_seen(chat: Chat) -> None:
    png = {"type": "image", "base64": PNG, "mime_type": "image/png"}
    picture = {"type": "image", "url": PICTURE}
    assert chat().invoke(shown(png, "image")).text == PNG_SEEN
    assert chat().invoke(shown(picture, "image")).text == PICTURE_SEEN


def test_a_pdf_is_seen(chat: Chat, upstream: Fake) -> None:
    word = mark()
    pdf = {"type": "file", "base64": PDF, "mime_type": "application/pdf", "filename": "one.pdf"}
    assert "base64, 69 bytes" in chat().invoke(shown(pdf, "document", word)).text
    [body] = upstream.bodies(word)
    assert has_source(body, PDF_SOURCE)


def test_thinking_of_openai_is_counted(upstream: Fake) -> None:
    word = mark()
    answer = OPENAI(reasoning_effort="high").invoke(prompt("thinking", word))
    assert answer.text == TEXT
    assert answer.usage_metadata["output_token_details"]["reasoning"] > 0
    [body] = upstream.bodies(word)
    assert body["output_config"] == {"effort": "high"}


def test_thinking_of_anthropic_is_shown() -> None:
    answer = ANTHROPIC(thinking={"type": "adaptive"}).invoke(prompt("thinking"))
    assert [block["type"] for block in answer.content_blocks] == ["reasoning", "text"]
    assert answer.content_blocks[0]["reasoning"] == THOUGHT


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
def test_structured_output_is_parsed(chat: Chat, method: str) -> None:
    structured = chat().with_structured_output(Person, method=method)
    assert structured.invoke(prompt("text")) == ADA


def test_stop_ends_the_answer(chat: Chat) -> None:
    answer = chat().invoke(prompt("echo", "before", "HALT", "after"), stop=["HALT"])
    assert answer.text == "echo: Hello. before "


def test_of_a_long_history_nothing_is_lost(chat: Chat, upstream: Fake) -> None:
    word = mark()
    history = [*long_history(), {"role": "user", "content": prompt("text", word)}]
    kinds = {"user": HumanMessage, "assistant": AIMessage}
    messages = [kinds[turn["role"]](turn["content"]) for turn in history]
    assert chat().invoke(messages).text == TEXT
    [body] = upstream.bodies(word)
    assert turns_of(body) == history


def test_cancel_by_closing_the_stream(chat: Chat, upstream: Fake) -> None:
    word = mark()
    stream = chat().stream(prompt("never_ends", word))
    next(stream)
    stream.close()
    upstream.let_go(word, time.time())


@ONE_LOOP
async def test_cancel_by_cancelling_the_task(chat: Chat, upstream: Fake) -> None:
    word, begun = mark(), asyncio.Event()

    async def read() -> None:
        async for chunk in chat().astream(prompt("never_ends", word)):
            # From here on there are pauses: asyncio before Python 3.12 lets no task go whose next piece is there.
            if "and so on" in chunk.text:
                begun.set()

    task = asyncio.create_task(read())
    await begun.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    upstream.let_go(word, time.time())


ERRORS = {
    "error400": "BadRequestError",
    "error401": "AuthenticationError",
    "error403": "PermissionDeniedError",
    "error404": "NotFoundError",
    "error429": "RateLimitError",
    "error500": "InternalServerError",
}


@pytest.mark.filterwarnings("ignore:Received only system message")
@pytest.mark.parametrize(("scenario", "name"), ERRORS.items(), ids=ERRORS)
def test_an_error_raises_the_sdks_class(chat: Chat, scenario: str, name: str) -> None:
    kind = getattr(chat.errors, name)
    with pytest.raises(kind):
        chat().invoke(prompt(scenario))
    with pytest.raises(kind):
        list(chat().stream(prompt(scenario)))


@pytest.mark.parametrize("scenario", ["mid_error", "cut", "reset"])
def test_an_error_in_mid_stream_raises(chat: Chat, scenario: str) -> None:
    with pytest.raises(chat.errors.APIError):
        list(chat().stream(prompt(scenario)))
