use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::{Str, place};

/// An object's members in their order, values unread.
pub(crate) struct Members<'a>(pub(crate) Vec<(Str<'a>, &'a RawValue)>);

/// An array's items, unread.
pub(crate) struct Items<'a>(pub(crate) Vec<&'a RawValue>);

/// An object of a list: as it stands, and its members.
pub(crate) struct Object<'a> {
    pub(crate) raw: &'a str,
    pub(crate) members: Members<'a>,
}

/// The objects of the list `json`, which is gone through once: histories are long. `None`: it is no list, or not all in
/// it are objects.
pub(crate) fn objects(json: &str) -> Option<Vec<Object<'_>>> {
    let list: Vec<Members<'_>> = serde_json::from_str(json).ok()?;
    let mut objects = Vec::with_capacity(list.len());
    let mut at = 0;
    for members in list {
        let start = at + json.get(at..)?.find('{')?;
        // Behind the last value there is nothing but white space in it.
        let inside = match members.0.last() {
            Some((_, value)) => place(json, value.get())? + value.get().len(),
            None => start,
        };
        at = inside + json.get(inside..)?.find('}')? + 1;
        let raw = json.get(start..at)?;
        objects.push(Object { raw, members });
    }
    Some(objects)
}

impl<'a> Members<'a> {
    /// The value of the first member of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(key, _)| &**key == name);
        found.map(|(_, value)| value.get())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    members.push(entry);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reads)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Items<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Items<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(Reads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_objects_of_a_list_are_cut_out_as_they_stand() {
        let json = r#" [ {"a":"}{,","b":{ "c":[{}] } } ,{ },{"d" :1.0}
        ] "#;
        let objects = objects(json).unwrap();
        let raw: Vec<&str> = objects.iter().map(|object| object.raw).collect();
        let members = [r#"{"a":"}{,","b":{ "c":[{}] } }"#, "{ }", r#"{"d" :1.0}"#];
        assert_eq!(raw, members);
        assert_eq!(objects[0].members.get("b"), Some(r#"{ "c":[{}] }"#));
        assert!(super::objects("[]").is_some_and(|none| none.is_empty()));
        for other in ["{}", "[1]", "[{},null]", "\"a\"", "[{}", ""] {
            assert!(super::objects(other).is_none(), "{other}");
        }
    }
}
