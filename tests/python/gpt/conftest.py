"""Fixtures: each provider in turn; what came upstream is looked at after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gpt.responding import TWO_WAYS, Respond
from gpt.stage import ALL, GPT, OPENAI, Provider


@pytest.fixture(params=ALL, ids=lambda provider: provider.name)
def provider(request: pytest.FixtureRequest) -> Provider:
    """Every way to a model: Claude's, and GPT models by Codex, by a key, and by a plan."""
    return request.param


@pytest.fixture(params=GPT, ids=lambda provider: provider.name)
def gpt(request: pytest.FixtureRequest) -> Provider:
    """Every way to a GPT model."""
    return request.param


@pytest.fixture(params=TWO_WAYS)
def respond(request: pytest.FixtureRequest) -> Respond:
    """One way to a whole response; a test that takes it runs once for each, or for every one that it names."""
    return request.param


@pytest.fixture(autouse=True)
def no_violations_at_openai() -> Iterator[None]:
    """As for Anthropic: OpenAI has seen the gateway's own name and allowed headers only."""
    yield
    assert OPENAI.violations() == []
    OPENAI.forget()
