//! Anthropic's list comes in pages.

use formats::models::{self, RawEntry};
use formats::{ErrorKind, Failure};

use super::plain;

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
                Some(("after_id", id)) => paging.after = place(id),
                Some(("before_id", id)) => paging.before = place(id),
                _ => {}
            }
        }
        paging
    }

    /// The page that is asked for, as Anthropic writes it.
    ///
    /// # Errors
    /// If there is no such place in the list any more: who was given the first page instead would go round in a circle.
    pub(super) fn page(&self, listed: &[RawEntry]) -> Result<String, Failure> {
        let limit = self.limit.unwrap_or(DEFAULT).clamp(1, MOST);
        let at = |name: &str, id: &str| {
            let at = listed.iter().position(|model| model.id == id);
            at.ok_or_else(|| {
                let why = "there is no such model in the list; leave this out to begin anew";
                Failure::new(ErrorKind::InvalidRequest, format!("{name}: {why}"))
            })
        };
        let (page, more) = if let Some(before) = &self.before {
            let end = at("before_id", before)?;
            let start = end.saturating_sub(limit);
            (&listed[start..end], start > 0)
        } else {
            let after = self.after.as_deref().map(|id| at("after_id", id));
            let rest = &listed[after.transpose()?.map_or(0, |at| at + 1)..];
            (&rest[..rest.len().min(limit)], rest.len() > limit)
        };
        Ok(models::anthropic_page(page, more))
    }
}

fn place(id: &str) -> Option<String> {
    plain(id).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Result<String, Failure> {
        let entry = |n| RawEntry {
            id: format!("m:{n}"),
            json: format!(r#"{{"id":"m:{n}"}}"#),
        };
        let listed: Vec<RawEntry> = (0..25).map(entry).collect();
        Paging::of(Some(query)).page(&listed)
    }

    fn ids(query: &str) -> (Vec<String>, bool) {
        let page = page(query).unwrap();
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
            (vec!["m:0".to_owned(), "m:1".to_owned()], true)
        );
        assert_eq!(ids("limit=2&after_id=m:1").0, ["m:2", "m:3"]);
        assert_eq!(
            ids("limit=2&after_id=m%3A22"),
            (vec!["m:23".to_owned(), "m:24".to_owned()], false)
        );
        assert_eq!(
            ids("limit=2&before_id=m%3a3"),
            (vec!["m:1".to_owned(), "m:2".to_owned()], true)
        );
        assert_eq!(
            ids("before_id=m:1&limit=0"),
            (vec!["m:0".to_owned()], false)
        );
    }

    #[test]
    fn a_place_that_is_not_in_the_list_is_refused_and_no_first_page_again() {
        for query in ["after_id=gone", "before_id=gone&limit=2"] {
            let failure = page(query).unwrap_err();
            assert_eq!(failure.kind, ErrorKind::InvalidRequest);
            assert!(failure.message.contains("_id"), "{}", failure.message);
        }
        assert_eq!(ids("after_id=&before_id=").0.len(), DEFAULT);
    }
}
