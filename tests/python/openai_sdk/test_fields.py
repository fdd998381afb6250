"""What else a request says: stop sequences, limits, sampling, instructions; and what has no counterpart."""

from __future__ import annotations

import re
from typing import Any

import openai
import pytest
from openai import OpenAI

from asks import mark
from fake import Fake
from openai_sdk.stage import MODEL, OLDER, STRICT_URL, Complete, ask, proxied, text_of
from samples import text_of as text_of_blocks

HINTS = {
    "seed": 1,
    "user": "somebody",
    "presence_penalty": 0.5,
    "frequency_penalty": 0.5,
    "logit_bias": {"50256": -100},
    "store": True,
    "metadata": {"app": "tests"},
    "service_tier": "flex",
    "safety_identifier": "somebody",
    "prompt_cache_key": "a-key",
    "verbosity": "low",
    "prediction": {"type": "content", "content": "Hello"},
}
NO_HINTS = {
    "n": 1,
    "presence_penalty": 0,
    "frequency_penalty": 0,
    "logprobs": False,
    "store": False,
    "temperature": 1,
    "top_p": 1,
    "stop": [],
    "response_format": {"type": "text"},
}
REFUSED = {
    "n": {"n": 2},
    "logprobs": {"logprobs": True},
    "modalities": {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}},
}


def sent(upstream: Fake, **more: Any) -> tuple[dict[str, Any], set[str]]:
    """What reached the provider, and what was named as ignored."""
    word = mark()
    with proxied() as client:
        raw = client.chat.completions.with_raw_response.create(**ask("text", word, **more))
    [body] = upstream.bodies(word)
    ignored = raw.headers.get("x-ccproxy-ignored", "")
    return body, {name.strip() for name in ignored.split(",") if name}


def test_stop_ends_the_answer(complete: Complete, upstream: Fake) -> None:
    for stop in ["HALT", ["unseen", "HALT"]]:
        word = mark()
        answer = complete(ask("echo", "before", "HALT", "after", word, stop=stop))
        assert text_of(answer) == "echo: Hello. before "
        assert answer.choices[0].finish_reason == "stop"
        [body] = upstream.bodies(word)
        assert body["stop_sequences"] == ([stop] if isinstance(stop, str) else stop)


def test_the_limit_of_tokens_by_each_of_its_names(upstream: Fake) -> None:
    assert sent(upstream, max_tokens=77)[0]["max_tokens"] == 77
    assert sent(upstream, max_completion_tokens=78)[0]["max_tokens"] == 78
    assert sent(upstream, max_tokens=77, max_completion_tokens=78)[0]["max_tokens"] == 78
    assert sent(upstream)[0]["max_tokens"] >= 4096


def test_instructions_of_both_roles_arrive_in_order(client: OpenAI, upstream: Fake) -> None:
    word = mark()
    asked = ask("text", word)
    asked["messages"][:0] = [
        {"role": "system", "content": "First."},
        {"role": "developer", "content": [{"type": "text", "text": "Second."}]},
        {"role": "system", "content": "Third."},
    ]
    client.chat.completions.create(**asked)
    [body] = upstream.bodies(word)
    said = text_of_blocks(body["system"])
    assert re.fullmatch(r"First\.\s*Second\.\s*Third\.", said)
    assert [message["role"] for message in body["messages"]] == ["user"]


@pytest.mark.parametrize("model", [MODEL, OLDER])
def test_a_later_instruction_is_kept(client: OpenAI, upstream: Fake, model: str) -> None:
    """In its place where the model takes one there; else at the start, and that is said."""
    word = mark()
    asked = ask("text", word, model=model)
    asked["messages"][:0] = [
        {"role": "user", "content": "Begin."},
        {"role": "assistant", "content": "I begin."},
        {"role": "user", "content": "Go on."},
        {"role": "developer", "content": "Be brief from now on."},
    ]
    raw = client.chat.completions.with_raw_response.create(**asked)
    assert text_of(raw.parse())
    [body] = upstream.bodies(word)
    placed = any(message["role"] == "system" for message in body["messages"])
    assert "Be brief from now on." in str(body)
    assert placed == (model == MODEL)
    assert ("x-ccproxy-ignored" in raw.headers) == (model == OLDER)


def test_sampling_reaches_models_that_take_it(upstream: Fake) -> None:
    body, ignored = sent(upstream, model=OLDER, temperature=0.5)
    assert (body["temperature"], ignored) == (0.5, set())
    assert sent(upstream, model=OLDER, temperature=1.5)[0]["temperature"] == 1
    assert sent(upstream, model=OLDER, top_p=0.5)[0]["top_p"] == 0.5
    assert sent(upstream, model=OLDER, extra_body={"top_k": 40})[0]["top_k"] == 40
    body, ignored = sent(upstream, model=OLDER, temperature=0.5, top_p=0.5)
    assert ("top_p" in body, ignored) == (False, {"top_p"})


def test_sampling_is_named_as_ignored_elsewhere(upstream: Fake) -> None:
    body, ignored = sent(upstream, temperature=0.5, top_p=0.5)
    assert ignored == {"temperature", "top_p"}
    assert not ignored & body.keys()


def test_hints_are_named_as_ignored(upstream: Fake) -> None:
    body, ignored = sent(upstream, **HINTS)
    assert ignored == HINTS.keys()
    assert not ignored & body.keys()


def test_what_changes_nothing_is_not_named(upstream: Fake) -> None:
    assert sent(upstream, **NO_HINTS)[1] == set()


def test_a_strict_gateway_refuses_what_it_would_ignore(upstream: Fake) -> None:
    with proxied(base_url=f"{STRICT_URL}/openai/v1") as strict:
        for hint in ["seed", "user"]:
            word = mark()
            with pytest.raises(openai.BadRequestError, match=hint):
                strict.chat.completions.create(**ask("text", word, **{hint: HINTS[hint]}))
            assert upstream.requests(word) == []
        assert text_of(strict.chat.completions.create(**ask("text", **NO_HINTS)))


@pytest.mark.parametrize(("param", "more"), REFUSED.items(), ids=REFUSED)
def test_what_would_change_the_shape_of_the_answer_is_refused(
    client: OpenAI, upstream: Fake, param: str, more: dict[str, Any]
) -> None:
    word = mark()
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**ask("text", word, **more))
    assert raised.value.param == param
    assert upstream.requests(word) == []
