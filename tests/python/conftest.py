"""Fixtures: SDK clients through the gateway and straight to a fake, told by the environment where these are."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

import pytest
from anthropic import Anthropic, AsyncAnthropic

from fake import Fake

CCPROXY_URL = os.environ["CCPROXY_URL"]
CCPROXY_TOKEN = os.environ["CCPROXY_TOKEN"]
# A fake of its own, for suites that compare.
DIRECT_URL = os.environ.get("DIRECT_URL", "")


@pytest.fixture(scope="session")
def upstream() -> Fake:
    """The fake behind the gateway."""
    return Fake(os.environ["FAKE_URL"])


@pytest.fixture
def client() -> Iterator[Anthropic]:
    """The SDK as its README sets it up, pointed at the gateway."""
    with Anthropic(base_url=CCPROXY_URL, api_key=CCPROXY_TOKEN, max_retries=0, timeout=20) as made:
        yield made


@pytest.fixture
async def async_client() -> AsyncIterator[AsyncAnthropic]:
    """The same, asynchronous."""
    async with AsyncAnthropic(
        base_url=CCPROXY_URL, api_key=CCPROXY_TOKEN, max_retries=0, timeout=20
    ) as made:
        yield made


@pytest.fixture
def direct() -> Iterator[Anthropic]:
    """The SDK with no gateway between it and a fake of its own."""
    with Anthropic(base_url=DIRECT_URL, api_key="sk-direct", max_retries=0, timeout=20) as made:
        yield made


@pytest.fixture
async def async_direct() -> AsyncIterator[AsyncAnthropic]:
    """The same, asynchronous."""
    async with AsyncAnthropic(
        base_url=DIRECT_URL, api_key="sk-direct", max_retries=0, timeout=20
    ) as made:
        yield made


@pytest.fixture(autouse=True)
def no_violations(upstream: Fake) -> Iterator[None]:
    """After each test: upstream has seen the gateway's own name and allowed headers only."""
    yield
    assert upstream.violations() == []
    upstream.forget()
