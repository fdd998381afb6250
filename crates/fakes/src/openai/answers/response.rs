//! The response object (openai-python 3.57.0, `Response`).

use serde_json::{Value, json};

use super::item::Item;
use super::{Answer, End, Usage};

/// The members that a response repeats from its request, with what stands there when the request says nothing.
fn defaults() -> Value {
    json!({
        "background": false,
        "instructions": null,
        "max_output_tokens": null,
        "max_tool_calls": null,
        "metadata": {},
        "parallel_tool_calls": true,
        "previous_response_id": null,
        "prompt_cache_key": null,
        "prompt_cache_retention": null,
        "reasoning": { "effort": null, "summary": null },
        "safety_identifier": null,
        "store": true,
        "temperature": 1.0,
        "text": { "format": { "type": "text" }, "verbosity": "medium" },
        "tool_choice": "auto",
        "tools": [],
        "top_logprobs": 0,
        "top_p": 1.0,
        "truncation": "disabled",
        "user": null,
    })
}

impl Answer {
    /// The response while it is being made: nothing said yet.
    pub(crate) fn begun(&self) -> Value {
        let mut response = defaults();
        repeat(&mut response, &self.request);
        response["id"] = self.id.as_str().into();
        response["object"] = "response".into();
        response["created_at"] = self.created.into();
        response["completed_at"] = Value::Null;
        response["model"] = self.request["model"].clone();
        response["service_tier"] = "default".into();
        response["status"] = "in_progress".into();
        response["output"] = json!([]);
        response["error"] = Value::Null;
        response["incomplete_details"] = Value::Null;
        response["usage"] = Value::Null;
        response
    }

    /// The response at its end.
    pub(crate) fn ended(&self) -> Value {
        let mut response = self.begun();
        match &self.reply.end {
            End::Completed => {
                response["status"] = "completed".into();
                response["completed_at"] = self.created.into();
            }
            End::Incomplete(reason) => {
                response["status"] = "incomplete".into();
                response["incomplete_details"] = json!({ "reason": reason });
            }
            End::Failed { code, message, .. } => {
                response["status"] = "failed".into();
                response["error"] = json!({ "code": code, "message": message });
                return response;
            }
        }
        let status = self.item_status();
        let items = self.reply.items.iter();
        response["output"] = items.map(|item: &Item| item.finished(status)).collect();
        response["usage"] = self.usage.of_response();
        response
    }

    /// How the items end.
    pub(crate) fn item_status(&self) -> &'static str {
        match self.reply.end {
            End::Completed => "completed",
            End::Incomplete(_) | End::Failed { .. } => "incomplete",
        }
    }
}

/// Puts in what the request says; objects keep the defaults of what it does not.
fn repeat(response: &mut Value, request: &Value) {
    let Some(members) = response.as_object_mut() else {
        return;
    };
    for (name, value) in members {
        match request.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Object(said)) if value.is_object() => {
                if let Some(value) = value.as_object_mut() {
                    value.extend(said.clone());
                }
            }
            Some(said) => *value = said.clone(),
        }
    }
}

impl Usage {
    fn of_response(&self) -> Value {
        json!({
            "input_tokens": self.input,
            "input_tokens_details": { "cached_tokens": self.cached, "cache_write_tokens": 0 },
            "output_tokens": self.output,
            "output_tokens_details": { "reasoning_tokens": self.reasoning },
            "total_tokens": self.input + self.output,
        })
    }

    /// The same as Chat Completions says it (openai-python 3.57.0, `CompletionUsage`).
    pub(crate) fn of_completion(&self) -> Value {
        json!({
            "prompt_tokens": self.input,
            "completion_tokens": self.output,
            "total_tokens": self.input + self.output,
            "prompt_tokens_details": { "cached_tokens": self.cached, "audio_tokens": 0 },
            "completion_tokens_details": {
                "reasoning_tokens": self.reasoning,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        })
    }
}
