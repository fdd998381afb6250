//! The SDKs' tests that Claude Code mode cannot pass, each with the reason (measured with claude 2.1.331). What is refused
//! for one of these reasons is refused with the way out: `paths.rs` has that.

/// Node ids for pytest.
pub(crate) const PYTHON: &[&str] = &[
    // The command makes a request of its own: with its own words, its metadata, its version and its betas; without the
    // client's tool_choice, stop sequences and cache breakpoints.
    "test_create.py::test_the_request_reaches_the_provider_as_it_was",
    "test_create.py::test_the_version_and_the_betas_of_the_client_travel",
    "openai_sdk/test_tools.py::test_the_choice_of_tools",
    // It has no place for `strict` in a tool: that is named as ignored.
    "openai_sdk/test_tools.py::test_the_arguments_of_strict_tools_are_parsed",
    // Its own words are counted as well, and it has no way to ask for a count: that is an estimate.
    "test_create.py::test_a_compressed_answer_is_read",
    "test_create.py::test_tokens_are_counted",
    // A thread is refused before anybody is asked; the runner then sends all messages, as the other two runners show.
    "test_tools.py::test_the_tool_runner_keeps_the_history",
    // It makes pictures smaller that have megabytes, or more than 1,932 pixels a side.
    "test_content.py::test_megabytes_of_an_image_reach_the_provider",
    // It takes no thoughts but those of its own process: those of earlier turns are named as ignored.
    "test_content.py::test_thinking_and_its_signature_come_and_go_back",
    // It holds no answer to a schema.
    "test_content.py::test_structured_output_is_parsed",
    "test_content.py::test_structured_output_is_parsed_from_a_stream",
    "test_content.py::test_a_schema_reaches_the_provider_as_it_was",
    // It asks once more by itself when it is told 400, and says what is wrong in words about its own request.
    "test_errors.py::test_a_bad_request_is_not_tried_again",
    "test_errors.py::test_a_request_that_the_provider_finds_wrong",
    // It keeps to itself how long a burst's limit lasts; that it is one, and may be tried again, `refusals.rs` has.
    "test_errors.py::test_retry_after_is_kept",
    "openai_sdk/test_errors.py::test_retry_after_is_obeyed",
    "openai_sdk/test_errors.py::test_limits_say_when_to_come_back[error429-advice0]",
    // It reads numbers as JavaScript does: those beyond 2^53 lose their last digits.
    "openai_sdk/test_history.py::test_arguments_keep_their_order_and_their_numbers",
    // It goes on from no answer that was begun, whatever the model.
    "openai_sdk/test_history.py::test_an_answer_that_was_begun_is_refused_where_the_model_does_not_go_on",
];

/// Names for `node --test`; the reasons are the same.
pub(crate) const JAVASCRIPT: &[&str] = &[
    "the request reaches the provider as it was",
    "the version and the betas of the client travel",
    "the choice of tools is translated",
    "tokens are counted",
    "limits say when to come back",
    "the tool runner keeps the history",
    "thinking and its signature come and go back",
    "structured output is parsed",
];
