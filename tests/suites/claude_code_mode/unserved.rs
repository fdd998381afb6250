//! The SDKs' tests that Claude Code mode cannot pass, each with the reason (measured with claude 2.1.331). What is refused
//! for one of these reasons is refused with the way out: `paths.rs` has that. `stale.rs` checks that each is still there,
//! and still fails.
//!
//! `test_differential.py` and its twin are left out whole: they compare with and without the gateway to the byte, and a
//! command that makes a request of its own is seen.

/// Node ids for pytest; without brackets, of all its cases.
pub(crate) const PYTHON: &[&str] = &[
    // The command makes a request of its own: with its own words, its name, its metadata, its version and its betas;
    // without the client's tool_choice, stop sequences, sampling and cache breakpoints.
    "test_create.py::test_the_request_reaches_the_provider_as_it_was",
    "test_create.py::test_the_version_and_the_betas_of_the_client_travel",
    "test_access.py::test_the_clients_own_credentials_stay_here",
    "openai_sdk/test_access.py::test_the_clients_own_credentials_and_headers_stay_here",
    "openai_sdk/test_tools.py::test_the_choice_of_tools",
    "openai_sdk/test_fields.py::test_stop_ends_the_answer",
    "openai_sdk/test_fields.py::test_instructions_of_both_roles_arrive_in_order",
    "openai_sdk/test_fields.py::test_sampling_reaches_models_that_take_it",
    "openai_sdk/test_fields.py::test_hints_are_named_as_ignored",
    // Of the provider's headers it tells the plan's limits and the id of the request.
    "test_access.py::test_the_headers_of_the_provider_arrive",
    // It has no call for the list of models: there is a list of those that it knows.
    "test_models.py::test_the_list_has_what_the_provider_has",
    "test_models.py::test_one_model",
    // It takes no instruction between turns: it is a reminder in the user's turn, and named as ignored.
    "openai_sdk/test_fields.py::test_a_later_instruction_is_kept[claude-sonnet-5]",
    // It has no place for `strict` in a tool: that is named as ignored.
    "openai_sdk/test_tools.py::test_the_arguments_of_strict_tools_are_parsed",
    // It cannot force a call.
    "frameworks/test_langchain.py::test_structured_output_is_parsed[openai-function_calling]",
    "frameworks/test_langchain.py::test_structured_output_is_parsed[anthropic-function_calling]",
    // Its own words are counted as well, and it has no way to ask for a count: that is an estimate.
    "test_create.py::test_a_compressed_answer_is_read",
    "test_create.py::test_tokens_are_counted",
    // A thread is refused before anybody is asked; the runner then sends all messages, as the other two runners show.
    "test_tools.py::test_the_tool_runner_keeps_the_history",
    // It makes pictures smaller that have megabytes, or more than 1,932 pixels a side.
    "test_content.py::test_megabytes_of_an_image_reach_the_provider",
    // It takes no thoughts but those of its own process: those of earlier turns are named as ignored.
    "test_content.py::test_thinking_and_its_signature_come_and_go_back",
    "openai_sdk/test_thinking.py::test_signed_thinking_goes_back_behind_a_tool_call",
    // A schema becomes a tool of its own: the answer is parsed, as the other tests of schemas show.
    "test_content.py::test_a_schema_reaches_the_provider_as_it_was",
    "openai_sdk/test_structured.py::test_structured_output_is_parsed",
    "openai_sdk/test_structured.py::test_a_schema_by_hand_is_closed_and_otherwise_kept",
    "openai_sdk/test_structured.py::test_tools_and_a_schema_go_together",
    // It asks once more by itself when it is told 400, and says what is wrong in words about its own request.
    "test_errors.py::test_a_bad_request_is_not_tried_again",
    "test_errors.py::test_a_request_that_the_provider_finds_wrong",
    // It keeps to itself how long a burst's limit lasts; that it is one, and may be tried again, `refusals.rs` has.
    "openai_sdk/test_errors.py::test_limits_say_when_to_come_back[error429-advice0]",
    // It reads numbers as JavaScript does: those beyond 2^53 lose their last digits.
    "openai_sdk/test_history.py::test_arguments_keep_their_order_and_their_numbers",
    // It goes on from no answer that was begun, whatever the model.
    "openai_sdk/test_history.py::test_an_answer_that_was_begun_is_refused_where_the_model_does_not_go_on",
];

/// Node ids of tests that pass or fail by how long the command takes to start, which is not what they are about.
pub(crate) const BY_CHANCE: &[&str] = &[
    // They wait for the end of a burst's limit, which the command keeps to itself: slowness passes for waiting.
    "test_errors.py::test_retry_after_is_kept",
    "openai_sdk/test_errors.py::test_retry_after_is_obeyed",
    // The client gives up after a second: on a busy machine nobody has asked upstream by then.
    "test_cancel.py::test_a_silent_stream_meets_the_timeout_and_is_closed",
    "openai_sdk/test_cancel.py::test_a_silent_stream_meets_the_timeout_and_is_closed",
];

/// Files below `javascript/` with patterns of the names of their tests; the reasons are the same.
pub(crate) const JAVASCRIPT: &[(&str, &[&str])] = &[
    (
        "access.test.mjs",
        &["the client's own credentials stay here"],
    ),
    (
        "create.test.mjs",
        &[
            "the request reaches the provider as it was",
            "the version and the betas of the client travel",
            "tokens are counted",
        ],
    ),
    ("tools.test.mjs", &["the tool runner keeps the history"]),
    (
        "content.test.mjs",
        &["thinking and its signature come and go back"],
    ),
    (
        "openai/access.test.mjs",
        &["the client's own credentials and headers stay here"],
    ),
    (
        "openai/fields.test.mjs",
        &[
            "a stop sequence ends the answer before it",
            "instructions of both roles arrive in order",
            "sampling reaches models that take it",
        ],
    ),
    (
        "openai/structured.test.mjs",
        &[
            "parse gives an object of the schema",
            "the arguments of strict tools are parsed",
            "a schema by hand, and the effort beside it",
            "tools and a format go together",
        ],
    ),
    (
        "openai/thinking.test.mjs",
        &["signed thinking goes back to the provider behind a tool call"],
    ),
    (
        "frameworks/langchain.test.mjs",
        &[r"structured output is parsed \(functionCalling\)"],
    ),
    (
        "openai/tools.test.mjs",
        &["the choice of tools is translated"],
    ),
    ("openai/errors.test.mjs", &["limits say when to come back"]),
];
