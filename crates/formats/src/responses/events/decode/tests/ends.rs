//! How answers end.

use super::*;

fn stop(response: &str) -> Stop<'static> {
    let last = format!(r#"{{"type":"response.incomplete","response":{response}}}"#);
    read([CREATED, &last]).unwrap().0.stop
}

#[test]
fn an_unfinished_answer_says_why() {
    for (reason, expected) in [
        ("max_output_tokens", Stop::MaxTokens),
        ("content_filter", Stop::Refusal(None)),
        ("steered", Stop::Other("steered".into())),
    ] {
        let details = format!(r#"{{"incomplete_details":{{"reason":"{reason}"}}}}"#);
        assert_eq!(stop(&details), expected);
    }
    assert_eq!(stop("{}"), Stop::Other("incomplete".into()));
    let completed = r#"{"type":"response.completed","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}}"#;
    assert_eq!(read([completed]).unwrap().0.stop, Stop::MaxTokens);
}

#[test]
fn a_call_that_is_cut_off_ends_with_the_tokens() {
    let added = r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"c1","name":"f"}}"#;
    let piece =
        r#"{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"a\""}"#;
    let last = r#"{"type":"response.incomplete","response":{"incomplete_details":{"reason":"max_output_tokens"}}}"#;
    let answer = read([added, piece, last]).unwrap().0;
    assert_eq!(answer.stop, Stop::MaxTokens);
    assert_eq!(answer.blocks, [call("c1", "f", r#""{\"a\"""#)]);
}

#[test]
fn faults_are_told_whatever_their_shape() {
    for (event, kind) in [
        (
            r#"{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"Try again in 5 s"}}}"#,
            ErrorKind::RateLimit,
        ),
        (
            r#"{"type":"response.failed","response":{"status":"completed"}}"#,
            ErrorKind::Internal,
        ),
        (
            r#"{"type":"error","code":"context_length_exceeded","message":"too long","param":"input"}"#,
            ErrorKind::ContextLength,
        ),
        (
            r#"{"type":"error","error":{"type":"usage_limit_reached","message":"used up"}}"#,
            ErrorKind::PlanLimit,
        ),
        (
            r#"{"error":{"code":"server_is_overloaded","message":"busy"}}"#,
            ErrorKind::Overloaded,
        ),
        ("{", ErrorKind::BadGateway),
        (
            r#"{"type":"response.output_item.done"}"#,
            ErrorKind::BadGateway,
        ),
        (
            r#"{"type":"response.refusal.delta","delta":7}"#,
            ErrorKind::BadGateway,
        ),
    ] {
        let failure = read([CREATED, event]).unwrap_err();
        assert_eq!(failure.kind, kind, "{event}");
    }
}

#[test]
fn an_answer_that_holds_back_too_much_is_refused() {
    let mut decoder = Decoder::default();
    let piece = format!(
        r#"{{"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"{}"}}"#,
        "x".repeat(1 << 20)
    );
    let first =
        r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}"#;
    let mut read = |data: &str| decoder.decode(Message { name: "", data }, &mut |_| {});
    read(first).unwrap();
    let failed = (0..64).find_map(|_| read(&piece).err()).unwrap();
    assert!(failed.message.contains("holds back"), "{}", failed.message);
}

#[test]
fn a_whole_answer_is_read_as_its_events() {
    let whole = |rest: &str| {
        let body = format!(
            r#"{{"id":"resp_1","model":"gpt-6","output":[{{"type":"message","content":[{{"type":"output_text","text":"a"}}]}},{{"type":"function_call","call_id":"c1","name":"f","arguments":"{{}}"}}],"usage":{{"input_tokens":9,"input_tokens_details":{{"cached_tokens":4,"cache_write_tokens":2}},"output_tokens":3}}{rest}}}"#
        );
        let mut fold = Fold::default();
        decode_answer(&body, &mut |event| fold.push(&event)).and_then(|()| fold.finish())
    };
    let answer = whole(r#","status":"completed""#).unwrap();
    assert_eq!(answer.blocks, [text("a"), call("c1", "f", "{}")]);
    assert_eq!((answer.id.as_str(), answer.stop), ("resp_1", Stop::Calls));
    assert_eq!(
        answer.usage,
        Usage {
            input: Some(3),
            cache_read: Some(4),
            cache_write: Some(2),
            output: Some(3),
            reasoning: None
        }
    );
    let cut = r#","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}"#;
    assert_eq!(whole(cut).unwrap().stop, Stop::MaxTokens);
    let failed = r#","status":"failed","error":{"code":"invalid_prompt","message":"no"}"#;
    assert_eq!(whole(failed).unwrap_err().kind, ErrorKind::InvalidRequest);
    assert_eq!(
        whole(r#","status":"queued""#).unwrap_err().kind,
        ErrorKind::Internal
    );
    for body in ["", "[]", "{}", r#"{"choices":[]}"#] {
        let failure = decode_answer(body, &mut |_| {}).unwrap_err();
        assert_eq!(failure.kind, ErrorKind::BadGateway, "{body}");
    }
}
