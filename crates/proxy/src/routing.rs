//! Which provider answers for a model, and under which name.

use std::sync::Arc;

use formats::ErrorKind;
use providers::{Provider, models};

use crate::app::Live;
use crate::refusal::Refusal;

/// Whom a path asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pick {
    /// Whoever serves the model.
    ByModel,
    /// Claude, whatever the model.
    Claude,
}

/// Who answers.
#[derive(Debug)]
pub(crate) struct Chosen {
    pub(crate) provider: Arc<dyn Provider>,
    /// The name that the provider knows the model by, where it is not the client's.
    pub(crate) rename: Option<String>,
}

/// Chooses by the path and the model. A request without a model goes to Claude, whose answer says what is missing.
pub(crate) fn choose(live: &Live, pick: Pick, model: Option<&str>) -> Result<Chosen, Refusal> {
    let claude = |rename| Chosen {
        provider: Arc::clone(&live.claude),
        rename,
    };
    let Some(asked) = model else {
        return Ok(claude(None));
    };
    let name = live.aliases.get(asked).map_or(asked, String::as_str);
    let (outright, name) = match name.strip_prefix("claude/") {
        Some(name) => (true, name),
        None => (pick == Pick::Claude, name),
    };
    if !outright {
        if !models::is_claude(name) {
            return Err(unknown(asked));
        }
        if let Some(heir) = models::heir(name) {
            return Err(retired(name, heir));
        }
    }
    Ok(claude((name != asked).then(|| name.to_owned())))
}

fn unknown(model: &str) -> Refusal {
    let shown: String = model.chars().take(100).collect();
    Refusal::new(
        ErrorKind::UnknownModel,
        format!(
            "model: {shown:?} is not served here. There are {}, and what GET /v1/models lists; \
             models.aliases can give it another name",
            models::CLAUDE.join(", ")
        ),
    )
}

fn retired(model: &str, heir: &str) -> Refusal {
    Refusal::new(
        ErrorKind::UnknownModel,
        format!(
            "model: {model:?} was retired by Anthropic; {heir} took its place. To ask Anthropic all the same, name it \
             claude/{model}"
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use providers::Demo;

    use super::*;

    fn live() -> Live {
        let mut settings = settings::Settings::default();
        settings.models.aliases = BTreeMap::from([
            ("gpt-4o".to_owned(), "claude-sonnet-5".to_owned()),
            ("fast".to_owned(), "claude/my-haiku".to_owned()),
        ]);
        Live::new(&settings, Arc::new(Demo::new()))
    }

    #[test]
    fn a_model_is_found_by_alias_by_prefix_and_by_name() {
        for (pick, model, rename) in [
            (Pick::ByModel, Some("claude-opus-5"), None),
            (Pick::ByModel, Some("gpt-4o"), Some("claude-sonnet-5")),
            (Pick::ByModel, Some("fast"), Some("my-haiku")),
            (Pick::ByModel, Some("claude/x"), Some("x")),
            (Pick::ByModel, None, None),
            (Pick::Claude, Some("anything"), None),
            (Pick::Claude, Some("claude-2.1"), None),
            (Pick::ByModel, Some("claude/claude-2.1"), Some("claude-2.1")),
        ] {
            let chosen = choose(&live(), pick, model).unwrap();
            assert_eq!(chosen.rename.as_deref(), rename, "{pick:?} {model:?}");
        }
    }

    #[test]
    fn a_model_that_nobody_serves_is_a_404_that_names_those_there_are() {
        let refusal = choose(&live(), Pick::ByModel, Some("gpt-5")).unwrap_err();
        assert_eq!(refusal.kind(), ErrorKind::UnknownModel);
        assert!(refusal.message().contains("claude-opus-5-5"), "{refusal:?}");
        let refusal = choose(&live(), Pick::ByModel, Some("claude-3-opus-20240229")).unwrap_err();
        assert!(refusal.message().contains("claude-opus-5-5"), "{refusal:?}");
    }
}
