//! A translated request says what its client said: every word, call and result, in order.

use formats::messages::Limits;
use proptest::prelude::*;

use crate::cases::config;
use crate::said::{Said, assert_kept};
use crate::talk::talks;
use crate::translate::{to_chat, to_messages};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_chat_request_says_the_same_in_messages(talk in talks()) {
        let translated = to_messages(&talk.to_chat()).unwrap();
        let (said, written) = (talk.said_in_chat(), translated.said_in_messages());
        if Limits::of(talk.model).system_turns && !talk.has_warnings() {
            assert_kept(&said, &written);
        } else {
            // Some instructions stand in another place; they keep their order, and so does the rest.
            let (system, rest) = apart(&said);
            let (written_system, written_rest) = apart(&written);
            assert_kept(&system, &written_system);
            assert_kept(&rest, &written_rest);
        }
    }

    #[test]
    fn a_messages_request_says_the_same_in_chat(talk in talks()) {
        let translated = to_chat(&talk.to_messages()).unwrap();
        assert_kept(&talk.said_in_messages(), &translated.said_in_chat());
    }

    #[test]
    fn thoughts_go_to_nobody_elses_provider(talk in talks()) {
        let body = to_chat(&talk.to_messages()).unwrap().body;
        let rounds = talk.exchanges.iter().flat_map(|exchange| &exchange.rounds);
        for (_, signature) in rounds.filter_map(|round| round.thoughts.as_ref()) {
            prop_assert!(!body.contains(signature), "{}", body);
        }
    }

    #[test]
    fn what_is_only_moved_or_renamed_is_no_loss(talk in talks()) {
        let losses = to_messages(&talk.to_chat()).unwrap().losses;
        let hoisted = !Limits::of(talk.model).system_turns;
        let only_place = losses.names().all(|name| hoisted && name == "messages.system.position");
        prop_assert!(only_place, "{}", losses.line());
    }
}

fn apart(said: &[Said]) -> (Vec<Said>, Vec<Said>) {
    said.iter()
        .cloned()
        .partition(|one| matches!(one, Said::System(_)))
}
