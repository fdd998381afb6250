use crate::Format;
use crate::json::{Json, Members, Str, Text};

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn<'a> {
    /// Whose turn it is.
    pub role: Role,
    /// What is said, in order.
    pub blocks: Vec<Block<'a>>,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Instructions in the middle of a conversation.
    System,
    /// The person, or the results of tools.
    User,
    /// The model.
    Assistant,
}

/// One content block.
#[derive(Debug, Clone, PartialEq)]
pub struct Block<'a> {
    /// What it says.
    pub content: Content<'a>,
    /// What only one format knows of it.
    pub extra: Option<Extra<'a>>,
}

/// The kinds of content.
#[derive(Debug, Clone, PartialEq)]
pub enum Content<'a> {
    /// Text.
    Text(Text<'a>),
    /// The model's words on why it will not answer.
    Refusal(Text<'a>),
    /// A picture.
    Image(Media<'a>),
    /// A document.
    Document {
        /// Its bytes, or where they are.
        media: Media<'a>,
        /// Its file name or title.
        name: Option<Text<'a>>,
    },
    /// The model calls a tool.
    Call {
        /// The id that the result names.
        id: Str<'a>,
        /// The tool's name.
        name: Str<'a>,
        /// What it is called with: the JSON object, or the JSON string of a freeform tool.
        arguments: Json<'a>,
    },
    /// What a call came to.
    Result {
        /// The id of the call.
        call: Str<'a>,
        /// Text, pictures, documents.
        content: Vec<Block<'a>>,
        /// Whether the tool failed.
        failed: bool,
    },
    /// What the model thought.
    Thinking {
        /// The thoughts, or a summary, or nothing.
        text: Text<'a>,
        /// The provider's signature, without which it does not take them back.
        signature: Option<Text<'a>>,
    },
    /// What the model thought, for the provider's eyes only.
    HiddenThinking(Text<'a>),
    /// A block that only its own format knows, whole: its JSON object.
    Foreign {
        /// The format.
        format: Format,
        /// The block.
        json: Json<'a>,
    },
}

/// Bytes, or where they are.
#[derive(Debug, Clone, PartialEq)]
pub enum Media<'a> {
    /// The bytes themselves.
    Base64 {
        /// The media type, such as `image/png`.
        media_type: Str<'a>,
        /// The bytes in base64.
        data: Text<'a>,
    },
    /// An address, which the provider fetches; nobody here does.
    Url(Text<'a>),
    /// Plain text as a document.
    Text(Text<'a>),
}

/// Members of an object that only one format knows, as they stood on the wire: `"a":1,"b":2`, without braces. Only
/// that format may emit them again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra<'a> {
    /// The format that knows them.
    pub format: Format,
    /// The members.
    pub members: Str<'a>,
}

impl Extra<'_> {
    /// The text of the member `name`; `None` if there is none.
    pub(crate) fn text(&self, name: &str) -> Option<Text<'static>> {
        let whole = format!("{{{}}}", &*self.members);
        let members: Members<'_> = serde_json::from_str(&whole).ok()?;
        let value = members.get(name)?;
        let text = Json::parse(value).ok()?.into_text()?;
        Some(text.into_owned())
    }
}

impl<'a> Block<'a> {
    /// What the client says about a document beside its title (Messages, `context`).
    pub(crate) fn about(&self) -> Option<Text<'static>> {
        let Content::Document { .. } = self.content else {
            return None;
        };
        let about = self.extra.as_ref()?.text("context")?;
        (!about.is_blank()).then_some(about)
    }

    /// A block that any format knows.
    #[must_use]
    pub fn new(content: Content<'a>) -> Self {
        Self {
            content,
            extra: None,
        }
    }

    /// A text block.
    #[must_use]
    pub fn text(text: Text<'a>) -> Self {
        Self::new(Content::Text(text))
    }

    /// What `format` may emit beside the block's own members.
    #[must_use]
    pub fn extra_for(&self, format: Format) -> Option<&str> {
        let extra = self.extra.as_ref()?;
        (extra.format == format).then_some(&*extra.members)
    }
}
