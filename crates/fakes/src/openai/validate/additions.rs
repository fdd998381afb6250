//! Where the real services take more than the types of openai-python 3.57.0 say. Each entry names its source.

/// Members that may be there although the types lack them.
const ADDITIONS: &[(&str, &str)] = &[
    // Measured with codex 0.169, which sends it to every provider.
    ("responses", "client_metadata"),
    // Measured with codex 0.169: messages come back with the id and phase that they were given.
    ("EasyInputMessage", "id"),
    ("Message", "id"),
    ("EasyInputMessage", "status"),
    // Measured with codex 0.169: calls of custom tools come back with their status.
    ("ResponseCustomToolCall", "status"),
    // OpenAI API docs, "Function calling": the message of an answer goes back as the SDK has it.
    ("ChatCompletionAssistantMessage", "annotations"),
];

/// Members that need not be there although the types require them.
const OPTIONAL: &[(&str, &str)] = &[
    // Measured with codex 0.169: histories without ids, statuses and annotations.
    ("ResponseOutputMessage", "id"),
    ("ResponseOutputMessage", "status"),
    ("ResponseOutputMessage", "type"),
    ("ResponseOutputText", "annotations"),
    ("ResponseReasoningItem", "id"),
    // OpenAI API docs, "Images and vision": the examples go without.
    ("ResponseInputImage", "detail"),
    // openai-python 3.57.0, `namespace_tool_param`: strictness is tried where nothing is said.
    ("FunctionTool", "strict"),
    ("FunctionTool", "parameters"),
];

/// How members begin that the Codex client keeps in items for itself (measured with codex 0.169).
const INTERNAL: &str = "internal_chat_message";

pub(super) fn is_added(object: &str, member: &str) -> bool {
    member.starts_with(INTERNAL) || ADDITIONS.contains(&(object, member))
}

pub(super) fn is_optional(object: &str, member: &str) -> bool {
    OPTIONAL.contains(&(object, member))
}
