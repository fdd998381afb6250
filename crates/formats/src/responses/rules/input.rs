use super::Rules;
use super::tools::Fitting;
use crate::Failure;
use crate::json::{Items, Members, Str, Text, Writer, object};
use crate::openai::brief;
use crate::responses::namespace;

object! {
    /// What must be known of an item to write it.
    struct Item<'a> {
        kind: Str<'a> = "type",
        role: Str<'a> = "role",
        name: Str<'a> = "name",
        namespace: Str<'a> = "namespace",
        encrypted_content: Text<'a> = "encrypted_content",
    }
}

/// How an item is written.
enum Change {
    /// As it is.
    None,
    /// Not at all: it means what the provider would have kept.
    Away,
    /// Without this member.
    Without(&'static str),
    /// With this role.
    Role(&'static str),
    /// With the namespace of the client's tools.
    Wrapped,
}

/// Writes `input`: always a list, without what only a provider that keeps answers can read.
pub(super) fn write(
    input: &str,
    rules: &Rules,
    fitting: &Fitting<'_>,
    writer: &mut Writer<'_>,
) -> Result<(), Failure> {
    if let Ok(text) = serde_json::from_str::<Text<'_>>(input) {
        writer.raw(r#"[{"type":"message","role":"user","content":[{"type":"input_text","text":"#);
        writer.text(&text).raw("}]}]");
        return Ok(());
    }
    let items: Items<'_> = serde_json::from_str(input)
        .map_err(|_| Failure::at("input", "`input` must be a string or a list of items"))?;
    writer.raw("[");
    for (n, item) in items.0.iter().enumerate() {
        let place = format!("input[{n}]");
        let raw = item.get();
        let fault = |_| Failure::at(place.as_str(), format!("`{place}` must be an object"));
        let read: Item<'_> = serde_json::from_str(raw).map_err(fault)?;
        let change = change(&read, &place, rules, fitting)?;
        match change {
            Change::None => {
                writer.item().raw(raw);
            }
            Change::Away => {}
            change => rewrite(raw, &change, writer.item()),
        }
    }
    writer.raw("]");
    Ok(())
}

fn change(
    item: &Item<'_>,
    place: &str,
    rules: &Rules,
    fitting: &Fitting<'_>,
) -> Result<Change, Failure> {
    Ok(match item.kind.as_deref() {
        Some("item_reference") => {
            let message = format!("`{place}`: this provider keeps no items: send the item itself");
            return Err(Failure::at(place, message));
        }
        Some("reasoning") if item.encrypted_content.as_ref().is_none_or(Text::is_empty) => {
            Change::Away
        }
        // The id of something that is not kept there.
        Some("reasoning") => Change::Without("id"),
        Some("function_call" | "custom_tool_call") if rules.namespaced => {
            let name = item.name.as_deref().unwrap_or_default();
            if item.namespace.is_some() || fitting.is_additional(name) {
                Change::None
            } else {
                Change::Wrapped
            }
        }
        Some("message") | None if item.role.as_deref() == Some("system") => {
            Change::Role("developer")
        }
        Some(kind) if kind.is_empty() => {
            let message = format!("`{place}.type`: `{}` is no kind of item", brief(kind));
            return Err(Failure::at(place, message));
        }
        _ => Change::None,
    })
}

fn rewrite(raw: &str, change: &Change, writer: &mut Writer<'_>) {
    let members = serde_json::from_str::<Members<'_>>(raw).map(|members| members.0);
    writer.raw("{");
    for (name, value) in members.iter().flatten() {
        match change {
            Change::Without(gone) if &**name == *gone => {}
            Change::Role(role) if &**name == "role" => {
                writer.key("role").string(role);
            }
            // A null would stand beside it.
            Change::Wrapped if &**name == "namespace" => {}
            _ => {
                writer.key(name).raw(value.get());
            }
        }
    }
    if let Change::Wrapped = change {
        writer.key("namespace").string(namespace::NAME);
    }
    writer.raw("}");
}
