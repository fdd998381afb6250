//! Schemas and arguments cross a translation byte for byte.

use proptest::prelude::*;

use crate::cases::config;
use crate::said::{Said, of_chat, of_messages};
use crate::talk::{Talk, talks};
use crate::translate::{to_chat, to_messages};
use crate::wire;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn schemas_and_arguments_of_a_chat_request_are_the_same_bytes_in_messages(talk in talks()) {
        let body = to_messages(&talk.to_chat()).unwrap().body;
        prop_assert_eq!(arguments(&of_messages(&body)), given_arguments(&talk));
        for (given, tool) in talk.tools.iter().zip(tools(&body)) {
            if let Some(schema) = &given.schema {
                prop_assert_eq!(schema, wire::object(tool)["input_schema"]);
            }
        }
        if let Some(shape) = &talk.shape {
            let config = wire::object(&body)["output_config"];
            let format = wire::object(config)["format"];
            prop_assert_eq!(shape, wire::object(format)["schema"]);
        }
    }

    #[test]
    fn schemas_and_arguments_of_a_messages_request_are_the_same_bytes_in_chat(talk in talks()) {
        let body = to_chat(&talk.to_messages()).unwrap().body;
        prop_assert_eq!(arguments(&of_chat(&body)), given_arguments(&talk));
        for (given, tool) in talk.tools.iter().zip(tools(&body)) {
            if let Some(schema) = &given.schema {
                let function = wire::object(tool)["function"];
                prop_assert_eq!(schema, wire::object(function)["parameters"]);
            }
        }
        if let Some(shape) = &talk.shape {
            let format = wire::object(&body)["response_format"];
            let named = wire::object(format)["json_schema"];
            prop_assert_eq!(shape, wire::object(named)["schema"]);
        }
    }
}

fn given_arguments(talk: &Talk) -> Vec<String> {
    talk.calls().map(|call| call.arguments.clone()).collect()
}

fn arguments(said: &[Said]) -> Vec<String> {
    let arguments = said.iter().filter_map(|one| match one {
        Said::Call { arguments, .. } => Some(arguments.clone()),
        _ => None,
    });
    arguments.collect()
}

fn tools(body: &str) -> Vec<&str> {
    wire::member(body, "tools").map_or_else(Vec::new, wire::list)
}
