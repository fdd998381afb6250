use proxy::Format;
use serde_json::{Value, json};

use super::{Stage, question};

/// Tokens in and out, as the last counts of `usage` say.
fn tokens(usage: &Value) -> (Option<u64>, Option<u64>) {
    let count = |name: &str| usage[name].as_u64();
    let cached = ["cache_read_input_tokens", "cache_creation_input_tokens"]
        .into_iter()
        .filter_map(count);
    let input = count("input_tokens").map(|input| input + cached.sum::<u64>());
    (input, count("output_tokens"))
}

/// What the events of a stream say last about tokens.
fn last_usage(stream: &str) -> Value {
    let mut usage = json!({});
    for data in stream.lines().filter_map(|l| l.strip_prefix("data: ")) {
        let event: Value = serde_json::from_str(data).unwrap();
        for counts in [&event["message"]["usage"], &event["usage"]] {
            for (name, count) in counts.as_object().into_iter().flatten() {
                usage[name] = count.clone();
            }
        }
    }
    usage
}

#[tokio::test]
async fn a_stream_is_recorded_from_its_head_to_its_last_event() {
    let stage = Stage::new().await;
    let (_, text) = stage
        .answer("/v1/messages?beta=true", &question("hi", true))
        .await;
    let record = stage.only().await;
    assert_eq!((&*record.method, &*record.path), ("POST", "/v1/messages"));
    assert_eq!(record.format, Some(Format::Messages));
    assert_eq!(record.model.as_deref(), Some("claude-sonnet-5-5"));
    assert_eq!((record.asked, record.provider), (None, Some("claude")));
    assert_eq!(record.client.as_deref(), Some("Anthropic/Python"));
    assert_eq!((record.streaming, record.status), (true, Some(200)));
    assert!(record.first_byte.unwrap() <= record.duration.unwrap());
    let used = tokens(&last_usage(&text));
    assert!(used.0.is_some() && used.1 > Some(1), "{text}");
    assert_eq!((record.input_tokens, record.output_tokens), used);
    assert!(record.request_id.unwrap().starts_with("req_"));
    assert_eq!((record.error, record.ignored), (None, vec![]));
    stage.end().await;
}

#[tokio::test]
async fn a_whole_answer_is_recorded_with_its_tokens_and_with_the_name_that_was_asked_for() {
    let stage = Stage::new().await;
    let mut asked = question("hi", false);
    asked["model"] = "fast".into();
    let (_, text) = stage.answer("/v1/messages", &asked).await;
    let record = stage.only().await;
    assert_eq!(record.model.as_deref(), Some("claude-sonnet-5-5"));
    assert_eq!(record.asked.as_deref(), Some("fast"));
    let body: Value = serde_json::from_str(&text).unwrap();
    let used = tokens(&body["usage"]);
    assert_eq!((record.input_tokens, record.output_tokens), used);
    assert_eq!((record.streaming, record.error), (false, None));
    assert!(record.first_byte.is_some() && record.duration.is_some());
    stage.end().await;
}

#[tokio::test]
async fn a_translated_answer_is_recorded_with_its_tokens_and_what_was_left_out() {
    let stage = Stage::new().await;
    for stream in [true, false] {
        let mut asked = question("hi", stream);
        asked["seed"] = 7.into();
        let (status, text) = stage.answer("/openai/v1/chat/completions", &asked).await;
        assert_eq!(status, 200, "{text}");
        let record = stage.ended().await.pop().unwrap();
        assert_eq!(record.format, Some(Format::Chat));
        assert_eq!((record.streaming, record.status), (stream, Some(200)));
        assert!(record.input_tokens > Some(0) && record.output_tokens > Some(1));
        assert_eq!(
            (record.error, record.ignored),
            (None, vec!["seed".to_owned()])
        );
    }
    // Both are the same answer, once as a stream and once as its fold.
    let records = stage.ended().await;
    assert_eq!(records[0].output_tokens, records[1].output_tokens);
    stage.end().await;
}
