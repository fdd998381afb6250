"""The `llm` command, told of the gateway in its `extra-openai-models.yaml`."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from asks import mark
from fake import Fake
from frameworks.stage import BOTH_CITIES, CCPROXY_TOKEN, MODEL, ONE_CITY, OPENAI_URL, TIMEOUT, prompt
from samples import FILLER, PDF_BYTES, PDF_SOURCE, PNG, PNG_SEEN, TEXT

# JSON is YAML too.
MODELS = [
    {
        "model_id": "claude",
        "model_name": MODEL,
        "api_base": OPENAI_URL,
        "api_key_name": "ccproxy",
        "reasoning": True,
        "supports_schema": True,
        "supports_tools": True,
        "vision": True,
    }
]

TOOL = '''
def get_weather(city: str) -> str:
    "Current weather of a city"
    return f"sunny in {city}"
'''


class Llm:
    """The command, in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "extra-openai-models.yaml").write_text(json.dumps(MODELS))
        (home / "keys.json").write_text(json.dumps({"ccproxy": CCPROXY_TOKEN}))

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "llm", "-m", "claude", *arguments],
            cwd=self.home,
            env={**os.environ, "LLM_USER_PATH": str(self.home), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **more,
        )

    def run(self, *arguments: str, read: str = "") -> tuple[int, str, str]:
        with self.start(*arguments) as process:
            out, error = process.communicate(read, timeout=TIMEOUT)
        return process.returncode, out.strip(), error

    def __call__(self, *arguments: str, read: str = "") -> str:
        """What it prints."""
        code, out, error = self.run(*arguments, read=read)
        assert code == 0, error
        return out


@pytest.fixture
def llm(tmp_path: Path) -> Llm:
    return Llm(tmp_path)


STREAM = pytest.mark.parametrize("stream", [[], ["--no-stream"]], ids=["stream", "whole"])


@STREAM
def test_text_is_printed(llm: Llm, stream: list[str]) -> None:
    assert llm(prompt("text"), "--system", "Be brief.", *stream) == TEXT


def test_text_is_printed_as_it_is_said(llm: Llm) -> None:
    with llm.start(prompt("slow:300")) as process:
        assert process.stdin and process.stdout
        process.stdin.close()
        assert process.stdout.read(5) == "hello"
        assert process.poll() is None
        assert "hello" + process.stdout.read().rstrip() == TEXT


@STREAM
def test_tools_are_run(llm: Llm, stream: list[str]) -> None:
    assert llm(prompt("tool"), "--functions", TOOL, *stream).endswith(ONE_CITY)


def test_parallel_tools_are_run(llm: Llm) -> None:
    assert llm(prompt("parallel"), "--functions", TOOL).endswith(BOTH_CITIES)


def test_an_image_is_seen(llm: Llm) -> None:
    (llm.home / "a.png").write_bytes(base64.b64decode(PNG))
    assert llm(prompt("image"), "--attachment", "a.png") == PNG_SEEN


def test_a_pdf_is_seen(llm: Llm, upstream: Fake) -> None:
    word = mark()
    (llm.home / "a.pdf").write_bytes(PDF_BYTES)
    assert "base64, 69 bytes" in llm(prompt("document", word), "--attachment", "a.pdf")
    [body] = upstream.bodies(word)
    [shown] = [block for block in body["messages"][0]["content"] if block["type"] == "document"]
    assert shown["source"] == PDF_SOURCE


def test_thinking_is_as_much_as_was_asked_for(llm: Llm, upstream: Fake) -> None:
    word = mark()
    assert llm(prompt("thinking", word), "--option", "reasoning_effort", "high") == TEXT
    [body] = upstream.bodies(word)
    assert body["output_config"] == {"effort": "high"}


def test_structured_output_is_held_to_its_schema(llm: Llm) -> None:
    printed = llm(prompt("text"), "--schema", "name, age int")
    assert json.loads(printed) == {"name": "Ada", "age": 36}


def test_stop_ends_the_answer(llm: Llm) -> None:
    printed = llm(prompt("echo", "before", "HALT", "after"), "--option", "stop", "HALT")
    assert printed == "echo: Hello. before"


def test_of_a_long_history_nothing_is_lost(llm: Llm, upstream: Fake) -> None:
    long = FILLER * ((1 << 20) // len(FILLER)) + "."
    word = mark()
    llm(read=long)
    assert llm("--continue", prompt("echo", word)) == f"echo: {prompt('echo', word)}"
    [body] = upstream.bodies(word)
    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]
    assert json.dumps(long)[1:-1] in json.dumps(body["messages"][0])


def test_cancel_by_interrupting_the_command(llm: Llm, upstream: Fake) -> None:
    word = mark()
    with llm.start(prompt("never_ends", word)) as process:
        assert process.stdin and process.stdout
        process.stdin.close()
        assert process.stdout.read(5)
        process.kill()
        upstream.let_go(word, time.time())


ERRORS = {
    "error400": "at least one message is required",
    "error401": "log in",
    "error404": "model",
    "error429plan": "limit",
}


@pytest.mark.parametrize(("scenario", "said"), ERRORS.items(), ids=ERRORS)
def test_an_error_is_told(llm: Llm, scenario: str, said: str) -> None:
    code, _, error = llm.run(prompt(scenario))
    assert code == 1
    assert error.startswith("Error: ")
    assert said in error


@pytest.mark.parametrize("scenario", ["mid_error", "cut"])
def test_an_error_in_mid_stream_is_told(llm: Llm, scenario: str) -> None:
    code, _, error = llm.run(prompt(scenario))
    assert code == 1
    assert error.startswith("Error: ")
