//! Rules about models, sampling and what is stored.

use serde_json::{Value, json};

use super::{accepted, refusal, refused, refused_as};

/// ai-christianson/RA.Aid issue 70; OpenAI API docs, "Reasoning" and "Using GPT-5.2".
#[tokio::test]
async fn reasoning_models_refuse_what_steers_sampling() {
    for name in ["temperature", "top_p", "top_logprobs"] {
        let mut change = json!({});
        change[name] = 1.into();
        refused(
            change.clone(),
            &format!("Unsupported parameter: '{name}' is not supported with this model."),
        )
        .await;
        change["reasoning"] = json!({ "effort": "none" });
        accepted(change.clone()).await;
        change["model"] = "gpt-4.1".into();
        change["reasoning"] = Value::Null;
        accepted(change).await;
    }
    let effort =
        |model: &str, effort: &str| json!({ "model": model, "reasoning": { "effort": effort } });
    accepted(effort("gpt-5", "minimal")).await;
    accepted(effort("gpt-5.6-sol", "max")).await;
    refused(
        effort("gpt-5.1", "xhigh"),
        "Supported values are: 'none', 'low', 'medium', and 'high'.",
    )
    .await;
    refused(
        effort("gpt-5", "none"),
        "'none' is not supported with the 'gpt-5' model.",
    )
    .await;
    refused(
        effort("gpt-4.1", "low"),
        "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
    )
    .await;
    refused(
        json!({ "model": "gpt-4.1", "include": ["reasoning.encrypted_content"] }),
        "Encrypted content is not supported with this model.",
    )
    .await;
}

/// The API's own messages.
#[tokio::test]
async fn numbers_have_bounds() {
    refused_as(
        json!({ "max_output_tokens": 1 }),
        "integer_below_min_value",
        "max_output_tokens",
    )
    .await;
    accepted(json!({ "max_output_tokens": 16 })).await;
    refused_as(
        json!({ "model": "gpt-4.1", "temperature": 2.5 }),
        "decimal_above_max_value",
        "temperature",
    )
    .await;
    refused_as(
        json!({ "prompt_cache_key": "a".repeat(65) }),
        "string_above_max_length",
        "prompt_cache_key",
    )
    .await;
}

/// thiswillbeyourgithub/openwebui_custom_pipes_filters issue 3, spiceai/docs issue 928.
#[tokio::test]
async fn tags_have_bounds() {
    let many: serde_json::Map<String, Value> =
        (0..17).map(|n| (format!("k{n}"), json!("v"))).collect();
    refused_as(
        json!({ "metadata": many }),
        "object_above_max_properties",
        "metadata",
    )
    .await;
    refused_as(
        json!({ "metadata": { "k": "v".repeat(513) } }),
        "string_above_max_length",
        "metadata.k",
    )
    .await;
}

/// maximhq/bifrost issue 2441, and the API's own messages.
#[tokio::test]
async fn nothing_is_stored() {
    refused_as(
        json!({ "input": [] }),
        "missing_required_parameter",
        "input",
    )
    .await;
    accepted(json!({ "store": true })).await;
    let (status, message, code, param) =
        refusal(&json!({ "previous_response_id": "resp_1" })).await;
    assert_eq!(
        (status, code, param),
        (
            400,
            json!("previous_response_not_found"),
            json!("previous_response_id")
        )
    );
    assert_eq!(message, "Previous response with id 'resp_1' not found.");
    assert_eq!(refusal(&json!({ "conversation": "conv_1" })).await.0, 404);
    assert_eq!(
        refusal(&json!({ "prompt": { "id": "pmpt_1" } })).await.0,
        404
    );
    refused_as(json!({ "model": "nope" }), "model_not_found", "model").await;
}
