//! What any event stream that is written here must be, whatever it was made from.

use serde_json::value::RawValue;

/// The data of each event of a Chat stream.
///
/// # Panics
/// If it is not made of whole events of one `data` line, each JSON, the last one maybe `[DONE]`; comments aside.
pub(crate) fn chat(stream: &str) -> Vec<&str> {
    let mut seen = Vec::new();
    for event in events(stream) {
        assert_ne!(
            seen.last(),
            Some(&"[DONE]"),
            "something follows [DONE]: {stream}"
        );
        let data = event
            .strip_prefix("data: ")
            .unwrap_or_else(|| panic!("no data: {event}"));
        if data != "[DONE]" {
            one_line_of_json(data);
        }
        seen.push(data);
    }
    seen
}

/// Name and data of each event of a Messages stream.
///
/// # Panics
/// If it is not made of whole events, each with a name and one `data` line of JSON; comments aside.
pub(crate) fn messages(stream: &str) -> Vec<(&str, &str)> {
    let mut seen = Vec::new();
    for event in events(stream) {
        let named = event
            .strip_prefix("event: ")
            .and_then(|rest| rest.split_once("\ndata: "));
        let (name, data) = named.unwrap_or_else(|| panic!("no name and data: {event}"));
        one_line_of_json(data);
        seen.push((name, data));
    }
    seen
}

/// Name and data of each event of a Responses stream.
///
/// # Panics
/// If it is not made of whole events as those of Messages, each numbered by its place.
pub(crate) fn responses(stream: &str) -> Vec<(&str, &str)> {
    let seen = messages(stream);
    for (n, (name, data)) in seen.iter().enumerate() {
        assert!(name.starts_with("response."), "no name: {name}");
        let number = format!(",\"sequence_number\":{n}}}");
        assert!(data.ends_with(&number), "not number {n}: {data}");
    }
    seen
}

/// Whole events without their blank lines, and without comments.
fn events(stream: &str) -> impl Iterator<Item = &str> {
    assert!(
        stream.is_empty() || stream.ends_with("\n\n"),
        "not whole: {stream}"
    );
    assert!(
        !stream.contains('\r'),
        "a line end that some clients do not know: {stream}"
    );
    stream
        .split_terminator("\n\n")
        .filter(|event| !event.starts_with(':'))
}

/// # Panics
/// If `data` is anything but one JSON value.
pub(crate) fn one_json(data: &str) {
    if let Err(error) = serde_json::from_str::<&RawValue>(data) {
        panic!("no JSON: {error}: {data}");
    }
}

fn one_line_of_json(data: &str) {
    assert!(!data.contains('\n'), "more than one line: {data}");
    one_json(data);
}
