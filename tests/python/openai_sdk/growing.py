"""A conversation that grows: an agent's, with instructions, tools, an image, thinking and calls several at a time.

A program of its own, whose requests are looked at byte by byte on their way to the provider (suites/sdk_python.rs).
"""

from __future__ import annotations

from typing import Any

from openai_sdk.stage import MODEL, WEATHER_TOOL, proxied
from samples import PNG_URL

SCHEMA = {"type": "object", "properties": {"zone": {"type": "string"}, "at": {"type": "integer"}}}
TIME_TOOL = {"type": "function", "function": {"name": "get_time", "parameters": SCHEMA}}
QUESTIONS = ["thinking_tool", "parallel:3", "text", "tool", "echo"]


def question(number: int, scenario: str) -> dict[str, Any]:
    text = {"type": "text", "text": f"Question {number}. [[fake:{scenario}]]"}
    image = {"type": "image_url", "image_url": {"url": PNG_URL}}
    return {"role": "user", "content": [image, text] if number == 1 else [text]}


def main() -> None:
    messages: list[Any] = [
        {"role": "system", "content": "You are an agent. ☃"},
        {"role": "developer", "content": "Be brief."},
    ]
    with proxied() as client:
        for number, scenario in enumerate(QUESTIONS):
            messages.append(question(number, scenario))
            while messages[-1]["role"] != "assistant":
                answer = client.chat.completions.create(
                    model=MODEL,
                    messages=messages,
                    tools=[WEATHER_TOOL, TIME_TOOL],
                    reasoning_effort="low",
                )
                message = answer.choices[0].message.model_dump(exclude_none=True)
                messages.append(message)
                for call in message.get("tool_calls", []):
                    result = f"{call['function']['name']} is fine"
                    messages.append({"role": "tool", "tool_call_id": call["id"], "content": result})


if __name__ == "__main__":
    main()
