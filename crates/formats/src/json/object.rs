/// Declares a JSON object of the wire: each member optional, `null` as good as absent, members that it does not know
/// kept by name in `unknown`, so that a translation can say what it does not take along.
///
/// Read in one pass, borrowed from the wire. (serde's own `flatten` and untagged enums buffer what they read, and can
/// keep neither raw values nor unknown names.)
macro_rules! object {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident<$life:lifetime> {
            $( $(#[$field_meta:meta])* $field:ident : $type:ty = $key:literal ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        $vis struct $name<$life> {
            $( $(#[$field_meta])* pub(crate) $field: Option<$type>, )*
            /// Members of other names, but for those that are null.
            pub(crate) unknown: Vec<$crate::json::Str<$life>>,
        }

        impl<'de: $life, $life> serde::Deserialize<'de> for $name<$life> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Reads<$life>(std::marker::PhantomData<&$life ()>);
                impl<'de: $life, $life> serde::de::Visitor<'de> for Reads<$life> {
                    type Value = $name<$life>;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                        let mut object = $name::default();
                        while let Some(key) = map.next_key::<$crate::json::Str<'de>>()? {
                            match &*key {
                                $( $key => object.$field = map.next_value()?, )*
                                _ => {
                                    if map.next_value::<Option<serde::de::IgnoredAny>>()?.is_some() {
                                        object.unknown.push(key);
                                    }
                                }
                            }
                        }
                        Ok(object)
                    }
                }
                deserializer.deserialize_map(Reads(std::marker::PhantomData))
            }
        }
    };
}

pub(crate) use object;

#[cfg(test)]
mod tests {
    use crate::json::{Str, Text};

    object! {
        struct Sample<'a> {
            name: Str<'a> = "name",
            text: Text<'a> = "text",
        }
    }

    #[test]
    fn null_is_absent_and_unknown_members_are_named() {
        let sample: Sample<'_> =
            serde_json::from_str(r#"{"name":"n","text":null,"x":1,"y":null,"z":{"name":2}}"#)
                .unwrap();
        assert_eq!(sample.name.as_deref(), Some("n"));
        assert_eq!(sample.text, None);
        assert_eq!(sample.unknown, ["x", "z"]);
    }

    #[test]
    fn a_member_of_the_wrong_kind_is_a_fault_with_its_place() {
        let fault = serde_json::from_str::<Sample<'_>>("{\n\"name\":1}").unwrap_err();
        assert!(
            fault.to_string().contains("expected a string at line 2"),
            "{fault}"
        );
    }
}
