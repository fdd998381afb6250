//! Frameworks and commands that can use any endpoint of OpenAI's API.

use crate::endpoint::Endpoint;
use crate::quote;

/// Measured with langchain-openai 1.7.4.
pub(super) fn langchain(endpoint: &Endpoint<'_>, model: &str) -> String {
    let url = quote::code(&endpoint.openai_base_url());
    let key = quote::code(endpoint.key());
    format!(
        r#"from langchain_openai import ChatOpenAI

model = ChatOpenAI(model="{model}", base_url={url}, api_key={key})

for chunk in model.stream("Hello!"):
    print(chunk.content, end="", flush=True)
print()
"#
    )
}

/// `openai/` before the model chooses the API; it does not travel (measured with litellm 1.110.2).
pub(super) fn litellm(endpoint: &Endpoint<'_>, model: &str) -> String {
    let url = quote::code(&endpoint.openai_base_url());
    let key = quote::code(endpoint.key());
    format!(
        r#"from litellm import completion

stream = completion(
    model="openai/{model}",
    api_base={url},
    api_key={key},
    messages=[{{"role": "user", "content": "Hello!"}}],
    stream=True,
)
for chunk in stream:
    print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
"#
    )
}

/// Measured with llm 0.36.
pub(super) fn llm(endpoint: &Endpoint<'_>, model: &str) -> String {
    let url = quote::sh(&endpoint.openai_base_url());
    let key = quote::sh(endpoint.key());
    format!("llm openai endpoint {url} 'Hello!' --model {model} --key {key}\n")
}
