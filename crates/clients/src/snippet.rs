mod anthropic;
mod frameworks;
mod openai;

use std::str::FromStr;

use crate::{Endpoint, Shell, environment};

/// The model that snippets ask for.
const MODEL: &str = "claude-sonnet-5-5";

/// A piece of code that sends a first message.
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
    /// LangChain for Python, its OpenAI package.
    Langchain,
    /// LiteLLM's Python library.
    Litellm,
    /// The `llm` command.
    Llm,
}

/// There is no snippet of that name.
#[derive(Debug, thiserror::Error)]
#[error("there is no snippet {0:?}; there are {names}", names = Snippet::ALL.map(Snippet::name).join(", "))]
pub struct UnknownSnippet(String);

impl FromStr for Snippet {
    type Err = UnknownSnippet;

    fn from_str(name: &str) -> Result<Self, UnknownSnippet> {
        Self::ALL
            .into_iter()
            .find(|s| s.name() == name)
            .ok_or_else(|| UnknownSnippet(name.to_owned()))
    }
}

impl Snippet {
    /// All of them, the most asked for first.
    pub const ALL: [Self; 10] = [
        Self::PythonAnthropic,
        Self::PythonOpenai,
        Self::JavascriptAnthropic,
        Self::JavascriptOpenai,
        Self::Curl,
        Self::CurlOpenai,
        Self::ClaudeCode,
        Self::Langchain,
        Self::Litellm,
        Self::Llm,
    ];

    /// The name by which a person asks for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PythonAnthropic => "python-anthropic",
            Self::PythonOpenai => "python-openai",
            Self::JavascriptAnthropic => "javascript-anthropic",
            Self::JavascriptOpenai => "javascript-openai",
            Self::Curl => "curl",
            Self::CurlOpenai => "curl-openai",
            Self::ClaudeCode => "claude-code",
            Self::Langchain => "langchain",
            Self::Litellm => "litellm",
            Self::Llm => "llm",
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
            Self::Langchain => "Python, pip install langchain-openai",
            Self::Litellm => "Python, pip install litellm",
            Self::Llm => "a shell, pip install llm",
        }
    }

    /// The code, ready to paste.
    #[must_use]
    pub fn render(self, endpoint: &Endpoint) -> String {
        match self {
            Self::PythonAnthropic => anthropic::python(endpoint),
            Self::PythonOpenai => openai::python(endpoint),
            Self::JavascriptAnthropic => anthropic::javascript(endpoint),
            Self::JavascriptOpenai => openai::javascript(endpoint),
            Self::Curl => anthropic::curl(endpoint),
            Self::CurlOpenai => openai::curl(endpoint),
            Self::ClaudeCode => environment::anthropic(endpoint, Shell::Sh) + "claude\n",
            Self::Langchain => frameworks::langchain(endpoint),
            Self::Litellm => frameworks::litellm(endpoint),
            Self::Llm => frameworks::llm(endpoint),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint() -> Endpoint {
        Endpoint {
            base_url: "http://127.0.0.1:8123".to_owned(),
            token: Some("a-token".to_owned()),
        }
    }

    #[test]
    fn every_snippet_has_the_address_and_the_token_and_is_found_by_its_name() {
        for snippet in Snippet::ALL {
            let text = snippet.render(&endpoint());
            assert!(text.contains("http://127.0.0.1:8123"), "{text}");
            assert!(text.contains("a-token"), "{text}");
            assert_eq!(snippet.name().parse::<Snippet>().unwrap(), snippet);
        }
        let error = "fortran".parse::<Snippet>().unwrap_err();
        assert!(error.to_string().contains("python-anthropic"), "{error}");
    }

    #[test]
    fn each_client_gets_the_base_url_of_its_own_api() {
        use Snippet::{ClaudeCode, Curl, JavascriptAnthropic, PythonAnthropic};
        let anthropic = [PythonAnthropic, JavascriptAnthropic, Curl, ClaudeCode];
        for snippet in Snippet::ALL {
            let text = snippet.render(&endpoint());
            let openai = text.contains("http://127.0.0.1:8123/openai/v1");
            assert_eq!(openai, !anthropic.contains(&snippet), "{text}");
        }
    }
}
