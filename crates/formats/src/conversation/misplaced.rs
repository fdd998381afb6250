use crate::Failure;
use crate::conversation::Content;
use crate::json::{Str, object};
use crate::openai::brief;

object! {
    /// Of a foreign block, its kind.
    struct Kind<'a> {
        kind: Str<'a> = "type",
    }
}

impl Content<'_> {
    /// The failure of content that has no place where it stands.
    pub(crate) fn misplaced(&self) -> Failure {
        let what = match self {
            Self::Text(_) => "text",
            Self::Refusal(_) => "a refusal",
            Self::Image(_) => "a picture",
            Self::Document { .. } => "a document",
            Self::Call { .. } => "a call of a tool",
            Self::Result { .. } => "the result of a tool",
            Self::Thinking { .. } | Self::HiddenThinking(_) => "thinking",
            Self::Foreign { json, .. } => {
                let kind = serde_json::from_str::<Kind<'_>>(json.get())
                    .ok()
                    .and_then(|kind| kind.kind);
                let kind = kind.map_or_else(String::new, |kind| format!(" `{}`", brief(&kind)));
                return Failure::invalid(format!(
                    "a content block{kind} is known to another provider's models only: leave it out, or ask one of those"
                ));
            }
        };
        Failure::invalid(format!(
            "the model's provider has no place for {what} there: leave it out"
        ))
    }
}
