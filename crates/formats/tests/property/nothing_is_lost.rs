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
        let written = translated.said_in_messages();
        if Limits::of(talk.model).system_turns {
            assert_kept(&talk.said(), &written);
        } else {
            // All instructions stand at the start, in order; the rest keeps its own order.
            let (system, rest) = apart(&talk.said());
            let (written_system, written_rest) = apart(&written);
            assert_kept(&system, &written_system);
            assert_kept(&rest, &written_rest);
        }
    }

    #[test]
    fn a_messages_request_says_the_same_in_chat(talk in talks()) {
        let translated = to_chat(&talk.to_messages()).unwrap();
        assert_kept(&talk.said(), &translated.said_in_chat());
    }

    #[test]
    fn what_is_only_moved_or_renamed_is_no_loss(talk in talks()) {
        let moved = talk.exchanges.iter().any(|exchange| exchange.notice.is_some());
        let losses = to_messages(&talk.to_chat()).unwrap().losses;
        let only_place = losses.names().all(|name| moved && name == "messages.system.position");
        prop_assert!(only_place, "{}", losses.line());
    }
}

fn apart(said: &[Said]) -> (Vec<Said>, Vec<Said>) {
    said.iter()
        .cloned()
        .partition(|one| matches!(one, Said::System(_)))
}
