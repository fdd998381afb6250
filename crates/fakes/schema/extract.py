"""Writes anthropic-VERSION.json: what POST /v1/messages and /v1/messages/count_tokens accept.

Run by hand in an environment that has the pinned `anthropic` package:

    python schema/extract.py schema/anthropic-2.13.0.json

The source are the SDK's published request types. Which of a method's parameters travel in the body (and not in a
header) is read from the method itself, so that `betas` or `workspace_id` do not end up as body fields.

The shapes are described in `shapes.py`.
"""

from __future__ import annotations

import sys

import anthropic
from anthropic.resources.beta.messages.messages import Messages as BetaMessages
from anthropic.resources.messages.messages import Messages
from anthropic.types import message_count_tokens_params, message_create_params
from anthropic.types.beta import message_count_tokens_params as beta_count_tokens_params
from anthropic.types.beta import message_create_params as beta_create_params
from shapes import Extractor, write


def main() -> None:
    extractor = Extractor()
    both = ("MessageCreateParamsNonStreaming", "MessageCreateParamsStreaming")
    create = [getattr(message_create_params, name) for name in both]
    beta_create = [getattr(beta_create_params, name) for name in both]
    extractor.root("messages", create, Messages.create)
    extractor.root("count_tokens", [message_count_tokens_params.MessageCountTokensParams], Messages.count_tokens)
    extractor.root("beta.messages", beta_create, BetaMessages.create)
    extractor.root("beta.count_tokens", [beta_count_tokens_params.MessageCountTokensParams], BetaMessages.count_tokens)
    write(sys.argv[1], f"anthropic-python {anthropic.__version__}", extractor.objects)


if __name__ == "__main__":
    main()
