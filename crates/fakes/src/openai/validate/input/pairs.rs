//! Every call has its output, and the other way round (the API's own messages; reports of users:
//! continuedev/continue issue 10092, massgen/MassGen issue 590).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::openai::refusal::Refusal;
use crate::openai::validate::kind;

/// A kind of calls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Calls {
    Function,
    Custom,
}

impl Calls {
    fn words(self) -> &'static str {
        match self {
            Self::Function => "function call",
            Self::Custom => "custom tool call",
        }
    }
}

pub(super) fn check(all: &[&Value]) -> Result<(), Refusal> {
    // Calls that wait for their output, in the order that they came in.
    let mut open: Vec<(&str, Calls)> = Vec::new();
    let mut made: BTreeMap<&str, Calls> = BTreeMap::new();
    for (index, item) in all.iter().enumerate() {
        let (calls, is_output) = match kind(item) {
            "function_call" => (Calls::Function, false),
            "function_call_output" => (Calls::Function, true),
            "custom_tool_call" => (Calls::Custom, false),
            "custom_tool_call_output" => (Calls::Custom, true),
            _ => continue,
        };
        let Some(id) = item["call_id"].as_str().filter(|id| !id.is_empty()) else {
            return Err(Refusal::missing(&format!("input[{index}].call_id")));
        };
        if is_output {
            // A second output is refused as one without a call. Inferred.
            let Some(at) = open.iter().position(|call| *call == (id, calls)) else {
                let words = calls.words();
                let message = format!("No tool call found for {words} output with call_id {id}.");
                return Err(Refusal::invalid(message).param("input"));
            };
            open.remove(at);
        } else {
            if made.insert(id, calls).is_some() {
                // Inferred: two calls of one id cannot be told apart.
                let message = format!("Duplicate call_id {id} found in input.");
                return Err(Refusal::invalid(message).param("input"));
            }
            open.push((id, calls));
        }
    }
    match open.first() {
        None => Ok(()),
        Some((id, calls)) => {
            let message = format!("No tool output found for {} {id}.", calls.words());
            Err(Refusal::invalid(message).param("input"))
        }
    }
}
