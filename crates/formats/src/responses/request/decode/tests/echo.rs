use serde_json::{Value, json};

use super::*;

fn echo(delivery: &Delivery) -> Value {
    assert!(!delivery.echo().contains('\n'));
    serde_json::from_str(&format!("{{{}}}", delivery.echo())).unwrap()
}

#[test]
fn a_request_that_says_nothing_is_told_with_the_defaults() {
    let expected = json!({"max_output_tokens":null,"temperature":null,"top_p":null,"parallel_tool_calls":true,
        "tool_choice":"auto","reasoning":{"effort":null,"summary":null},"text":{"format":{"type":"text"}},
        "truncation":"disabled","user":null,"service_tier":"default","metadata":{},"tools":[],"instructions":null});
    assert_eq!(echo(&Delivery::default()), expected);
    assert_eq!(echo(&with("\"stream\":true").unwrap().1), expected);
}

#[test]
fn what_a_request_says_is_said_again_on_one_line() {
    let (_, delivery, _) = with(
        "\"max_output_tokens\":5,\"temperature\":0.5,\"parallel_tool_calls\":false,\"metadata\":{\n\"a\":\"b\"},
         \"tools\":[\n{\"type\":\"function\",\"name\":\"f\"}],\"instructions\":\"be\\nbrief\",\"tool_choice\":\"none\"",
    )
    .unwrap();
    let echo = echo(&delivery);
    assert_eq!(echo["max_output_tokens"], 5);
    assert_eq!(echo["temperature"], 0.5);
    assert_eq!(echo["parallel_tool_calls"], false);
    assert_eq!(echo["metadata"], json!({"a":"b"}));
    assert_eq!(echo["tools"], json!([{"type":"function","name":"f"}]));
    assert_eq!(echo["instructions"], "be\nbrief");
    assert_eq!(echo["tool_choice"], "none");
}

#[test]
fn what_is_large_is_not_kept() {
    let long = "x".repeat(20_000);
    let (_, delivery, _) = with(&format!(
        r#""instructions":"{long}","tools":[{{"type":"function","name":"f"}}],"metadata":{{"a":"{long}"}},"user":"u""#
    ))
    .unwrap();
    assert!(delivery.echo().len() < 1024);
    let echo = echo(&delivery);
    assert_eq!(
        (&echo["instructions"], &echo["tools"]),
        (&Value::Null, &json!([]))
    );
    assert_eq!(
        (&echo["metadata"], &echo["user"]),
        (&json!({}), &json!("u"))
    );
}
