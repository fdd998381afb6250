"""Frameworks and commands that speak to the gateway through SDKs of their own choice."""

from __future__ import annotations

import os

# None of them may send reports, or fetch price lists, tokenizers and the like, while they are imported or used.
os.environ.update(
    {
        "DO_NOT_TRACK": "1",
        "HF_HUB_OFFLINE": "1",
        "LANGCHAIN_TRACING_V2": "false",
        "LANGSMITH_TRACING": "false",
        "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "OTEL_SDK_DISABLED": "true",
    }
)
