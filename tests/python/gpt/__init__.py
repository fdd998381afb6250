"""The unmodified OpenAI and Anthropic SDKs, in front of Claude models and of GPT models by each way to them."""
