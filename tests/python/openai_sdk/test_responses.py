"""Claude by OpenAI's Responses API: text, tools, images, conversations, errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.responses import Response

from asks import mark
from fake import Fake
from openai_sdk.stage import MODEL, WEATHER_TOOL, proxied
from samples import PNG_SEEN, PNG_SOURCE, PNG_URL, TEXT, turns_of

TOOL = {"type": "function", "strict": False, **WEATHER_TOOL["function"]}

Respond = Callable[[dict[str, Any]], Response]


def ask(scenario: str, *words: str, **more: Any) -> dict[str, Any]:
    """Parameters of `responses.create` for `scenario`, with `words` in the prompt."""
    prompt = " ".join(["Hello.", *words, f"[[fake:{scenario}]]"])
    return {"model": MODEL, "input": [{"role": "user", "content": prompt}], **more}


def whole(asked: dict[str, Any]) -> Response:
    with proxied() as client:
        return client.responses.create(**asked)


def streamed(asked: dict[str, Any]) -> Response:
    with proxied() as client, client.responses.stream(**asked) as stream:
        return stream.get_final_response()


@pytest.fixture(params=[whole, streamed], ids=["whole", "streamed"])
def respond(request: pytest.FixtureRequest) -> Respond:
    return request.param


def test_text_arrives(respond: Respond) -> None:
    answer = respond(ask("text"))
    assert (answer.status, answer.output_text, answer.model) == ("completed", TEXT, MODEL)
    assert answer.usage.output_tokens > 0
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens


def test_deltas_come_in_order(client: OpenAI) -> None:
    events = list(client.responses.create(**ask("text"), stream=True))
    assert events[0].type == "response.created"
    assert events[-1].type == "response.completed"
    assert [event.sequence_number for event in events] == list(range(len(events)))
    pieces = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert len(pieces) > 1
    assert "".join(pieces) == TEXT


def test_a_limit_leaves_the_answer_incomplete(client: OpenAI) -> None:
    *_, last = client.responses.create(**ask("max_tokens"), stream=True)
    assert last.type == "response.incomplete"
    answer = client.responses.create(**ask("max_tokens"))
    assert answer.status == "incomplete"
    assert answer.incomplete_details.reason == "max_output_tokens"


@pytest.mark.parametrize(("scenario", "cities"), [("tool", ["Oslo"]), ("parallel", ["Oslo", "Bergen"])])
def test_tools_are_called_and_answered(
    respond: Respond, upstream: Fake, scenario: str, cities: list[str]
) -> None:
    word = mark()
    asked = ask(scenario, word, tools=[TOOL])
    answer = respond(asked)
    calls = [item for item in answer.output if item.type == "function_call"]
    assert [call.name for call in calls] == ["get_weather"] * len(cities)
    assert [json.loads(call.arguments)["city"] for call in calls] == cities
    asked["input"] += [item.model_dump(exclude_none=True) for item in answer.output]
    asked["input"] += [
        {"type": "function_call_output", "call_id": call.call_id, "output": f"sunny in {city}"}
        for call, city in zip(calls, cities, strict=True)
    ]
    quoted = ", ".join(f'"sunny in {city}"' for city in cities)
    assert respond(asked).output_text == f"The tools answered: {quoted}."
    [_, second] = upstream.bodies(word)
    assert [message["role"] for message in second["messages"]] == ["user", "assistant", "user"]


def test_an_image_reaches_the_provider(respond: Respond, upstream: Fake) -> None:
    word = mark()
    asked = ask("image", word)
    text = {"type": "input_text", "text": asked["input"][0]["content"]}
    picture = {"type": "input_image", "image_url": PNG_URL, "detail": "auto"}
    asked["input"] = [{"role": "user", "content": [picture, text]}]
    assert respond(asked).output_text == PNG_SEEN
    [body] = upstream.bodies(word)
    assert body["messages"][0]["content"][0] == {"type": "image", "source": PNG_SOURCE}


def test_a_conversation_arrives_turn_by_turn(respond: Respond, upstream: Fake) -> None:
    word = mark()
    asked = ask("text", word, instructions="Be brief.")
    question = asked["input"][0]["content"]
    answer = respond(asked)
    asked["input"] += [item.model_dump(exclude_none=True) for item in answer.output]
    asked["input"].append({"role": "user", "content": "And then?"})
    assert respond(asked).output_text == TEXT
    [_, second] = upstream.bodies(word)
    assert "Be brief." in str(second["system"])
    assert turns_of(second) == [
        {"role": "user", "content": question},
        {"role": "assistant", "content": TEXT},
        {"role": "user", "content": "And then?"},
    ]


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [("error400", openai.BadRequestError), ("error429", openai.RateLimitError)],
)
def test_an_error_raises_its_class(client: OpenAI, scenario: str, kind: type[Exception]) -> None:
    for streaming in [False, True]:
        with pytest.raises(kind):
            client.responses.create(**ask(scenario), stream=streaming)
