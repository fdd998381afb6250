//! Ids of calls: those that the provider takes stay as they are, each result names its call, and no two calls have one
//! id.

use std::collections::HashSet;

use formats::conversation::Alphabet;
use formats::responses::Rules;
use proptest::prelude::*;

use crate::cases::config;
use crate::said::{Said, of_chat, of_messages, of_responses};
use crate::talk::{Talk, talks};
use crate::translate::{
    chat_to_responses, messages_to_responses, responses_to_chat, responses_to_messages, to_chat,
    to_messages,
};

/// What Anthropic takes (the length is not bounded).
const MESSAGES: Alphabet = Alphabet {
    longest: usize::MAX,
};

/// What OpenAI takes in the Responses format.
const RESPONSES: Alphabet = Alphabet { longest: 64 };

proptest! {
    #![proptest_config(config())]

    #[test]
    fn ids_that_anthropic_takes_arrive_unchanged_and_all_are_taken_and_unique(talk in talks()) {
        let translated = [to_messages(&talk.to_chat()), responses_to_messages(&talk.to_responses())];
        for translated in translated {
            let sent = ids(&of_messages(&translated.unwrap().body));
            for (n, (call, sent)) in talk.calls().zip(&sent).enumerate() {
                prop_assert!(MESSAGES.accepts(sent), "{sent}");
                if MESSAGES.accepts(&call.id.plain) && is_first(&talk, n) {
                    prop_assert_eq!(&call.id.plain, sent);
                }
            }
            prop_assert_eq!(sent.iter().collect::<HashSet<_>>().len(), talk.calls().count());
        }
    }

    #[test]
    fn ids_in_chat_are_unique_and_unchanged_where_they_are_short_and_plain(talk in talks()) {
        let translated = [to_chat(&talk.to_messages()), responses_to_chat(&talk.to_responses())];
        for translated in translated {
            let sent = ids(&of_chat(&translated.unwrap().body));
            for (n, (call, sent)) in talk.calls().zip(&sent).enumerate() {
                if (Alphabet { longest: 40 }).accepts(&call.id.plain) && is_first(&talk, n) {
                    prop_assert_eq!(&call.id.plain, sent);
                }
            }
            prop_assert_eq!(sent.iter().collect::<HashSet<_>>().len(), talk.calls().count());
        }
    }

    #[test]
    fn ids_in_responses_are_unique_and_unchanged_where_they_are_short_and_plain(talk in talks(), from_chat in any::<bool>()) {
        let translated = match from_chat {
            true => chat_to_responses(&talk.to_chat(), Rules::PLAN),
            false => messages_to_responses(&talk.to_messages(), Rules::PLAN),
        };
        let sent = ids(&of_responses(&translated.unwrap().body));
        for (n, (call, sent)) in talk.calls().zip(&sent).enumerate() {
            prop_assert!(RESPONSES.accepts(sent), "{sent}");
            if RESPONSES.accepts(&call.id.plain) && is_first(&talk, n) {
                prop_assert_eq!(&call.id.plain, sent);
            }
        }
        prop_assert_eq!(sent.iter().collect::<HashSet<_>>().len(), talk.calls().count());
    }

    #[test]
    fn an_id_that_was_cleaned_once_stays_as_it_is(talk in talks()) {
        let once = to_chat(&talk.to_messages()).unwrap();
        let back = to_messages(&once.body).unwrap();
        let twice = to_chat(&back.body).unwrap();
        prop_assert_eq!(ids(&of_chat(&once.body)), ids(&of_messages(&back.body)));
        prop_assert_eq!(ids(&of_chat(&once.body)), ids(&of_chat(&twice.body)));
    }
}

fn ids(said: &[Said]) -> Vec<String> {
    let ids = said.iter().filter_map(|one| match one {
        Said::Call { id, .. } => Some(id.clone()),
        _ => None,
    });
    ids.collect()
}

/// Whether no call before the `n`-th has its id.
fn is_first(talk: &Talk, n: usize) -> bool {
    let id = talk.calls().nth(n).map(|call| &call.id.plain);
    talk.calls().take(n).all(|call| Some(&call.id.plain) != id)
}
