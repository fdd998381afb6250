"""The models of all providers in one list, in the shape of each SDK."""

from __future__ import annotations

from gpt.stage import ALL, CLAUDE, CODEX, PLAN, Provider


def bare(provider: Provider) -> str:
    """The model's name without the provider that a client may put before it."""
    return provider.model.removeprefix("openai/")


def test_openais_sdk_lists_the_models_of_all_providers() -> None:
    for gateway in [CODEX, PLAN]:
        with gateway.openai() as client:
            models = {model.id: model for model in client.models.list()}
            assert {CLAUDE.model, gateway.model} <= models.keys()
            assert all(model.object == "model" and model.owned_by for model in models.values())


def test_anthropics_sdk_lists_the_models_of_all_providers_page_by_page() -> None:
    for gateway in [CODEX, PLAN]:
        with gateway.anthropic() as client:
            whole = [model.id for model in client.models.list(limit=1000)]
            paged = [model.id for model in client.models.list(limit=3)]
            assert {CLAUDE.model, gateway.model} <= set(whole)
            assert paged == whole
            assert len(set(whole)) == len(whole)


def test_each_model_is_found_by_its_name() -> None:
    for provider in ALL:
        with provider.openai() as client:
            assert client.models.retrieve(provider.model).id in (provider.model, bare(provider))
        with provider.anthropic() as client:
            found = client.models.retrieve(provider.model)
            assert found.id in (provider.model, bare(provider))
            assert found.display_name


def test_a_listed_model_answers_by_its_listed_name() -> None:
    for gateway in [CODEX, PLAN]:
        with gateway.openai() as client:
            listed = [model.id for model in client.models.list()]
            for model in [name for name in listed if "gpt" in name][:4]:
                asked = gateway.respond("text")
                assert client.responses.create(**{**asked, "model": model}).output_text
