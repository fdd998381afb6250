mod anthropic;
mod commands;
mod frameworks;
mod openai;

use std::str::FromStr;

use crate::endpoint::{Endpoint, Shown};
use crate::{Shell, environment};

/// Whose model a snippet asks for: that of an account that the person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Model {
    /// One of Anthropic's.
    #[default]
    Claude,
    /// One of OpenAI's.
    Gpt,
}

impl Model {
    /// Its name (sources: Anthropic API docs, "Models"; codex 0.169.0, its default model).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Claude => "claude-sonnet-5-5",
            Self::Gpt => "gpt-6.1-sol",
        }
    }
}

/// Something to paste: code that sends a first message, or what a client needs before it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snippet {
    /// Python, Anthropic's SDK.
    PythonAnthropic,
    /// Python, OpenAI's SDK.
    PythonOpenai,
    /// JavaScript, Anthropic's SDK.
    JavascriptAnthropic,
    /// JavaScript, OpenAI's SDK.
    JavascriptOpenai,
    /// curl, Anthropic Messages.
    Curl,
    /// curl, OpenAI Chat Completions.
    CurlOpenai,
    /// The `claude` command.
    ClaudeCode,
    /// The `codex` command.
    CodexCli,
    /// LangChain for Python, its OpenAI package.
    Langchain,
    /// LiteLLM's Python library.
    Litellm,
    /// The `llm` command.
    Llm,
    /// The variables that both vendors' clients read.
    Environment(Shell),
}

/// What a snippet is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Python.
    Python,
    /// JavaScript.
    Javascript,
    /// A shell.
    Shell,
}

/// There is no snippet of that name.
#[derive(Debug, thiserror::Error)]
#[error("there is no snippet {0:?}; there are {names}", names = Snippet::PROGRAMS.map(Snippet::id).join(", "))]
pub struct UnknownSnippet(String);

impl FromStr for Snippet {
    type Err = UnknownSnippet;

    /// One of [`Snippet::PROGRAMS`], by its id.
    fn from_str(name: &str) -> Result<Self, UnknownSnippet> {
        Self::PROGRAMS
            .into_iter()
            .find(|s| s.id() == name)
            .ok_or_else(|| UnknownSnippet(name.to_owned()))
    }
}

impl Snippet {
    /// All of them, the most asked for first.
    pub const ALL: [Self; 14] = [
        Self::PythonAnthropic,
        Self::PythonOpenai,
        Self::JavascriptAnthropic,
        Self::JavascriptOpenai,
        Self::Curl,
        Self::CurlOpenai,
        Self::Environment(Shell::Sh),
        Self::Environment(Shell::Fish),
        Self::Environment(Shell::Powershell),
        Self::ClaudeCode,
        Self::CodexCli,
        Self::Langchain,
        Self::Litellm,
        Self::Llm,
    ];

    /// Those that send a message by themselves, the most asked for first.
    pub const PROGRAMS: [Self; 11] = [
        Self::PythonAnthropic,
        Self::PythonOpenai,
        Self::JavascriptAnthropic,
        Self::JavascriptOpenai,
        Self::Curl,
        Self::CurlOpenai,
        Self::ClaudeCode,
        Self::CodexCli,
        Self::Langchain,
        Self::Litellm,
        Self::Llm,
    ];

