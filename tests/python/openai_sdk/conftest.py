"""Fixtures: the SDK's clients, and each of its ways to a completion."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from openai import AsyncOpenAI, OpenAI

from openai_sdk.stage import WAYS, Complete, proxied, proxied_async


@pytest.fixture
def client() -> Iterator[OpenAI]:
    """The SDK pointed at the gateway."""
    with proxied() as made:
        yield made


@pytest.fixture
async def async_client() -> AsyncIterator[AsyncOpenAI]:
    """The same, asynchronous."""
    async with proxied_async() as made:
        yield made


@pytest.fixture(params=WAYS.values(), ids=WAYS.keys())
def complete(request: pytest.FixtureRequest) -> Complete:
    """One way to a whole completion; a test that takes it runs once for each."""
    return request.param
