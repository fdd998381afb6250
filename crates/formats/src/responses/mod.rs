//! OpenAI Responses (source: OpenAI API docs, "Responses"; members: openai-python 3.57.0 types).

mod unseal;

pub use unseal::unseal;
