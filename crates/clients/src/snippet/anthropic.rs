//! Clients of Anthropic's Messages API.

use crate::endpoint::Endpoint;
use crate::quote;

pub(super) fn python(endpoint: &Endpoint<'_>, model: &str) -> String {
    let (url, key) = (quote::code(endpoint.base_url), quote::code(endpoint.key()));
    format!(
        r#"from anthropic import Anthropic

client = Anthropic(base_url={url}, api_key={key})

with client.messages.stream(
    model="{model}",
    max_tokens=1024,
    messages=[{{"role": "user", "content": "Hello!"}}],
) as stream:
    for text in stream.text_stream:
        print(text, end="", flush=True)
print()
"#
    )
}

pub(super) fn javascript(endpoint: &Endpoint<'_>, model: &str) -> String {
    let (url, key) = (quote::code(endpoint.base_url), quote::code(endpoint.key()));
    format!(
        r#"import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({{ baseURL: {url}, apiKey: {key} }});

const stream = client.messages.stream({{
  model: "{model}",
  max_tokens: 1024,
  messages: [{{ role: "user", content: "Hello!" }}],
}});
stream.on("text", (text) => process.stdout.write(text));
await stream.finalMessage();
console.log();
"#
    )
}

pub(super) fn curl(endpoint: &Endpoint<'_>, model: &str) -> String {
    let url = quote::sh(&format!("{}/v1/messages", endpoint.base_url));
    let header = quote::sh(&format!("x-api-key: {}", endpoint.key()));
    format!(
        r#"curl -N {url} \
  -H 'content-type: application/json' \
  -H {header} \
  -d '{{"model": "{model}", "max_tokens": 1024, "stream": true,
       "messages": [{{"role": "user", "content": "Hello!"}}]}}'
"#
    )
}
