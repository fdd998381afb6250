"""The control calls of the fake Anthropic API."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from typing import Any

# Whether it is the `claude` command that asks, which adds words and marks of its own.
BY_COMMAND = os.environ.get("CLAUDE_MODE") == "code"
# What the command puts before the name of a client's tool.
PREFIX = "mcp__c__"


class Fake:
    """One running fake, by its base address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)

    def requests(self, mark: str) -> list[dict[str, Any]]:
        """The requests whose body contains `mark`, oldest first."""
        found = [entry for entry in self._get("/__log") if mark in json.dumps(entry["body"])]
        return [{**entry, "body": told(entry["body"])} for entry in found] if BY_COMMAND else found

    def bodies(self, mark: str) -> list[dict[str, Any]]:
        """Their bodies, without the cache breakpoints that the gateway sets for formats that have none."""
        return [bare(entry["body"]) for entry in self.requests(mark)]

    def violations(self) -> list[str]:
        """What was wrong with requests that came from the gateway."""
        return self._get("/__violations")

    def forget(self) -> None:
        """Empties the records, which grow by megabytes where requests do."""
        urllib.request.urlopen(self.url + "/__reset", data=b"", timeout=10).close()

    def ended_stream(self, mark: str, within: float = 5.0) -> dict[str, Any]:
        """The record of the stream whose request was marked with `mark`, once it has ended."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            for stream in self._get("/__streams"):
                if mark in stream["marker"] and stream["ended"] is not None:
                    return stream
            time.sleep(0.01)
        raise AssertionError(f"the stream {mark} has not ended upstream within {within} s")

    def let_go(self, mark: str, since: float, within: float = 1.0) -> None:
        """Checks that the stream marked with `mark` lost its client soon after `since`, in Unix seconds."""
        stream = self.ended_stream(mark)
        assert stream["how"] == "client_gone"
        assert stream["ended"] - since < within


def headers_of(entry: dict[str, Any]) -> dict[str, str]:
    """The headers of a logged request, names in lower case."""
    return {name.lower(): value for name, value in entry["headers"]}


def bare(value: Any) -> Any:
    """`value` without cache breakpoints, at any depth."""
    if isinstance(value, dict):
        return {name: bare(inner) for name, inner in value.items() if name != "cache_control"}
    if isinstance(value, list):
        return [bare(inner) for inner in value]
    return value


def told(body: dict[str, Any]) -> dict[str, Any]:
    """What the client said in a body that the command has made of it."""

    def named(value: Any) -> Any:
        if isinstance(value, dict):
            inner = {name: named(member) for name, member in value.items()}
            if isinstance(inner.get("name"), str):
                inner["name"] = inner["name"].removeprefix(PREFIX)
            return inner
        return [named(member) for member in value] if isinstance(value, list) else value

    body = named(bare(body))
    return {**body, "messages": [turn for turn in body["messages"] if turn["role"] != "system"]}
