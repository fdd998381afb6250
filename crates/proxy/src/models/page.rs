//! Anthropic's list comes in pages.

use formats::models::{self, RawEntry};

/// Where no limit is said (source: Anthropic API docs, "List models").
const DEFAULT: usize = 20;
/// The largest limit (same source).
const MOST: usize = 1000;

/// Which page is asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Paging {
    limit: Option<usize>,
    after: Option<String>,
    before: Option<String>,
}

impl Paging {
    /// Reads a query; what is no number, or no parameter of pages, is passed over.
    pub(super) fn of(query: Option<&str>) -> Self {
        let mut paging = Self::default();
        for pair in query.unwrap_or_default().split('&') {
            match pair.split_once('=') {
                Some(("limit", limit)) => paging.limit = limit.parse().ok(),
                Some(("after_id", id)) => paging.after = Some(id.to_owned()),
                Some(("before_id", id)) => paging.before = Some(id.to_owned()),
                _ => {}
            }
        }
        paging
    }

    /// The page that is asked for, as Anthropic writes it.
    pub(super) fn page(&self, listed: &[RawEntry]) -> String {
        let limit = self.limit.unwrap_or(DEFAULT).clamp(1, MOST);
        let at = |id: &String| listed.iter().position(|model| model.id == *id);
        let (page, more) = if let Some(end) = self.before.as_ref().and_then(at) {
            let start = end.saturating_sub(limit);
            (&listed[start..end], start > 0)
        } else {
            let after = self.after.as_ref().and_then(at);
            let rest = &listed[after.map_or(0, |at| at + 1)..];
            (&rest[..rest.len().min(limit)], rest.len() > limit)
        };
        models::anthropic_page(page, more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(query: &str) -> (Vec<String>, bool) {
        let entry = |n| RawEntry {
            id: format!("m{n}"),
            json: format!(r#"{{"id":"m{n}"}}"#),
        };
        let listed: Vec<RawEntry> = (0..25).map(entry).collect();
        let page = Paging::of(Some(query)).page(&listed);
        let page: serde_json::Value = serde_json::from_str(&page).unwrap();
        let ids = page["data"].as_array().unwrap();
        let ids: Vec<String> = ids
            .iter()
            .map(|m| m["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(page["first_id"].as_str(), ids.first().map(String::as_str));
        assert_eq!(page["last_id"].as_str(), ids.last().map(String::as_str));
        (ids, page["has_more"].as_bool().unwrap())
    }

    #[test]
    fn pages_lie_side_by_side() {
        assert_eq!(ids("").0.len(), DEFAULT);
        assert_eq!(ids("limit=1000"), (ids("limit=25").0, false));
        assert_eq!(
            ids("limit=2"),
            (vec!["m0".to_owned(), "m1".to_owned()], true)
        );
        assert_eq!(ids("limit=2&after_id=m1").0, ["m2", "m3"]);
        assert_eq!(
            ids("limit=2&after_id=m22"),
            (vec!["m23".to_owned(), "m24".to_owned()], false)
        );
        assert_eq!(
            ids("limit=2&before_id=m3"),
            (vec!["m1".to_owned(), "m2".to_owned()], true)
        );
        assert_eq!(ids("before_id=m1&limit=0"), (vec!["m0".to_owned()], false));
    }
}
