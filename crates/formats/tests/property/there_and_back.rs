//! What a codec writes it reads as the same again.

use formats::conversation::{
    Answer, Content, Losses, Output, Request, Role, ToolKind, Turn, Usage,
};
use formats::json::Json;
use formats::messages::Limits;
use formats::{Format, chat, messages, responses};
use proptest::prelude::*;

use crate::cases::config;
use crate::reply::{Reply, chat_replies, replies};
use crate::spelled::Spelled;
use crate::streamed_equals_whole::{chat_delivery, messages_delivery};
use crate::streams::{CREATED, fold, read, to_chat, to_messages};
use crate::talk::{Part, Talk, talks};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_request_survives_the_messages_format(talk in talks().prop_map(with_plain_names)) {
        let request = talk.to_request();
        let mut losses = Losses::default();
        let (body, _) = messages::encode_request(&request, &messages::Options::default(), &mut losses).unwrap();
        let body = String::from_utf8(body).unwrap();
        let (read, _) = messages::decode_request(&body, &mut losses).unwrap();
        let mut given = settled(request.clone());
        if !Limits::of(talk.model).system_turns {
            to_the_start(&mut given);
        }
        prop_assert_eq!(settled(read), given, "{}", body);
    }

    #[test]
    fn a_request_survives_the_chat_format(talk in talks().prop_map(with_plain_names).prop_map(for_chat)) {
        let request = talk.to_request();
        let mut losses = Losses::default();
        let (body, _) = chat::encode_request(&request, &chat::Options::default(), &mut losses).unwrap();
        let body = String::from_utf8(body).unwrap();
        let (read, _) = chat::decode_request(&body, &mut losses).unwrap();
        let mut given = settled(request.clone());
        // Chat wants a name for a schema, and to be told how strict it is meant.
        if let Output::Schema { name, strict, .. } = &mut given.output {
            (*name, *strict) = (Some("answer".into()), Some(true));
        }
        prop_assert_eq!(settled(read), given, "{}", body);
    }

    #[test]
    fn a_messages_request_reads_as_what_it_says(talk in talks().prop_map(with_plain_pictures)) {
        let body = talk.to_messages();
        let (read, _) = messages::decode_request(&body, &mut Losses::default()).unwrap();
        let mut given = talk.to_request();
        given.stream = false;
        prop_assert_eq!(settled(read), settled(given), "{}", body);
    }

    #[test]
    fn a_chat_request_reads_as_what_it_says(talk in talks().prop_map(for_chat)) {
        let body = talk.to_chat();
        let (read, _) = chat::decode_request(&body, &mut Losses::default()).unwrap();
        let mut given = talk.to_request();
        (given.stream, given.max_tokens) = (false, None);
        if let Output::Schema { name, strict, .. } = &mut given.output {
            (*name, *strict) = (Some("answer".into()), Some(true));
        }
        prop_assert_eq!(without_schemas(settled(read)), without_schemas(settled(given)), "{}", body);
    }

    #[test]
    fn a_responses_request_reads_as_what_it_says(talk in talks().prop_map(with_plain_pictures).prop_map(for_responses)) {
        let body = talk.to_responses();
        let (read, _) = responses::decode_request(&body, &mut Losses::default()).unwrap();
        let mut given = talk.to_request();
        (given.stream, given.max_tokens) = (false, None);
        if let Output::Schema { name, strict, .. } = &mut given.output {
            (*name, *strict) = (Some("answer".into()), Some(true));
        }
        prop_assert_eq!(without_schemas(settled(read)), without_schemas(settled(given)), "{}", body);
    }

    #[test]
    fn an_answer_survives_the_messages_format(reply in replies()) {
        let given = without_blanks(fold(&reply.to_events()));
        let delivery = messages_delivery();
        let stream = to_messages(&delivery, &reply.to_events());
        let read_again = read(Format::Messages, [stream.as_bytes()]).unwrap();
        prop_assert_eq!(&without_blanks(fold(&read_again)), &given, "{}", stream);
        // Arguments that are cut off are no JSON, and have no place in a whole answer but as a text.
        prop_assume!(!reply.is_cut());
        let whole = String::from_utf8(messages::encode_answer(&delivery, &given)).unwrap();
        let mut events = Vec::new();
        let mut sink = |event: formats::conversation::Event<'_>| events.push(crate::streams::owned(event));
        messages::decode_answer(&whole, &mut sink).unwrap();
        prop_assert_eq!(&without_blanks(fold(&events)), &given, "{}", whole);
    }

    #[test]
    fn an_answer_survives_the_chat_format(reply in chat_replies()) {
        let given = fold(&reply.to_events());
        let delivery = chat_delivery(true);
        let stream = to_chat(&delivery, &reply.to_events());
        let read_again = read(Format::Chat, [stream.as_bytes()]).unwrap();
        assert_same_answer(&fold(&read_again), &given, &reply);
        let whole = String::from_utf8(chat::encode_answer(&delivery, &given, CREATED)).unwrap();
        let mut events = Vec::new();
        let mut sink = |event: formats::conversation::Event<'_>| events.push(crate::streams::owned(event));
        chat::decode_answer(&whole, &mut sink).unwrap();
        assert_same_answer(&fold(&events), &given, &reply);
    }
}

