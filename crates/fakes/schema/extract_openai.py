"""Writes openai-VERSION.json: what POST /v1/responses and /v1/chat/completions accept.

Run by hand in an environment that has the pinned `openai` package:

    python schema/extract_openai.py schema/openai-3.57.0.json

The source are the SDK's published request types; see `extract.py`. The shapes are described in `shapes.py`.
"""

from __future__ import annotations

import sys

import openai
from openai.resources.chat.completions.completions import Completions
from openai.resources.responses.responses import Responses
from openai.types.chat import completion_create_params
from openai.types.responses import response_create_params
from shapes import Extractor, write


def main() -> None:
    extractor = Extractor()
    responses = [response_create_params.ResponseCreateParamsNonStreaming]
    chat = [completion_create_params.CompletionCreateParamsNonStreaming]
    extractor.root("responses", responses, Responses.create)
    extractor.root("chat", chat, Completions.create)
    write(sys.argv[1], f"openai-python {openai.__version__}", extractor.objects)


if __name__ == "__main__":
    main()
