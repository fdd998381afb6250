//! A translated request says what its client said: every word, call and result, in order.

use formats::conversation::Losses;
use formats::messages::Limits;
use formats::responses::{Rules, fit};
use proptest::prelude::*;

use crate::cases::config;
use crate::said::{Said, assert_kept, of_responses};
use crate::talk::{Talk, talks};
use crate::translate::{
    Translated, chat_to_responses, messages_to_responses, responses_to_chat, responses_to_messages,
    to_chat, to_messages,
};
use crate::wire;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_chat_request_says_the_same_in_messages(talk in talks()) {
        kept_in_messages(&talk, &talk.said_in_chat(), &to_messages(&talk.to_chat()).unwrap());
    }

    /// Two readers of the format agree: the one here, and the generator's.
    #[test]
    fn a_responses_request_says_what_was_made_up(talk in talks()) {
        assert_kept(&talk.said_in_responses(), &of_responses(&talk.to_responses()));
    }

    #[test]
    fn a_responses_request_says_the_same_in_messages(talk in talks()) {
        // Pictures are inside their results there, which stand in the order of their calls.
        let talk = talk.with_results_in_order();
        let translated = responses_to_messages(&talk.to_responses()).unwrap();
        kept_in_messages(&talk, &talk.said_in_responses(), &translated);
    }

    #[test]
    fn a_responses_request_says_the_same_in_chat(talk in talks()) {
        let translated = responses_to_chat(&talk.to_responses()).unwrap();
        assert_kept(&talk.said_in_responses(), &translated.said_in_chat());
    }

    #[test]
    fn a_messages_request_says_the_same_in_chat(talk in talks()) {
        let translated = to_chat(&talk.to_messages()).unwrap();
        assert_kept(&talk.said_in_messages(), &translated.said_in_chat());
    }

    #[test]
    fn a_chat_request_says_the_same_in_responses(talk in talks(), rules in rules()) {
        let translated = chat_to_responses(&talk.to_chat(), rules).unwrap();
        assert_kept(&talk.said_in_chat(), &translated.said_in_responses());
        prop_assert!(translated.losses.is_empty(), "{}", translated.losses.line());
    }

    #[test]
    fn a_messages_request_says_the_same_in_responses(talk in talks(), rules in rules()) {
        let translated = messages_to_responses(&talk.to_messages(), rules).unwrap();
        assert_kept(&talk.said_in_messages(), &translated.said_in_responses());
    }

    /// A Responses client's request that is fitted says what it said, as one that was written for the provider does.
    #[test]
    fn a_request_that_is_fitted_to_a_plan_is_one_that_was_written_for_it(talk in talks()) {
        let own = chat_to_responses(&talk.to_chat(), Rules::API).unwrap().body;
        let written = chat_to_responses(&talk.to_chat(), Rules::PLAN).unwrap().body;
        let mut losses = Losses::default();
        let fitted = fit(&own, &Rules::PLAN, &mut losses).unwrap();
        let fitted = String::from_utf8(fitted.body).unwrap();
        prop_assert!(losses.is_empty(), "{}", losses.line());
        prop_assert_eq!(of_responses(&fitted), of_responses(&written));
        let (fitted, written) = (wire::object(&fitted), wire::object(&written));
        prop_assert_eq!(fitted.len(), written.len());
        for name in ["tools", "instructions", "text", "store", "stream", "include"] {
            prop_assert_eq!(fitted.get(name), written.get(name), "{}", name);
        }
    }

    #[test]
    fn thoughts_go_to_nobody_elses_provider(talk in talks()) {
        let of_messages = to_chat(&talk.to_messages()).unwrap().body;
        let body = of_messages + &responses_to_chat(&talk.to_responses()).unwrap().body;
        let rounds = talk.exchanges.iter().flat_map(|exchange| &exchange.rounds);
        for (_, signature) in rounds.filter_map(|round| round.thoughts.as_ref()) {
            prop_assert!(!body.contains(signature), "{}", body);
        }
    }

    #[test]
    fn what_is_only_moved_or_renamed_is_no_loss(talk in talks()) {
        let hoisted = !Limits::of(talk.model).system_turns;
        for translated in [to_messages(&talk.to_chat()), responses_to_messages(&talk.to_responses())] {
            let losses = translated.unwrap().losses;
            let only_place = losses.names().all(|name| hoisted && name == "messages.system.position");
            prop_assert!(only_place, "{}", losses.line());
        }
    }
}

fn kept_in_messages(talk: &Talk, said: &[Said], translated: &Translated) {
    let written = translated.said_in_messages();
    if Limits::of(talk.model).system_turns && !talk.has_warnings() {
        assert_kept(said, &written);
    } else {
        // Some instructions stand in another place; they keep their order, and so does the rest.
        let (system, rest) = apart(said);
        let (written_system, written_rest) = apart(&written);
        assert_kept(&system, &written_system);
        assert_kept(&rest, &written_rest);
    }
}

/// What providers of the format take.
fn rules() -> impl Strategy<Value = Rules> {
    prop::sample::select(&[Rules::API, Rules::CODEX, Rules::PLAN][..])
}

fn apart(said: &[Said]) -> (Vec<Said>, Vec<Said>) {
    said.iter()
        .cloned()
        .partition(|one| matches!(one, Said::System(_)))
}
