//! Namespaces: tools in groups, which no other format has. A tool of a namespace is told to the model by one name.

use std::collections::{HashMap, HashSet};

use crate::Failure;
use crate::conversation::Alphabet;
use crate::json::Str;
use crate::openai::Place;
use crate::responses::request::{Called, Own};

/// Names that every provider takes (source: openai-python 3.57.0, `FunctionDefinition.name`).
const NAMES: Alphabet = Alphabet { longest: 64 };
/// All names that an answer may have to be given back with take no more than this, in bytes.
const MOST: usize = 64 * 1024;

/// The names that the model knows the tools by.
#[derive(Debug, Default)]
pub(super) struct Flat {
    /// By namespace and own name; the namespace is empty where there is none.
    by_own: HashMap<(String, String), String>,
    taken: HashSet<String>,
    own: Vec<Own>,
}

impl Flat {
    /// Takes a tool, and answers the model's name of it.
    pub(super) fn add<'a>(
        &mut self,
        namespace: Option<&str>,
        name: &Str<'a>,
        called: Called,
    ) -> Str<'a> {
        let key = (
            namespace.unwrap_or_default().to_owned(),
            (**name).to_owned(),
        );
        let known = self.by_own.get(&key).cloned();
        if let Some(sent) = &known {
            self.own.retain(|own| own.sent != *sent);
        }
        let sent = known.unwrap_or_else(|| self.free(namespace, name));
        self.by_own.insert(key, sent.clone());
        self.taken.insert(sent.clone());
        if namespace.is_some() || called != Called::Function {
            self.own.push(Own {
                sent: sent.clone(),
                name: (**name).to_owned(),
                namespace: namespace.map(str::to_owned),
                called,
            });
        }
        if namespace.is_none() {
            return name.clone();
        }
        sent.into()
    }

    /// A name for a tool that has none yet: another tool may have its name by chance.
    fn free(&self, namespace: Option<&str>, name: &str) -> String {
        let Some(namespace) = namespace else {
            return name.to_owned();
        };
        let joined = joined(namespace, name).to_string();
        if self.taken.contains(&joined) {
            // The dot is in no name: this one is marked with its hash.
            return NAMES.clean(&format!("{namespace}.{name}")).to_string();
        }
        joined
    }

    /// The model's name of a tool, which may be one that is not offered any more.
    pub(super) fn sent<'a>(&self, namespace: Option<&str>, name: Str<'a>) -> Str<'a> {
        let Some(namespace) = namespace else {
            return name;
        };
        let key = (namespace.to_owned(), name.to_string());
        match self.by_own.get(&key) {
            Some(sent) => sent.clone().into(),
            None => joined(namespace, &name),
        }
    }

    /// The model's name of the one tool that the client calls `name`, whatever namespace it is in.
    pub(super) fn only(&self, name: &str) -> Option<&str> {
        let mut found = self.by_own.iter().filter(|((_, own), _)| own == name);
        let (_, sent) = found.next()?;
        found.next().is_none().then_some(sent)
    }

    /// What an answer needs, to be given with the client's own names.
    pub(super) fn into_own(self) -> Result<Vec<Own>, Failure> {
        let size = |own: &Own| {
            size_of::<Own>()
                + own.sent.len()
                + own.name.len()
                + own.namespace.as_ref().map_or(0, String::len)
        };
        if self.own.iter().map(size).sum::<usize>() > MOST {
            let message =
                "the names of these tools take more than 64 KiB: send fewer, or shorter ones";
            return Err(Place::Top("tools").refuse(message));
        }
        Ok(self.own)
    }
}

fn joined(namespace: &str, name: &str) -> Str<'static> {
    NAMES.clean(&format!("{namespace}__{name}")).into_owned()
}
