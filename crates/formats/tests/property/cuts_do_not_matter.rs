//! However the bytes of a stream arrive, the events are the same, and they are what the provider said.

use formats::Format;
use formats::conversation::{Event, Fold};
use proptest::prelude::*;

use crate::cases::config;
use crate::laws::order::Order;
use crate::reply::{chat_replies, replies, responses_replies};
use crate::streams::{cuts, fold, pieces, read};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn messages_events_are_those_that_were_streamed(reply in replies(), cuts in cuts()) {
        let stream = reply.to_messages();
        let events = read(Format::Messages, [stream.as_bytes()]).unwrap();
        prop_assert_eq!(&events, &read(Format::Messages, pieces(&stream, &cuts)).unwrap(), "{}", stream);
        prop_assert_eq!(&events, &read(Format::Messages, stream.as_bytes().chunks(1)).unwrap(), "{}", stream);
        assert_in_order(&events);
        prop_assert_eq!(fold(&events), fold(&reply.to_events()), "{}", stream);
    }

    #[test]
    fn chat_events_are_those_that_were_streamed(reply in chat_replies(), cuts in cuts()) {
        let stream = reply.to_chat();
        let events = read(Format::Chat, [stream.as_bytes()]).unwrap();
        prop_assert_eq!(&events, &read(Format::Chat, pieces(&stream, &cuts)).unwrap(), "{}", stream);
        prop_assert_eq!(&events, &read(Format::Chat, stream.as_bytes().chunks(1)).unwrap(), "{}", stream);
        assert_in_order(&events);
        let (read, given) = (fold(&events), fold(&reply.to_events()));
        prop_assert_eq!(read.blocks, given.blocks, "{}", stream);
        prop_assert_eq!(read.stop, given.stop, "{}", stream);
        prop_assert_eq!(read.usage.prompt(), given.usage.prompt());
        prop_assert_eq!(read.usage.output, given.usage.output);
    }

    #[test]
    fn responses_events_are_those_that_were_streamed(reply in responses_replies(), cuts in cuts()) {
        let stream = reply.to_responses();
        let events = read(Format::Responses, [stream.as_bytes()]).unwrap();
        prop_assert_eq!(&events, &read(Format::Responses, pieces(&stream, &cuts)).unwrap(), "{}", stream);
        prop_assert_eq!(&events, &read(Format::Responses, stream.as_bytes().chunks(1)).unwrap(), "{}", stream);
        assert_in_order(&events);
        let (read, given) = (fold(&events), fold(&reply.to_events()));
        prop_assert_eq!(read.blocks, given.blocks, "{}", stream);
        prop_assert_eq!(read.stop, given.stop, "{}", stream);
        prop_assert_eq!(read.usage.prompt(), given.usage.prompt());
        prop_assert_eq!(read.usage.output, given.usage.output);
    }

    #[test]
    fn a_stream_that_breaks_off_is_no_whole_answer(reply in replies(), at in any::<prop::sample::Index>()) {
        let streams = [
            (Format::Messages, reply.to_messages()),
            (Format::Chat, reply.to_chat()),
            (Format::Responses, reply.to_responses()),
        ];
        for (format, stream) in streams {
            let kept = &stream.as_bytes()[..at.index(stream.len())];
            let Ok(events) = read(format, [kept]) else {
                continue;
            };
            let says_why = events.iter().any(|event| matches!(event, Event::Stop { .. }));
            let mut fold = Fold::default();
            events.iter().for_each(|event| fold.push(event));
            prop_assert_eq!(fold.finish().is_ok(), says_why);
        }
    }
}

fn assert_in_order(events: &[Event<'_>]) {
    let mut order = Order::default();
    events.iter().for_each(|event| order.take(event));
    assert!(order.has_ended());
}
