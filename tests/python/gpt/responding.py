"""The ways to a whole response of the Responses API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from openai.types.responses import Response

from gpt.stage import Provider

Respond = Callable[[Provider, dict[str, Any]], Response]


def whole(provider: Provider, asked: dict[str, Any]) -> Response:
    with provider.openai() as client:
        return client.responses.create(**asked)


def streamed(provider: Provider, asked: dict[str, Any]) -> Response:
    with provider.openai() as client, client.responses.stream(**asked) as stream:
        return stream.get_final_response()


def whole_async(provider: Provider, asked: dict[str, Any]) -> Response:
    async def respond() -> Response:
        async with provider.openai_async() as client:
            return await client.responses.create(**asked)

    return asyncio.run(respond())


def streamed_async(provider: Provider, asked: dict[str, Any]) -> Response:
    async def respond() -> Response:
        async with provider.openai_async() as client, client.responses.stream(**asked) as stream:
            return await stream.get_final_response()

    return asyncio.run(respond())


# Between them they are whole and streamed, synchronous and asynchronous.
TWO_WAYS: list[Respond] = [whole, streamed_async]
EVERY_WAY = pytest.mark.parametrize("respond", [*TWO_WAYS, streamed, whole_async])


def calls_of(response: Response) -> list[Any]:
    """The calls of functions in a response."""
    return [item for item in response.output if item.type == "function_call"]


def kinds_of(parts: list[Any]) -> list[str]:
    """The types of items or blocks, of the SDK or of a body, but for those that a hostile provider makes up."""
    of = [part if isinstance(part, dict) else part.model_dump() for part in parts]
    kinds = [part.get("type", "message") for part in of]
    return [kind for kind in kinds if not kind.startswith("fake_unknown")]
