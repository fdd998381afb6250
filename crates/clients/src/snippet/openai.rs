//! Clients of OpenAI's Chat Completions API.

use crate::endpoint::Endpoint;
use crate::quote;

pub(super) fn python(endpoint: &Endpoint<'_>, model: &str) -> String {
    let url = quote::code(&endpoint.openai_base_url());
    let key = quote::code(endpoint.key());
    format!(
        r#"from openai import OpenAI

client = OpenAI(base_url={url}, api_key={key})

stream = client.chat.completions.create(
    model="{model}",
    messages=[{{"role": "user", "content": "Hello!"}}],
    stream=True,
)
for chunk in stream:
    print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
"#
    )
}

pub(super) fn javascript(endpoint: &Endpoint<'_>, model: &str) -> String {
    let url = quote::code(&endpoint.openai_base_url());
    let key = quote::code(endpoint.key());
    format!(
        r#"import OpenAI from "openai";

const client = new OpenAI({{ baseURL: {url}, apiKey: {key} }});

const stream = await client.chat.completions.create({{
  model: "{model}",
  messages: [{{ role: "user", content: "Hello!" }}],
  stream: true,
}});
for await (const chunk of stream) {{
  process.stdout.write(chunk.choices[0].delta.content ?? "");
}}
console.log();
"#
    )
}

pub(super) fn curl(endpoint: &Endpoint<'_>, model: &str) -> String {
    let url = quote::sh(&format!("{}/chat/completions", endpoint.openai_base_url()));
    let header = quote::sh(&format!("authorization: Bearer {}", endpoint.key()));
    format!(
        r#"curl -N {url} \
  -H 'content-type: application/json' \
  -H {header} \
  -d '{{"model": "{model}", "stream": true,
       "messages": [{{"role": "user", "content": "Hello!"}}]}}'
"#
    )
}
