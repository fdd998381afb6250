//! Streams of a server that writes as OpenAI's does.

use super::*;

macro_rules! stream {
    ($name:literal) => {
        include_str!(concat!(
            "../../../../../tests/streams/responses_",
            $name,
            ".sse"
        ))
    };
}

fn recorded(stream: &str) -> Result<Answer, Failure> {
    let (mut decoder, mut fold) = (Decoder::default(), Fold::default());
    let mut failed = None;
    let mut bytes = sse::Decoder::new(1 << 20);
    let read = bytes.push(stream.as_bytes(), |message| {
        if failed.is_none() {
            failed = decoder
                .decode(message, &mut |event| fold.push(&event))
                .err();
        }
    });
    assert_eq!(read, Ok(()));
    failed.map_or_else(|| fold.finish(), Err)
}

const USED: Usage = Usage {
    input: Some(8),
    cache_read: Some(4),
    cache_write: None,
    output: Some(7),
    reasoning: Some(0),
};

#[test]
fn answers_of_each_kind_come_to_what_they_say() {
    let hello = || text("hello from fake upstream");
    let weather = |id| call(id, "get_weather", r#"{"city": "Oslo"}"#);
    for (stream, blocks, stop) in [
        (stream!("text"), vec![hello()], Stop::EndTurn),
        (stream!("tool"), vec![weather("call_0")], Stop::Calls),
        (
            stream!("parallel"),
            vec![weather("call_0"), weather("call_1")],
            Stop::Calls,
        ),
        (
            stream!("reasoning"),
            vec![thinking("Thinking about it.", Some("ZW5j")), hello()],
            Stop::EndTurn,
        ),
        (stream!("incomplete"), vec![hello()], Stop::MaxTokens),
    ] {
        let answer = recorded(stream).unwrap();
        assert!(answer.id.starts_with("resp_"));
        assert_eq!(answer.model, "gpt-6.1-sol");
        assert_eq!(
            (answer.blocks, answer.stop, answer.usage),
            (blocks, stop, USED)
        );
    }
}

#[test]
fn the_least_stream_is_enough() {
    let answer = recorded(stream!("minimal")).unwrap();
    assert_eq!(answer.blocks, [text("hello from fake upstream")]);
    assert_eq!(
        (answer.stop, answer.usage),
        (Stop::EndTurn, Usage::default())
    );
}

#[test]
fn a_failure_is_told_and_a_stream_that_breaks_off_is_no_answer() {
    for (stream, kind, words) in [
        (stream!("failed"), ErrorKind::Internal, "boom"),
        (
            stream!("failed_limit"),
            ErrorKind::PlanLimit,
            "Usage limit reached",
        ),
        (
            stream!("cut"),
            ErrorKind::BadGateway,
            "before its last event",
        ),
    ] {
        let failure = recorded(stream).unwrap_err();
        assert_eq!(failure.kind, kind);
        assert!(failure.message.contains(words), "{}", failure.message);
    }
}
