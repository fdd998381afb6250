"""The unmodified OpenAI SDK, in front of Claude."""
