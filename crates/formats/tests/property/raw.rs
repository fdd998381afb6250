//! JSON that must arrive byte for byte: the arguments of calls and the schemas of tools, with white space, numbers and
//! spellings that a parser would not write again.

use proptest::prelude::*;

use crate::spelled::{Spelled, like, seeds};

/// White space that JSON allows between its tokens.
fn spaces() -> impl Strategy<Value = &'static str> {
    prop_oneof![4 => Just(""), 2 => Just(" "), 1 => Just("\n  "), 1 => Just("\t"), 1 => Just("\r\n")]
}

fn strings() -> impl Strategy<Value = String> {
    let letters = like("[a-z]{0,6}|\\PC{0,6}|[\\x00-\\x7f]{0,6}|[😀\\\\\"/é]{0,4}");
    (letters, seeds()).prop_map(|(text, seed)| format!("\"{}\"", Spelled::of(text, seed).wire))
}

fn scalars() -> impl Strategy<Value = String> {
    const ODD: [&str; 9] = [
        "0",
        "-0",
        "1.0",
        "1E5",
        "2.50e-3",
        "123456789012345678901234567890",
        "true",
        "false",
        "null",
    ];
    prop_oneof![
        prop::sample::select(&ODD[..]).prop_map(str::to_owned),
        strings()
    ]
}

fn object_of(values: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let members = prop::collection::vec((strings(), spaces(), values, spaces()), 0..4);
    (members, spaces()).prop_map(|(members, inside)| {
        let members: Vec<String> = members
            .into_iter()
            .map(|(key, before, value, after)| {
                format!("{before}{key}{after}:{before}{value}{after}")
            })
            .collect();
        match members.is_empty() {
            true => format!("{{{inside}}}"),
            false => format!("{{{}}}", members.join(",")),
        }
    })
}

/// Any JSON object.
pub(crate) fn objects() -> impl Strategy<Value = String> {
    let values = scalars().prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..3), spaces())
                .prop_map(|(items, space)| format!("[{}]", items.join(&format!(",{space}")))),
            object_of(inner),
        ]
    });
    object_of(values)
}

/// The schema of a tool: an object at the top, whatever it holds.
pub(crate) fn schemas() -> impl Strategy<Value = String> {
    (spaces(), spaces(), objects()).prop_map(|(a, b, properties)| {
        format!("{{{a}\"type\"{b}:{a}\"object\",{b}\"properties\":{a}{properties}{b}}}")
    })
}

/// The schema of an answer, with each of its objects closed and all members required, as structured output wants it.
pub(crate) fn closed_schemas() -> impl Strategy<Value = String> {
    let names = prop::collection::btree_set(like("[a-z]{1,8}"), 1..4);
    (names, spaces(), prop::sample::select(&["string", "integer", "boolean"][..])).prop_map(
        |(names, a, kind)| {
            let list = |each: &dyn Fn(&String) -> String| {
                names.iter().map(each).collect::<Vec<_>>().join(&format!(",{a}"))
            };
            let properties = list(&|name| format!("\"{name}\":{a}{{\"type\":{a}\"{kind}\"}}"));
            let required = list(&|name| format!("\"{name}\""));
            format!(
                "{{\"type\":{a}\"object\",{a}\"properties\":{{{properties}}},\"required\":[{required}],\
                 \"additionalProperties\":{a}false}}"
            )
        },
    )
}
