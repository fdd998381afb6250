//! Prompt caches: equal histories are equal bytes, and a conversation that goes on begins with the bytes of its past.

use formats::messages::Limits;
use formats::responses::Rules;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::cases::config;
use crate::talk::{Talk, talks};
use crate::translate::{
    chat_to_responses, messages_to_responses, responses_to_chat, responses_to_messages, to_chat,
    to_messages,
};
use crate::wire;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_same_request_is_the_same_bytes(talk in talks()) {
        let (chat, messages, responses) = (talk.to_chat(), talk.to_messages(), talk.to_responses());
        prop_assert_eq!(to_messages(&chat).unwrap().body, to_messages(&chat).unwrap().body);
        prop_assert_eq!(to_chat(&messages).unwrap().body, to_chat(&messages).unwrap().body);
        let translated = || (responses_to_messages(&responses).unwrap().body, responses_to_chat(&responses).unwrap().body);
        prop_assert_eq!(translated(), translated());
    }

    #[test]
    fn a_chat_conversation_that_goes_on_begins_with_its_past_in_messages(
        (talk, at) in (talks(), any::<Index>()).prop_map(without_moved_instructions)
    ) {
        let begun = talk.beginning(1 + at.index(talk.exchanges.len()));
        let (before, after) = (to_messages(&begun.to_chat()).unwrap(), to_messages(&talk.to_chat()).unwrap());
        assert_begins_with(&before.body, &after.body, &["tools", "system"]);
    }

    #[test]
    fn a_responses_conversation_that_goes_on_begins_with_its_past_in_messages(
        (talk, at) in (talks(), any::<Index>()).prop_map(without_moved_instructions)
    ) {
        let begun = talk.beginning(1 + at.index(talk.exchanges.len()));
        let bodies = [&begun, &talk].map(|talk| responses_to_messages(&talk.to_responses()).unwrap().body);
        assert_begins_with(&bodies[0], &bodies[1], &["tools", "system"]);
    }

    #[test]
    fn a_responses_conversation_that_goes_on_begins_with_its_past_in_chat((talk, at) in (talks(), any::<Index>())) {
        let begun = talk.beginning(1 + at.index(talk.exchanges.len()));
        let bodies = [&begun, &talk].map(|talk| responses_to_chat(&talk.to_responses()).unwrap().body);
        assert_begins_with(&bodies[0], &bodies[1], &["tools"]);
    }

    #[test]
    fn a_messages_conversation_that_goes_on_begins_with_its_past_in_chat((talk, at) in (talks(), any::<Index>())) {
        let begun = talk.beginning(1 + at.index(talk.exchanges.len()));
        let (before, after) = (to_chat(&begun.to_messages()).unwrap(), to_chat(&talk.to_messages()).unwrap());
        assert_begins_with(&before.body, &after.body, &["tools"]);
    }

    #[test]
    fn a_conversation_that_goes_on_begins_with_its_past_in_responses(
        talk in talks(), at in any::<Index>(), from_chat in any::<bool>(), plan in any::<bool>()
    ) {
        let rules = if plan { Rules::PLAN } else { Rules::API };
        let begun = talk.beginning(1 + at.index(talk.exchanges.len()));
        let translate = |talk: &Talk| match from_chat {
            true => chat_to_responses(&talk.to_chat(), rules).unwrap().body,
            false => messages_to_responses(&talk.to_messages(), rules).unwrap().body,
        };
        let (before, after) = (translate(&begun), translate(&talk));
        prop_assert_eq!(&after, &translate(&talk));
        assert_begins_with(&before, &after, &["tools", "instructions"]);
    }
}

/// Instructions that must move to the start change it: there the past is another one, and no cache knows it.
fn without_moved_instructions((mut talk, at): (Talk, Index)) -> (Talk, Index) {
    if !Limits::of(talk.model).system_turns {
        for exchange in &mut talk.exchanges {
            (exchange.warning, exchange.notice) = (None, None);
        }
    }
    (talk, at)
}

/// What a provider reads before the end of `before` it reads in the same bytes in `after`.
fn assert_begins_with(before: &str, after: &str, fixed: &[&str]) {
    let (first, second) = (wire::object(before), wire::object(after));
    for name in fixed {
        assert_eq!(first.get(*name), second.get(*name), "{name}");
    }
    let list = if first.contains_key("input") {
        "input"
    } else {
        "messages"
    };
    let (first, second) = (wire::list(first[list]), wire::list(second[list]));
    assert!(first.len() <= second.len());
    for (first, second) in first.into_iter().zip(second) {
        assert_eq!(first, second);
    }
}
