"""Tools: a loop by hand, several calls at once, and the SDK's own runner."""

from __future__ import annotations

from typing import Any

from anthropic import Anthropic, AsyncAnthropic, beta_async_tool, beta_tool

from asks import MODEL, WEATHER_TOOL, ask, mark, text_of
from fake import Fake


def results_for(message: Any) -> list[dict[str, Any]]:
    return [
        {"type": "tool_result", "tool_use_id": block.id, "content": f"sunny in {block.input['city']}"}
        for block in message.content
        if block.type == "tool_use"
    ]


def test_a_tool_loop_by_hand(client: Anthropic, upstream: Fake) -> None:
    word = mark()
    asked = ask("tool", word, tools=[WEATHER_TOOL])
    call = client.messages.create(**asked)
    assert call.stop_reason == "tool_use"
    [result] = results_for(call)
    asked["messages"] += [
        {"role": "assistant", "content": call.content},
        {"role": "user", "content": [result]},
    ]
    final = client.messages.create(**asked)
    assert final.stop_reason == "end_turn"
    assert text_of(final)
    [_, second] = upstream.requests(word)
    assert second["body"]["messages"][-1]["content"] == [result]


def test_parallel_calls_keep_their_order_and_ids(client: Anthropic) -> None:
    with client.messages.stream(**ask("parallel", tools=[WEATHER_TOOL])) as stream:
        message = stream.get_final_message()
    calls = [block for block in message.content if block.type == "tool_use"]
    assert len(calls) >= 2
    assert len({call.id for call in calls}) == len(calls)
    assert all(call.input["city"] for call in calls)


def test_arguments_stream_in_pieces(client: Anthropic) -> None:
    with client.messages.stream(**ask("tool", tools=[WEATHER_TOOL])) as stream:
        pieces = [event.partial_json for event in stream if event.type == "input_json"]
        [call] = [block for block in stream.get_final_message().content if block.type == "tool_use"]
    assert len(pieces) > 1
    assert "".join(pieces).replace(" ", "").startswith('{"city":')
    assert call.input["city"]


def runner_question(word: str) -> dict[str, Any]:
    return {
        "model": MODEL,
        "max_tokens": 1024,
        "messages": [{"role": "user", "content": f"Weather? {word} [[fake:tool]]"}],
    }


def test_the_tool_runner_keeps_the_history(client: Anthropic, upstream: Fake) -> None:
    """The runner asks for a server-side thread first; told that there is none, it sends the whole history."""
    asked: list[str] = []

    @beta_tool
    def get_weather(city: str) -> str:
        """Current weather of a city.

        Args:
            city: Its name.
        """
        asked.append(city)
        return f"sunny in {city}"

    word = mark()
    runner = client.beta.messages.tool_runner(**runner_question(word), tools=[get_weather])
    final = runner.until_done()
    assert asked
    assert final.stop_reason == "end_turn"
    entries = upstream.requests(word)
    assert "thread" in entries[0]["body"]
    assert "thread" not in entries[-1]["body"]
    roles = [message["role"] for message in entries[-1]["body"]["messages"]]
    assert roles == ["user", "assistant", "user"]
    assert f"sunny in {asked[0]}" in str(entries[-1]["body"]["messages"][-1])


def test_the_streaming_tool_runner(client: Anthropic) -> None:
    @beta_tool
    def get_weather(city: str) -> str:
        """Current weather of a city."""
        return f"sunny in {city}"

    runner = client.beta.messages.tool_runner(
        **runner_question(mark()), tools=[get_weather], stream=True
    )
    reasons = [stream.get_final_message().stop_reason for stream in runner]
    assert reasons == ["tool_use", "end_turn"]


async def test_the_asynchronous_tool_runner(async_client: AsyncAnthropic) -> None:
    @beta_async_tool
    async def get_weather(city: str) -> str:
        """Current weather of a city."""
        return f"sunny in {city}"

    runner = async_client.beta.messages.tool_runner(**runner_question(mark()), tools=[get_weather])
    final = await runner.until_done()
    assert final.stop_reason == "end_turn"