    /// The one of that id.
    #[must_use]
    pub fn with_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|snippet| snippet.id() == id)
    }

    /// The name by which a person asks for it; it never changes.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::PythonAnthropic => "python-anthropic",
            Self::PythonOpenai => "python-openai",
            Self::JavascriptAnthropic => "javascript-anthropic",
            Self::JavascriptOpenai => "javascript-openai",
            Self::Curl => "curl",
            Self::CurlOpenai => "curl-openai",
            Self::ClaudeCode => "claude-code",
            Self::CodexCli => "codex-cli",
            Self::Langchain => "langchain",
            Self::Litellm => "litellm",
            Self::Llm => "llm",
            Self::Environment(Shell::Sh) => "environment-sh",
            Self::Environment(Shell::Fish) => "environment-fish",
            Self::Environment(Shell::Powershell) => "environment-powershell",
        }
    }

    /// What a list calls it: the program, and which of its kind.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::PythonAnthropic => "Python, Anthropic",
            Self::PythonOpenai => "Python, OpenAI",
            Self::JavascriptAnthropic => "JavaScript, Anthropic",
            Self::JavascriptOpenai => "JavaScript, OpenAI",
            Self::Curl => "curl, Anthropic",
            Self::CurlOpenai => "curl, OpenAI",
            Self::ClaudeCode => "Claude Code",
            Self::CodexCli => "Codex CLI",
            Self::Langchain => "LangChain",
            Self::Litellm => "LiteLLM",
            Self::Llm => "llm",
            Self::Environment(Shell::Sh) => "Environment, sh",
            Self::Environment(Shell::Fish) => "Environment, fish",
            Self::Environment(Shell::Powershell) => "Environment, PowerShell",
        }
    }

    /// What it is written in.
    #[must_use]
    pub fn language(self) -> Language {
        match self {
            Self::PythonAnthropic | Self::PythonOpenai | Self::Langchain | Self::Litellm => {
                Language::Python
            }
            Self::JavascriptAnthropic | Self::JavascriptOpenai => Language::Javascript,
            Self::Curl
            | Self::CurlOpenai
            | Self::ClaudeCode
            | Self::CodexCli
            | Self::Llm
            | Self::Environment(_) => Language::Shell,
        }
    }

    /// What a person needs to have for it, in a few words.
    #[must_use]
    pub fn needs(self) -> &'static str {
        match self {
            Self::PythonAnthropic => "Python, pip install anthropic",
            Self::PythonOpenai => "Python, pip install openai",
            Self::JavascriptAnthropic => "JavaScript, npm install @anthropic-ai/sdk",
            Self::JavascriptOpenai => "JavaScript, npm install openai",
            Self::Curl => "a shell, Anthropic's Messages API",
            Self::CurlOpenai => "a shell, OpenAI's Chat Completions API",
            Self::ClaudeCode => "a shell, the claude command",
            Self::CodexCli => "a shell, the codex command",
            Self::Langchain => "Python, pip install langchain-openai",
            Self::Litellm => "Python, pip install litellm",
            Self::Llm => "a shell, pip install llm",
            Self::Environment(_) => "a shell",
        }
    }

    /// The code, ready to paste, that asks for `model`, for a gateway at `base_url`, which has no slash at its end.
    #[must_use]
    pub fn render(self, base_url: &str, token: Shown<'_>, model: &str) -> String {
        let endpoint = &Endpoint { base_url, token };
        match self {
            Self::PythonAnthropic => anthropic::python(endpoint, model),
            Self::PythonOpenai => openai::python(endpoint, model),
            Self::JavascriptAnthropic => anthropic::javascript(endpoint, model),
            Self::JavascriptOpenai => openai::javascript(endpoint, model),
            Self::Curl => anthropic::curl(endpoint, model),
            Self::CurlOpenai => openai::curl(endpoint, model),
            Self::ClaudeCode => commands::claude(endpoint, model),
            Self::CodexCli => commands::codex(endpoint, model),
            Self::Langchain => frameworks::langchain(endpoint, model),
            Self::Litellm => frameworks::litellm(endpoint, model),
            Self::Llm => frameworks::llm(endpoint, model),
            Self::Environment(shell) => environment::all(endpoint, shell),
        }
    }
}

impl Language {
    /// Its name, as editors and highlighters know it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Javascript => "javascript",
            Self::Shell => "shell",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "http://127.0.0.1:8123";

    fn rendered(snippet: Snippet) -> String {
        snippet.render(URL, Shown::Token("a-token"), Model::Claude.name())
    }

    #[test]
    fn every_snippet_has_the_address_and_the_token_and_is_found_by_its_id() {
        for snippet in Snippet::ALL {
            let text = rendered(snippet);
            assert!(text.contains(URL), "{text}");
            assert!(text.contains("a-token"), "{text}");
            assert_eq!(Snippet::with_id(snippet.id()), Some(snippet));
        }
        for program in Snippet::PROGRAMS {
            assert!(Snippet::ALL.contains(&program));
            assert_eq!(program.id().parse::<Snippet>().unwrap(), program);
        }
        let error = "fortran".parse::<Snippet>().unwrap_err();
        assert!(error.to_string().contains("python-anthropic"), "{error}");
    }

    #[test]
    fn a_mask_is_a_row_of_bullets_in_every_language_and_nothing_else_differs() {
        for snippet in Snippet::ALL {
            let masked = snippet.render(URL, Shown::Masked, Model::Claude.name());
            let bullets: String = masked.chars().filter(|c| *c == '•').collect();
            assert!(!bullets.is_empty(), "{masked}");
            let row: String = "•".repeat(12);
            assert_eq!(masked.replace(&row, "a-token"), rendered(snippet));
            let open = snippet.render(URL, Shown::Unset, Model::Claude.name());
            assert_eq!(open.replace("not-needed", "a-token"), rendered(snippet));
        }
    }

    #[test]
    fn each_client_gets_the_base_url_of_its_own_api() {
        use Snippet::{ClaudeCode, Curl, JavascriptAnthropic, PythonAnthropic};
        let anthropic = [PythonAnthropic, JavascriptAnthropic, Curl, ClaudeCode];
        for snippet in Snippet::PROGRAMS {
            let text = rendered(snippet);
            let openai = text.contains("http://127.0.0.1:8123/openai/v1");
            assert_eq!(openai, !anthropic.contains(&snippet), "{text}");
        }
    }

    #[test]
    fn each_program_asks_for_a_model_of_the_account_that_there_is() {
        for snippet in Snippet::PROGRAMS {
            let text = |model: Model| snippet.render(URL, Shown::Unset, model.name());
            // The `claude` command has a model of its own, where the account is Claude's.
            assert!(
                snippet == Snippet::ClaudeCode
                    || text(Model::Claude).contains(Model::Claude.name())
            );
            assert!(text(Model::Gpt).contains(Model::Gpt.name()), "{snippet:?}");
        }
    }

    #[test]
    fn titles_and_ids_tell_all_of_them_apart() {
        let mut seen = std::collections::BTreeSet::new();
        for snippet in Snippet::ALL {
            assert!(
                seen.insert(snippet.id()) && seen.insert(snippet.title())
                    || snippet.id() == snippet.title()
            );
        }
    }
}
