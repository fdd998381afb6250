//! Schemas and arguments cross a translation byte for byte.

use formats::responses::{Rules, fit};
use proptest::prelude::*;

use crate::cases::config;
use crate::said::{Said, of_chat, of_messages, of_responses};
use crate::talk::{Talk, talks};
use crate::translate::{
    chat_to_responses, messages_to_responses, responses_to_chat, responses_to_messages, to_chat,
    to_messages,
};
use crate::wire;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn schemas_and_arguments_of_openais_clients_are_the_same_bytes_in_messages(talk in talks()) {
        for translated in [to_messages(&talk.to_chat()), responses_to_messages(&talk.to_responses())] {
            same_in_messages(&talk, &translated.unwrap().body);
        }
    }

    #[test]
    fn schemas_and_arguments_of_other_clients_are_the_same_bytes_in_chat(talk in talks()) {
        for translated in [to_chat(&talk.to_messages()), responses_to_chat(&talk.to_responses())] {
            same_in_chat(&talk, &translated.unwrap().body);
        }
    }

    #[test]
    fn schemas_and_arguments_are_the_same_bytes_in_responses(talk in talks(), from_chat in any::<bool>()) {
        let translated = match from_chat {
            true => chat_to_responses(&talk.to_chat(), Rules::API),
            false => messages_to_responses(&talk.to_messages(), Rules::API),
        };
        let body = translated.unwrap().body;
        assert_same_bytes(&talk, &body, tools(&body))?;
        // Fitted they stand in a namespace.
        let fitted = fit(&body, &Rules::PLAN, &mut Default::default()).unwrap();
        let fitted = String::from_utf8(fitted.body).unwrap();
        let namespace = tools(&fitted);
        let inside = namespace.first().map_or_else(Vec::new, |namespace| tools(namespace));
        assert_same_bytes(&talk, &fitted, inside)?;
    }
}

fn assert_same_bytes(talk: &Talk, body: &str, tools: Vec<&str>) -> Result<(), TestCaseError> {
    prop_assert_eq!(arguments(&of_responses(body)), given_arguments(talk));
    prop_assert_eq!(tools.len(), talk.tools.len());
    for (given, tool) in talk.tools.iter().zip(tools) {
        if let Some(schema) = &given.schema {
            prop_assert_eq!(schema, wire::object(tool)["parameters"]);
        }
    }
    if let Some(shape) = &talk.shape {
        let format = wire::object(wire::object(body)["text"])["format"];
        prop_assert_eq!(shape, wire::object(format)["schema"]);
    }
    Ok(())
}

fn same_in_messages(talk: &Talk, body: &str) {
    assert_eq!(arguments(&of_messages(body)), given_arguments(talk));
    for (given, tool) in talk.tools.iter().zip(tools(body)) {
        if let Some(schema) = &given.schema {
            assert_eq!(schema, wire::object(tool)["input_schema"]);
        }
    }
    if let Some(shape) = &talk.shape {
        let config = wire::object(body)["output_config"];
        let format = wire::object(config)["format"];
        assert_eq!(shape, wire::object(format)["schema"]);
    }
}

fn same_in_chat(talk: &Talk, body: &str) {
    assert_eq!(arguments(&of_chat(body)), given_arguments(talk));
    for (given, tool) in talk.tools.iter().zip(tools(body)) {
        if let Some(schema) = &given.schema {
            let function = wire::object(tool)["function"];
            assert_eq!(schema, wire::object(function)["parameters"]);
        }
    }
    if let Some(shape) = &talk.shape {
        let format = wire::object(body)["response_format"];
        let named = wire::object(format)["json_schema"];
        assert_eq!(shape, wire::object(named)["schema"]);
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
