//! The form of a page, as far as the fakes' own pages have one.

use crate::logins::html;

use super::{BrowserError, Page};

/// A form as it stands before the person changes it.
pub(crate) struct Form {
    pub(crate) action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    pub(crate) fn of(page: &Page) -> Result<Self, BrowserError> {
        let missing = || BrowserError::NoForm {
            url: page.url.clone(),
            status: page.status,
            text: page.text.clone(),
        };
        let (_, form) = page.text.split_once("<form ").ok_or_else(missing)?;
        let action = attribute(form, "action").ok_or_else(missing)?;
        let fields = form
            .split("<input ")
            .skip(1)
            .filter_map(|tag| tag.split_once('>'))
            .filter(|(tag, _)| {
                let kind = attribute(tag, "type").unwrap_or_default();
                !matches!(&*kind, "radio" | "checkbox") || tag.ends_with(" checked")
            })
            .filter_map(|(tag, _)| {
                let value = attribute(tag, "value").unwrap_or_default();
                Some((attribute(tag, "name")?, value))
            })
            .collect();
        Ok(Self { action, fields })
    }

    /// Fills in or chooses a field.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.fields.retain(|(its, _)| its != name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    /// The body that it is sent as.
    pub(crate) fn body(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.fields)
            .finish()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(html::unescape(value))
}
