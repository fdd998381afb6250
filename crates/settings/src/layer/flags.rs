//! Flags of the command line.

use super::{Entry, Found};
use crate::error::Problem;
use crate::key;
use crate::origin::Origin;
use crate::source::Sources;
use crate::value::{Context, Raw};

/// Takes the flags that were given.
pub(super) fn read(sources: &Sources, found: &mut Found) {
    for flag in &sources.flags {
        let origin = Origin::Flag { name: flag.name };
        let Some(key) = key::find(flag.key) else {
            let text = format!("{} sets {}, which is not a setting", flag.name, flag.key);
            found.problems.push(Problem::at(&origin, text));
            continue;
        };
        if key.is_secret() {
            let text = format!(
                "{} would show a secret to every program of this machine; use {} in the environment",
                flag.name,
                key.env_name()
            );
            found.problems.push(Problem::at(&origin, text));
            continue;
        }
        let context = Context {
            base: sources.working_folder().map(Into::into),
            home: sources.home.clone(),
            any_port: true,
        };
        found.entries.push(Entry {
            key,
            raw: Raw::Plain(flag.value.clone()),
            origin,
            context,
        });
    }
}
