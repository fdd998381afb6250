"""The list of models."""

from __future__ import annotations

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic

from asks import MODEL


def test_the_list_has_what_the_provider_has(client: Anthropic, direct: Anthropic) -> None:
    theirs = {model.id: model.display_name for model in direct.models.list(limit=1000)}
    ours = {model.id: model.display_name for model in client.models.list(limit=1000)}
    assert MODEL in theirs
    assert theirs.items() <= ours.items()


def test_a_page_says_whether_there_is_more(client: Anthropic) -> None:
    page = client.models.list(limit=2)
    assert len(page.data) == 2
    assert page.has_more
    assert page.first_id == page.data[0].id
    assert page.last_id == page.data[1].id


def test_pages_join_to_the_whole_list(client: Anthropic) -> None:
    whole = [model.id for model in client.models.list(limit=1000)]
    paged = [model.id for model in client.models.list(limit=3)]
    assert paged == whole
    assert len(set(paged)) == len(paged)


async def test_pages_join_asynchronously(async_client: AsyncAnthropic) -> None:
    paged = [model.id async for model in async_client.models.list(limit=5)]
    assert MODEL in paged


def test_one_model(client: Anthropic, direct: Anthropic) -> None:
    assert client.models.retrieve(MODEL) == direct.models.retrieve(MODEL)


def test_a_model_that_is_not_there(client: Anthropic) -> None:
    with pytest.raises(anthropic.NotFoundError) as raised:
        client.models.retrieve("claude-of-nowhere")
    assert "claude-of-nowhere" in str(raised.value)
