use super::Rules;
use super::tools::Fitting;
use crate::Failure;
use crate::json::{Items, Members, Object, Str, Text, Writer, objects};
use crate::openai::brief;
use crate::responses::namespace;

/// What a client says.
pub(super) enum Input<'a> {
    Text(Text<'a>),
    Items(Vec<Object<'a>>),
}

/// Reads `input`, which is JSON.
pub(super) fn read(input: &str) -> Result<Input<'_>, Failure> {
    let other = || Failure::at("input", "`input` must be a string or a list of items");
    if input.starts_with('"') {
        return serde_json::from_str(input)
            .map(Input::Text)
            .map_err(|_| other());
    }
    objects(input).map(Input::Items).ok_or_else(|| {
        let items: Option<Items<'_>> = serde_json::from_str(input).ok();
        let no_object = items.and_then(|items| {
            let mut raw = items.0.iter().map(|item| item.get());
            raw.position(|raw| !raw.starts_with('{'))
        });
        no_object.map_or_else(other, |n| no_item(&format!("input[{n}]")))
    })
}

fn no_item(place: &str) -> Failure {
    Failure::at(place, format!("`{place}` must be an object"))
}

/// What must be known of an item to write it.
#[derive(Default)]
struct Item<'a> {
    kind: Option<Str<'a>>,
    role: Option<Str<'a>>,
    name: Option<Str<'a>>,
    namespace: Option<Str<'a>>,
    encrypted_content: Option<Text<'a>>,
}

impl<'a> Item<'a> {
    fn of(members: &Members<'a>) -> Result<Self, serde_json::Error> {
        let mut item = Self::default();
        for (name, value) in &members.0 {
            let value = value.get();
            match &**name {
                "type" => item.kind = serde_json::from_str(value)?,
                "role" => item.role = serde_json::from_str(value)?,
                "name" => item.name = serde_json::from_str(value)?,
                "namespace" => item.namespace = serde_json::from_str(value)?,
                "encrypted_content" => item.encrypted_content = serde_json::from_str(value)?,
                _ => {}
            }
        }
        Ok(item)
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

impl<'a> Input<'a> {
    /// The items, if there are any.
    pub(super) fn items(&self) -> &[Object<'a>] {
        match self {
            Self::Text(_) => &[],
            Self::Items(items) => items,
        }
    }

    /// Writes it: always a list, without what only a provider that keeps answers can read.
    pub(super) fn write(
        &self,
        rules: &Rules,
        fitting: &Fitting<'_>,
        writer: &mut Writer<'_>,
    ) -> Result<(), Failure> {
        let items = match self {
            Self::Text(text) => {
                writer.raw(
                    r#"[{"type":"message","role":"user","content":[{"type":"input_text","text":"#,
                );
                writer.text(text).raw("}]}]");
                return Ok(());
            }
            Self::Items(items) => items,
        };
        writer.raw("[");
        for (n, item) in items.iter().enumerate() {
            let read = Item::of(&item.members).map_err(|_| no_item(&format!("input[{n}]")))?;
            match change(&read, n, rules, fitting)? {
                Change::None => {
                    writer.item().raw(item.raw);
                }
                Change::Away => {}
                change => rewrite(&item.members, &change, writer.item()),
            }
        }
        writer.raw("]");
        Ok(())
    }
}

fn change(
    item: &Item<'_>,
    n: usize,
    rules: &Rules,
    fitting: &Fitting<'_>,
) -> Result<Change, Failure> {
    Ok(match item.kind.as_deref() {
        Some("item_reference") => {
            let place = format!("input[{n}]");
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
            let place = format!("input[{n}]");
            let message = format!("`{place}.type`: `{}` is no kind of item", brief(kind));
            return Err(Failure::at(place, message));
        }
        _ => Change::None,
    })
}

fn rewrite(members: &Members<'_>, change: &Change, writer: &mut Writer<'_>) {
    writer.raw("{");
    for (name, value) in &members.0 {
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