/// Arguments that say nothing are as good as none, whatever white space is in them.
fn without_blanks(mut answer: Answer) -> Answer {
    for block in &mut answer.blocks {
        if let Content::Call { arguments, .. } = &mut block.content
            && arguments.get().split_whitespace().eq(["{", "}"])
        {
            *arguments = Json::EMPTY;
        }
    }
    answer
}

/// Chat has a prefix of its own for ids, and one number for all that was read but for what came from the cache.
fn assert_same_answer(read: &Answer, given: &Answer, reply: &Reply) {
    assert_eq!(read.blocks, given.blocks, "{reply:?}");
    assert_eq!(read.stop, given.stop, "{reply:?}");
    assert_eq!(read.model, given.model);
    let known = |usage: &Usage| (usage.prompt(), usage.cache_read, usage.output);
    assert_eq!(known(&read.usage), known(&given.usage));
}

/// Names and ids that every format takes: what becomes of others is another property's matter.
fn with_plain_names(mut talk: Talk) -> Talk {
    for (n, tool) in talk.tools.iter_mut().enumerate() {
        tool.name = Spelled::usual(format!("tool_{n}"));
    }
    let rounds = talk
        .exchanges
        .iter_mut()
        .flat_map(|exchange| &mut exchange.rounds);
    for (n, call) in rounds.flat_map(|round| &mut round.calls).enumerate() {
        call.id = Spelled::usual(format!("call_{n}"));
    }
    talk
}

/// Pictures whose base64 is spelled the usual way, as it is in [`Talk::to_request`].
fn with_plain_pictures(mut talk: Talk) -> Talk {
    let exchanges = talk.exchanges.iter_mut();
    for part in exchanges.flat_map(|exchange| &mut exchange.user) {
        if let Part::Picture(_, _, seed) = part {
            *seed = 0;
        }
    }
    talk
}

/// Without what Chat has no place for: a mark for failed results (it says so in words), pictures in results (they follow
/// them), thoughts. And without what only Chat has.
fn for_chat(mut talk: Talk) -> Talk {
    for exchange in &mut talk.exchanges {
        exchange.warning = None;
        for round in &mut exchange.rounds {
            round.thoughts = None;
            for call in &mut round.calls {
                (call.failed, call.picture) = (false, None);
            }
        }
    }
    talk
}

/// Without what Responses has no place for: a mark for failed results. And without what stands in another place there.
fn for_responses(mut talk: Talk) -> Talk {
    for exchange in &mut talk.exchanges {
        exchange.warning = None;
        let rounds = exchange.rounds.iter_mut();
        for call in rounds.flat_map(|round| &mut round.calls) {
            call.failed = false;
        }
    }
    talk
}

/// Schemas that say nothing may be left out.
fn without_schemas(mut request: Request<'_>) -> Request<'_> {
    for tool in &mut request.tools {
        if let ToolKind::Function { schema, .. } = &mut tool.kind
            && schema
                .as_ref()
                .is_some_and(|schema| schema.get() == r#"{"type":"object"}"#)
        {
            *schema = None;
        }
    }
    request
}

/// The request in the one form that all spellings of it share.
fn settled(mut request: Request<'_>) -> Request<'_> {
    // Turns of one role that follow each other are one.
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for turn in std::mem::take(&mut request.turns) {
        match turns.last_mut() {
            Some(last) if last.role == turn.role => last.blocks.extend(turn.blocks),
            _ => turns.push(turn),
        }
    }
    // Results stand in the order of their calls.
    let mut calls = Vec::new();
    for turn in &mut turns {
        for block in &mut turn.blocks {
            if let Content::Call { id, .. } = &block.content {
                calls.push(id.to_string());
            }
        }
        turn.blocks.sort_by_key(|block| match &block.content {
            Content::Result { call, .. } => calls.iter().position(|id| **id == **call),
            _ => Some(usize::MAX).filter(|_| turn.role == Role::User),
        });
    }
    request.turns = turns;
    request
}

/// The model takes instructions at the start only.
fn to_the_start(request: &mut Request<'_>) {
    let turns = std::mem::take(&mut request.turns);
    let (system, turns): (Vec<_>, Vec<_>) = turns
        .into_iter()
        .partition(|turn| turn.role == Role::System);
    request
        .system
        .extend(system.into_iter().flat_map(|turn| turn.blocks));
    request.turns = turns;
    // Where one stood between two turns of one role, these are one now.
    *request = settled(std::mem::take(request));
}
