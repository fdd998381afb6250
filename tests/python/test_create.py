"""One answer at a time."""

from __future__ import annotations

from anthropic import Anthropic, AsyncAnthropic

from asks import MODEL, WEATHER_TOOL, ask, mark, text_of
from fake import Fake, headers_of


def test_an_answer_arrives_whole(client: Anthropic) -> None:
    message = client.messages.create(**ask("text"))
    assert message.role == "assistant"
    assert message.model == MODEL
    assert message.stop_reason == "end_turn"
    assert text_of(message)
    assert message.usage.output_tokens > 0
    assert message._request_id


async def test_an_answer_arrives_whole_asynchronously(async_client: AsyncAnthropic) -> None:
    message = await async_client.messages.create(**ask("text"))
    assert message.stop_reason == "end_turn"
    assert text_of(message)


def test_the_request_reaches_the_provider_as_it_was(client: Anthropic, upstream: Fake) -> None:
    word = mark()
    sent = ask(
        "text",
        word,
        "snow \u2603 and \U0001f9e1",
        system=[{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        metadata={"user_id": "someone"},
        stop_sequences=["END"],
        tools=[WEATHER_TOOL],
        tool_choice={"type": "auto"},
    )
    client.messages.create(**sent)
    [entry] = upstream.requests(word)
    assert entry["body"] == sent


def test_the_version_and_the_betas_of_the_client_travel(client: Anthropic, upstream: Fake) -> None:
    word = mark()
    client.beta.messages.create(
        **ask("text", word), betas=["interleaved-thinking-2025-05-14", "effort-2025-11-24"]
    )
    [entry] = upstream.requests(word)
    sent = headers_of(entry)
    assert sent["anthropic-version"] == "2026-10-21"
    assert "interleaved-thinking-2025-05-14" in sent["anthropic-beta"]
    assert "effort-2025-11-24" in sent["anthropic-beta"]


def test_stop_reasons_travel(client: Anthropic) -> None:
    for scenario, reason in [
        ("max_tokens", "max_tokens"),
        ("refusal", "refusal"),
        ("pause", "pause_turn"),
    ]:
        assert client.messages.create(**ask(scenario)).stop_reason == reason
    stopped = client.messages.create(**ask("stop_sequence", stop_sequences=["END"]))
    assert stopped.stop_reason == "stop_sequence"
    assert stopped.stop_sequence == "END"


def test_tokens_are_counted(client: Anthropic, direct: Anthropic) -> None:
    question = {"model": MODEL, "messages": ask("text", "How many tokens?")["messages"]}
    counted = client.messages.count_tokens(**question).input_tokens
    assert counted == direct.messages.count_tokens(**question).input_tokens > 0


def test_a_compressed_answer_is_read(client: Anthropic, direct: Anthropic) -> None:
    assert client.messages.create(**ask("gzip")) == direct.messages.create(**ask("gzip"))
