use std::str::FromStr;

use crate::{Endpoint, Shell, environment, quote};

/// The model that snippets ask for.
const MODEL: &str = "claude-sonnet-5-5";

/// A piece of code that sends a first message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snippet {
    /// Python, Anthropic's SDK.
    PythonAnthropic,
    /// JavaScript, Anthropic's SDK.
    JavascriptAnthropic,
    /// curl, Anthropic Messages.
    Curl,
    /// The `claude` command.
    ClaudeCode,
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
    pub const ALL: [Self; 4] = [
        Self::PythonAnthropic,
        Self::JavascriptAnthropic,
        Self::Curl,
        Self::ClaudeCode,
    ];

    /// The name by which a person asks for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PythonAnthropic => "python-anthropic",
            Self::JavascriptAnthropic => "javascript-anthropic",
            Self::Curl => "curl",
            Self::ClaudeCode => "claude-code",
        }
    }

    /// The code, ready to paste.
    #[must_use]
    pub fn render(self, endpoint: &Endpoint) -> String {
        let (url, key) = (quote::code(&endpoint.base_url), quote::code(endpoint.key()));
        match self {
            Self::PythonAnthropic => format!(
                r#"from anthropic import Anthropic

client = Anthropic(base_url={url}, api_key={key})

with client.messages.stream(
    model="{MODEL}",
    max_tokens=1024,
    messages=[{{"role": "user", "content": "Hello!"}}],
) as stream:
    for text in stream.text_stream:
        print(text, end="", flush=True)
print()
"#
            ),
            Self::JavascriptAnthropic => format!(
                r#"import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({{ baseURL: {url}, apiKey: {key} }});

const stream = client.messages.stream({{
  model: "{MODEL}",
  max_tokens: 1024,
  messages: [{{ role: "user", content: "Hello!" }}],
}});
stream.on("text", (text) => process.stdout.write(text));
await stream.finalMessage();
console.log();
"#
            ),
            Self::Curl => {
                let url = quote::sh(&format!("{}/v1/messages", endpoint.base_url));
                let header = quote::sh(&format!("x-api-key: {}", endpoint.key()));
                format!(
                    r#"curl -N {url} \
  -H 'content-type: application/json' \
  -H {header} \
  -d '{{"model": "{MODEL}", "max_tokens": 1024, "stream": true,
       "messages": [{{"role": "user", "content": "Hello!"}}]}}'
"#
                )
            }
            Self::ClaudeCode => environment(endpoint, Shell::Sh) + "claude\n",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_snippet_has_the_address_and_the_token_and_is_found_by_its_name() {
        let endpoint = Endpoint {
            base_url: "http://127.0.0.1:8123".to_owned(),
            token: Some("a-token".to_owned()),
        };
        for snippet in Snippet::ALL {
            let text = snippet.render(&endpoint);
            assert!(text.contains("http://127.0.0.1:8123"), "{text}");
            assert!(text.contains("a-token"), "{text}");
            assert_eq!(snippet.name().parse::<Snippet>().unwrap(), snippet);
        }
        let error = "fortran".parse::<Snippet>().unwrap_err();
        assert!(error.to_string().contains("python-anthropic"), "{error}");
    }
}
