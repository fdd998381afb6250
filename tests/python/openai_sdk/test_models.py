"""The models as OpenAI lists them, and names of OpenAI's for them."""

from __future__ import annotations

import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from asks import mark
from fake import Fake
from openai_sdk.stage import MODEL, OLDER, Complete, ask, proxied

# The gateway has these names in `models.aliases`.
ALIASES = {"gpt-4o": MODEL, "gpt-4o-mini": OLDER}


@pytest.mark.parametrize("prefix", ["/openai/v1", "/v1"])
def test_the_list(prefix: str) -> None:
    with proxied(prefix) as client:
        listed = {model.id: model for model in client.models.list()}
    assert {MODEL, OLDER} <= listed.keys()
    for model in listed.values():
        assert model.object == "model"
        assert isinstance(model.created, int)
        assert model.owned_by


async def test_the_list_asynchronously(async_client: AsyncOpenAI) -> None:
    assert MODEL in [model.id async for model in async_client.models.list()]


def test_one_model(client: OpenAI) -> None:
    model = client.models.retrieve(MODEL)
    assert (model.id, model.object) == (MODEL, "model")


@pytest.mark.parametrize(("alias", "model"), ALIASES.items())
def test_an_alias_asks_its_model(
    complete: Complete, upstream: Fake, alias: str, model: str
) -> None:
    word = mark()
    assert complete(ask("text", word, model=alias)).model == model
    [body] = upstream.bodies(word)
    assert body["model"] == model


def test_aliases_are_listed(client: OpenAI) -> None:
    assert ALIASES.keys() <= {model.id for model in client.models.list()}


def test_a_model_that_is_not_there(client: OpenAI) -> None:
    for missing in ["gpt-of-nowhere", "claude-of-nowhere"]:
        for asked in [
            lambda: client.models.retrieve(missing),
            lambda: client.chat.completions.create(**ask("text", model=missing)),
        ]:
            with pytest.raises(openai.NotFoundError, match=missing) as raised:
                asked()
            assert raised.value.code == "model_not_found"
