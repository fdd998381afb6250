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
    /// The person's own `claude` command, whatever the model.
    ClaudeCode,
    /// The Codex backend, whatever the model.
    Codex,
    /// The OpenAI API, whatever the model.
    Openai,
}

/// Who answers.
#[derive(Debug)]
pub(crate) struct Chosen {
    pub(crate) provider: Arc<dyn Provider>,
    /// The name that the provider knows the model by, where it is not the client's.
    pub(crate) rename: Option<String>,
}

/// The providers by the name that stands before a model's.
const PREFIXES: [(&str, Pick); 4] = [
    ("claude/", Pick::Claude),
    ("claude-code/", Pick::ClaudeCode),
    ("codex/", Pick::Codex),
    ("openai/", Pick::Openai),
];

/// Chooses by the path and the model. A request without a model goes to Claude where the path does not say otherwise,
/// and the provider's answer says what is missing.
pub(crate) fn choose(live: &Live, pick: Pick, model: Option<&str>) -> Result<Chosen, Refusal> {
    let Some(asked) = model else {
        return Ok(Chosen {
            provider: outright(live, pick)?,
            rename: None,
        });
    };
    let name = meant(live, asked);
    let prefixed = PREFIXES
        .into_iter()
        .find_map(|(prefix, pick)| Some((pick, name.strip_prefix(prefix)?)));
    let (pick, name) = prefixed.unwrap_or((pick, name));
    let provider = match pick {
        Pick::ByModel => by_model(live, asked, name)?,
        pick => outright(live, pick)?,
    };
    Ok(Chosen {
        provider,
        rename: (name != asked).then(|| name.to_owned()),
    })
}

/// The name that a client's name stands for, through aliases of aliases.
pub(crate) fn meant<'n>(live: &'n Live, asked: &'n str) -> &'n str {
    let next = |name: &str| live.aliases.get(name).map(String::as_str);
    let mut name = asked;
    for _ in 0..=live.aliases.len() {
        match next(name) {
            Some(other) if other != name => name = other,
            _ => return name,
        }
    }
    // Two names that stand for each other are a swap: one step is meant.
    next(asked).unwrap_or(asked)
}

/// The provider that was asked for by its name.
pub(crate) fn outright(live: &Live, pick: Pick) -> Result<Arc<dyn Provider>, Refusal> {
    let providers = &live.providers;
    let provider = match pick {
        Pick::ByModel | Pick::Claude => Some(Arc::clone(&providers.claude)),
        Pick::ClaudeCode => {
            let code = providers.claude_code.clone();
            code.map(|code| code as Arc<dyn Provider>)
        }
        Pick::Codex => providers.codex.clone(),
        Pick::Openai => providers.openai.clone(),
    };
    provider.ok_or_else(|| Refusal::new(ErrorKind::UnknownModel, switch_on(live, pick)))
}

fn by_model(live: &Live, asked: &str, name: &str) -> Result<Arc<dyn Provider>, Refusal> {
    let providers = &live.providers;
    if models::is_claude(name) {
        return match models::heir(name) {
            Some(heir) => Err(retired(name, heir)),
            None => Ok(Arc::clone(&providers.claude)),
        };
    }
    if models::is_openai(name) {
        let answers = providers.codex.as_ref().or(providers.openai.as_ref());
        return answers.cloned().ok_or_else(|| no_openai(live, asked));
    }
    Err(unknown(live, asked, name))
}

/// The embedded provider is alone, and nothing can be switched on beside it.
fn is_demo(live: &Live) -> bool {
    live.providers.claude_code.is_none()
}

/// How to switch on a provider that is off.
fn switch_on(live: &Live, pick: Pick) -> &'static str {
    if is_demo(live) {
        return "the demo answers for Claude's models alone; for other providers, start without --demo";
    }
    match pick {
        Pick::ByModel | Pick::Claude | Pick::ClaudeCode | Pick::Codex => {
            "the Codex provider is off. Switch it on with `ccproxy config codex --enable`, or in the window; it uses the \
             ChatGPT login of the Codex CLI (`ccproxy auth login-openai`)"
        }
        Pick::Openai => {
            "the OpenAI provider is off. Switch it on with `ccproxy config set openai.enabled true`; it uses an API key \
             (`ccproxy auth login-openai --api-key`) or your ChatGPT plan (`ccproxy auth login-chatgpt`)"
        }
    }
}

