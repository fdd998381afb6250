"""Reasoning over the turns of a Responses conversation: home to its own model, and to no other."""

from __future__ import annotations

from typing import Any

import pytest

from asks import mark
from gpt.responding import Respond, calls_of, kinds_of
from gpt.stage import CLAUDE, CODEX, KEY, Provider, body_of
from gpt.test_responses import WEATHER_TOOL
from samples import TEXT

# What a client asks that keeps the conversation itself.
THINKS: dict[str, Any] = {
    "store": False,
    "reasoning": {"effort": "high", "summary": "auto"},
    "include": ["reasoning.encrypted_content"],
}


def thoughts_in(body: dict[str, Any]) -> list[Any]:
    """The reasoning that a request took to its provider, in either vendor's format."""
    if "input" in body:
        return [item for item in body["input"] if item.get("type") == "reasoning"]
    contents = [message["content"] for message in body["messages"]]
    blocks = [block for content in contents if isinstance(content, list) for block in content]
    return [block for block in blocks if block["type"] == "thinking"]


def go_on(asked: dict[str, Any], answer: Any, provider: Provider, word: str) -> dict[str, Any]:
    """The next turn of a conversation, for `provider`."""
    user = {"role": "user", "content": provider.prompt("text", word)}
    items = [*asked["input"], *answer.output, user]
    return {**asked, "model": provider.model, "input": items}


def test_reasoning_is_summed_up_and_comes_home(respond: Respond, provider: Provider) -> None:
    word = mark()
    asked = provider.respond("reasoning", **THINKS)
    answer = respond(provider, asked)
    assert kinds_of(answer.output) == ["reasoning", "message"]
    thought = answer.output[0]
    assert thought.encrypted_content
    assert "The answer is short." in "".join(part.text for part in thought.summary)
    assert answer.output_text == TEXT
    assert respond(provider, go_on(asked, answer, provider, word)).output_text == TEXT
    assert len(thoughts_in(body_of(provider, word))) == 1


def test_reasoning_before_a_call_comes_home_with_its_result(
    respond: Respond, provider: Provider
) -> None:
    word = mark()
    asked = provider.respond("reasoning_tool", word, **THINKS, tools=[WEATHER_TOOL])
    answer = respond(provider, asked)
    assert kinds_of(answer.output)[0] == "reasoning"
    [call] = calls_of(answer)
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}
    asked["input"] += [*answer.output, result]
    assert respond(provider, asked).output_text == 'The tools answered: "sunny".'
    assert len(thoughts_in(body_of(provider, word))) == 1


def pairs() -> list[Any]:
    """Claude and each way to GPT models, and two accounts at OpenAI."""
    both = [(CLAUDE, CODEX), (CLAUDE, KEY), (CODEX, KEY)]
    both += [(gpt, claude) for claude, gpt in both]
    return [pytest.param(*pair, id=f"{pair[0].name} to {pair[1].name}") for pair in both]


@pytest.mark.parametrize(("before", "after"), pairs())
def test_a_conversation_may_change_its_provider(
    respond: Respond, before: Provider, after: Provider
) -> None:
    word = mark()
    asked = before.respond("reasoning_tool", **THINKS, tools=[WEATHER_TOOL])
    answer = respond(before, asked)
    [call] = calls_of(answer)
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}
    asked["input"] += [*answer.output, result]
    second = respond(before, asked)
    third = go_on(asked, second, after, word)
    answered = respond(after, third)
    assert answered.output_text == TEXT
    assert thoughts_in(body_of(after, word)) == []
    assert "ccp1." not in str(body_of(after, word))
    # And back: what the first has thought is known there.
    home = mark()
    fourth = go_on(third, answered, before, home)
    assert respond(before, fourth).output_text == TEXT
    assert len(thoughts_in(body_of(before, home))) == 1


@pytest.mark.parametrize("provider", [CODEX, KEY], ids=["codex", "key"])
def test_the_codex_command_gets_its_backends_own_bytes(provider: Provider) -> None:
    """Its sessions go on without ccproxy too."""
    with provider.openai() as client:
        codex = client.with_options(default_headers={"originator": "codex_cli_rs"})
        for asks, sealed in [(client, True), (codex, False)]:
            stream = asks.responses.create(**provider.respond("reasoning", **THINKS), stream=True)
            told = [event.item for event in stream if event.type == "response.output_item.done"]
            assert told[0].encrypted_content.startswith("ccp1.") is sealed


@pytest.mark.parametrize(("before", "after"), [(CODEX, KEY), (KEY, CODEX)], ids=["to key", "to plan"])
def test_a_session_of_the_codex_command_may_change_its_account(
    before: Provider, after: Provider
) -> None:
    word = mark()
    headers = {"originator": "codex_cli_rs"}
    asked = before.respond("reasoning", **THINKS)
    with before.openai() as client:
        stream = client.responses.create(**asked, stream=True, extra_headers=headers)
        told = [event.item for event in stream if event.type == "response.output_item.done"]
        asked["input"] += [item.to_dict() for item in told]
        user = {"role": "user", "content": after.prompt("text", word)}
        turn = {**asked, "model": after.model, "input": [*asked["input"], user]}
        events = list(client.responses.create(**turn, stream=True, extra_headers=headers))
    assert events[-1].type == "response.completed"
    assert thoughts_in(body_of(after, word)) == []


def test_reasoning_of_another_model_of_the_same_provider_stays_behind(provider: Provider) -> None:
    word = mark()
    with provider.openai() as client:
        asked = provider.respond("reasoning", **THINKS)
        answer = client.responses.create(**asked)
        turn = go_on(asked, answer, provider, word)
        assert client.responses.create(**{**turn, "model": provider.other}).output_text == TEXT
    assert thoughts_in(body_of(provider, word)) == []
