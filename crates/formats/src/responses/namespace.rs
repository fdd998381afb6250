//! The namespace that holds a client's tools where a provider takes tools in namespaces only.

use crate::json::{Items, Members, Writer};

/// Its name.
pub(super) const NAME: &str = "client";
/// What the model reads of it; the provider wants something there (source: openai-python 3.57.0, `NamespaceTool`).
pub(super) const DESCRIPTION: &str = "The tools of this conversation.";
/// The name as a JSON value.
const VALUE: &str = "\"client\"";

/// Begins the namespace in a list of tools; the tools and `]}` follow.
pub(super) fn open(body: &mut Writer<'_>) {
    body.item().raw("{").key("type").string("namespace");
    body.key("name").string(NAME);
    body.key("description").string(DESCRIPTION);
    body.key("tools").raw("[");
}

/// The data of an event without the namespace around the client's tools, on one line; `None` if there is none in it.
///
/// A client that gave its tools flat knows of no namespace, and may not find the tool that is called. Calls stand in
/// `item` of the events of items, and in `response.output` of the last event.
///
/// ```
/// let data = r#"{"item":{"type":"function_call","name":"f","namespace":"client"}}"#;
/// assert_eq!(
///     formats::responses::unwrapped(data).as_deref(),
///     Some(r#"{"item":{"type":"function_call","name":"f"}}"#)
/// );
/// assert_eq!(formats::responses::unwrapped(r#"{"delta":"namespace"}"#), None);
/// ```
#[must_use]
pub fn unwrapped(data: &str) -> Option<String> {
    // Most events are pieces of text.
    memchr::memmem::find(data.as_bytes(), VALUE.as_bytes())?;
    let made = with(data, "item", call).or_else(|| with(data, "response", answer))?;
    // Line ends can only be white space between tokens.
    Some(made.replace(['\n', '\r'], " "))
}

/// A whole answer without the namespace around the client's tools; `None` if there is none in it.
fn answer(response: &str) -> Option<String> {
    with(response, "output", |output| {
        let items: Items<'_> = serde_json::from_str(output).ok()?;
        let made: Vec<Option<String>> = items.0.iter().map(|item| call(item.get())).collect();
        made.iter().any(Option::is_some).then(|| {
            let mut out = Vec::with_capacity(output.len());
            let mut body = Writer(&mut out);
            body.raw("[");
            for (item, made) in items.0.iter().zip(&made) {
                body.item().raw(made.as_deref().unwrap_or(item.get()));
            }
            body.raw("]");
            String::from_utf8(out).unwrap_or_default()
        })
    })
}

/// `object` with its member `name` changed; `None` if nothing changes.
fn with(object: &str, name: &str, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    let members: Members<'_> = serde_json::from_str(object).ok()?;
    let made = change(members.get(name)?)?;
    let value = |key: &str, value| if key == name { made.clone() } else { value };
    Some(written(members.0.iter().map(|(key, raw)| {
        let raw = value(key, raw.get().to_owned());
        (&**key, raw)
    })))
}

/// A call without its namespace; `None` if it is in no namespace of ours.
fn call(item: &str) -> Option<String> {
    let members: Members<'_> = serde_json::from_str(item).ok()?;
    let kind = members.get("type")?;
    let called = matches!(kind, "\"function_call\"" | "\"custom_tool_call\"");
    let wrapped = members.get("namespace") == Some(VALUE);
    (called && wrapped).then(|| {
        let rest = members.0.iter().filter(|(key, _)| &**key != "namespace");
        written(rest.map(|(key, raw)| (&**key, raw.get().to_owned())))
    })
}

fn written<'m>(members: impl Iterator<Item = (&'m str, String)>) -> String {
    let mut out = Vec::new();
    let mut body = Writer(&mut out);
    body.raw("{");
    for (key, raw) in members {
        body.key(key).raw(&raw);
    }
    body.raw("}");
    // What is put together from strings is one.
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_lose_the_namespace_in_items_and_in_the_whole_answer_and_nothing_else_changes() {
        for (given, made) in [
            (
                r#"{"type":"response.output_item.done","item":{"namespace":"client","type":"custom_tool_call","input":"\u00e9"},"n":1.0}"#,
                Some(
                    r#"{"type":"response.output_item.done","item":{"type":"custom_tool_call","input":"\u00e9"},"n":1.0}"#,
                ),
            ),
            (
                "{\"response\":{\"id\":\"r\",\n\"output\":[{ \"type\":\"message\" },{\"type\":\"function_call\",\"namespace\":\"client\"}]}}",
                Some(
                    r#"{"response":{"id":"r","output":[{ "type":"message" },{"type":"function_call"}]}}"#,
                ),
            ),
            (
                r#"{"item":{"type":"function_call","namespace":"other","name":"client"}}"#,
                None,
            ),
            (r#"{"delta":"\"client\"","x":"client"}"#, None),
            ("\"client\"", None),
        ] {
            assert_eq!(unwrapped(given).as_deref(), made, "{given}");
        }
    }
}