fn no_openai(live: &Live, model: &str) -> Refusal {
    let way = if is_demo(live) {
        "the demo answers for Claude's models alone. For OpenAI's, start without --demo"
    } else {
        "no provider for it is on. With a ChatGPT login: `ccproxy config codex --enable`; with an API key: `ccproxy config \
         set openai.enabled true`"
    };
    Refusal::new(
        ErrorKind::UnknownModel,
        format!(
            "model: {:?} is OpenAI's, and {way}. There are {}; models.aliases can give the name to one of them",
            shown(model),
            models::CLAUDE.join(", ")
        ),
    )
}

fn unknown(live: &Live, asked: &str, name: &str) -> Refusal {
    let alias = if asked == name {
        String::new()
    } else {
        format!(" stands for {:?}, which", shown(name))
    };
    let openai = live.providers.codex.is_some() || live.providers.openai.is_some();
    let others = if openai { ", GPT models" } else { "" };
    Refusal::new(
        ErrorKind::UnknownModel,
        format!(
            "model: {:?}{alias} is not served here. There are {}{others}, and what GET /v1/models lists; models.aliases \
             can give it another name",
            shown(asked),
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

fn shown(model: &str) -> String {
    model.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use providers::claude_code::Options;
    use providers::{ClaudeCode, Demo};

    use super::*;
    use crate::app::Providers;

    fn live(codex: bool, openai: bool) -> Live {
        let mut settings = settings::Settings::default();
        settings.models.aliases = BTreeMap::from([
            ("gpt-4o".to_owned(), "claude-sonnet-5".to_owned()),
            ("fast".to_owned(), "claude/my-haiku".to_owned()),
            ("deep".to_owned(), "openai/gpt-6".to_owned()),
            ("cheap".to_owned(), "gpt-4o".to_owned()),
            ("gpt-a".to_owned(), "gpt-b".to_owned()),
            ("gpt-b".to_owned(), "gpt-a".to_owned()),
            ("gpt-6".to_owned(), "gpt-6".to_owned()),
            ("gone".to_owned(), "nowhere".to_owned()),
        ]);
        let provider = || Arc::new(Demo::new()) as Arc<dyn Provider>;
        let providers = Providers {
            claude: provider(),
            claude_code: Some(Arc::new(ClaudeCode::new(Options::of(
                &settings.claude,
                "state".into(),
            )))),
            codex: codex.then(provider),
            openai: openai.then(provider),
        };
        Live::new(&settings, providers)
    }

    /// Which of the providers was chosen, and the name that it gets.
    fn chosen(live: &Live, pick: Pick, model: Option<&str>) -> (&'static str, Option<String>) {
        let chosen = choose(live, pick, model).unwrap();
        let is = |other: Option<&Arc<dyn Provider>>| {
            other.is_some_and(|other| Arc::ptr_eq(other, &chosen.provider))
        };
        let name = if is(Some(&live.providers.claude)) {
            "claude"
        } else if chosen.provider.name() == "claude-code" {
            "claude-code"
        } else if is(live.providers.codex.as_ref()) {
            "codex"
        } else {
            "openai"
        };
        (name, chosen.rename)
    }

    #[test]
    fn a_model_is_found_by_alias_by_prefix_and_by_name() {
        let live = live(true, true);
        for (pick, model, provider, rename) in [
            (Pick::ByModel, Some("claude-opus-5"), "claude", None),
            (
                Pick::ByModel,
                Some("gpt-4o"),
                "claude",
                Some("claude-sonnet-5"),
            ),
            (Pick::ByModel, Some("fast"), "claude", Some("my-haiku")),
            // An alias of an alias; a swap; a name of its own.
            (
                Pick::ByModel,
                Some("cheap"),
                "claude",
                Some("claude-sonnet-5"),
            ),
            (Pick::ByModel, Some("gpt-a"), "codex", Some("gpt-b")),
            (Pick::ByModel, Some("gpt-b"), "codex", Some("gpt-a")),
            (Pick::ByModel, Some("gpt-6"), "codex", None),
            (Pick::ByModel, Some("claude/x"), "claude", Some("x")),
            (Pick::ByModel, None, "claude", None),
            (Pick::Claude, Some("anything"), "claude", None),
            (Pick::Claude, Some("claude-2.1"), "claude", None),
            (
                Pick::ByModel,
                Some("claude/claude-2.1"),
                "claude",
                Some("claude-2.1"),
            ),
            (Pick::ClaudeCode, Some("opus"), "claude-code", None),
            (
                Pick::ByModel,
                Some("claude-code/opus"),
                "claude-code",
                Some("opus"),
            ),
            (Pick::ByModel, Some("gpt-6.1-sol"), "codex", None),
            (Pick::ByModel, Some("o3"), "codex", None),
            (Pick::ByModel, Some("codex-mini"), "codex", None),
            (Pick::ByModel, Some("openai/gpt-6"), "openai", Some("gpt-6")),
            (Pick::ByModel, Some("deep"), "openai", Some("gpt-6")),
            (Pick::Codex, None, "codex", None),
            (Pick::Codex, Some("claude-opus-5"), "codex", None),
            (Pick::Openai, Some("ft:anything"), "openai", None),
            (Pick::Openai, Some("codex/gpt-6"), "codex", Some("gpt-6")),
        ] {
            let (name, renamed) = chosen(&live, pick, model);
            assert_eq!(
                (name, renamed.as_deref()),
                (provider, rename),
                "{pick:?} {model:?}"
            );
        }
    }

    #[test]
    fn gpt_models_go_to_codex_if_it_is_on_else_to_openai() {
        for (codex, openai, provider) in [
            (true, true, "codex"),
            (true, false, "codex"),
            (false, true, "openai"),
        ] {
            let (name, _) = chosen(&live(codex, openai), Pick::ByModel, Some("gpt-6"));
            assert_eq!(name, provider);
        }
    }

    #[test]
    fn a_provider_that_is_off_says_how_to_switch_it_on() {
        let live = live(false, false);
        for (pick, model, says) in [
            (Pick::ByModel, "gpt-6", "ccproxy config codex --enable"),
            (Pick::ByModel, "gpt-6", "openai.enabled"),
            (
                Pick::ByModel,
                "codex/gpt-6",
                "ccproxy config codex --enable",
            ),
            (Pick::Codex, "gpt-6", "ccproxy config codex --enable"),
            (Pick::Openai, "gpt-6", "openai.enabled"),
        ] {
            let refusal = choose(&live, pick, Some(model)).unwrap_err();
            assert_eq!(refusal.kind(), ErrorKind::UnknownModel);
            assert!(refusal.message().contains(says), "{refusal:?}");
        }
    }

    #[test]
    fn the_demo_offers_nothing_that_it_cannot_switch_on() {
        let mut live = live(false, false);
        live.providers.claude_code = None;
        for (pick, model) in [
            (Pick::ByModel, "gpt-6"),
            (Pick::ByModel, "claude-code/opus"),
            (Pick::Codex, "gpt-6"),
            (Pick::Openai, "gpt-6"),
        ] {
            let refusal = choose(&live, pick, Some(model)).unwrap_err();
            assert!(refusal.message().contains("without --demo"), "{refusal:?}");
            assert!(!refusal.message().contains("enable"), "{refusal:?}");
        }
    }

    #[test]
    fn a_model_that_nobody_serves_is_a_404_that_names_those_there_are() {
        let live = live(false, false);
        let refusal = choose(&live, Pick::ByModel, Some("llama-9")).unwrap_err();
        assert_eq!(refusal.kind(), ErrorKind::UnknownModel);
        assert!(refusal.message().contains("claude-opus-5-5"), "{refusal:?}");
        let refusal = choose(&live, Pick::ByModel, Some("gone")).unwrap_err();
        let says = r#""gone" stands for "nowhere", which is not served"#;
        assert!(refusal.message().contains(says), "{refusal:?}");
        let refusal = choose(&live, Pick::ByModel, Some("claude-3-opus-20240229")).unwrap_err();
        assert!(refusal.message().contains("claude-opus-5-5"), "{refusal:?}");
    }
}
