use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Map, Value};

use crate::jwt::Jwt;
use crate::report::Moment;

/// The claim that holds an object about the account (openai/codex, `login/src/token_data.rs`).
const AUTH: &str = "https://api.openai.com/auth";
/// The claim of access tokens that holds an object with the address.
const PROFILE: &str = "https://api.openai.com/profile";

/// What OpenAI's tokens say about the account.
#[derive(Debug, Default)]
pub(super) struct Claims {
    pub(super) account_id: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) plan: Option<String>,
    pub(super) email: Option<String>,
    pub(super) organization: Option<String>,
    pub(super) subscription_until: Option<Moment>,
}

impl Claims {
    /// Of several tokens of one login; where they differ, the first counts.
    pub(super) fn of<'a>(tokens: impl IntoIterator<Item = &'a Jwt>) -> Self {
        let mut all = Self::default();
        for token in tokens {
            let its = Self::of_one(&token.claims);
            all.account_id = all.account_id.or(its.account_id);
            all.user_id = all.user_id.or(its.user_id);
            all.plan = all.plan.or(its.plan);
            all.email = all.email.or(its.email);
            all.organization = all.organization.or(its.organization);
            all.subscription_until = all.subscription_until.or(its.subscription_until);
        }
        all
    }

    fn of_one(claims: &Map<String, Value>) -> Self {
        let auth = claims.get(AUTH);
        let auth = |name: &str| auth.and_then(|auth| auth.get(name));
        Self {
            account_id: auth("chatgpt_account_id").and_then(text),
            user_id: auth("chatgpt_user_id")
                .and_then(text)
                .or_else(|| auth("user_id").and_then(text)),
            plan: auth("chatgpt_plan_type").and_then(text),
            email: claims
                .get("email")
                .and_then(text)
                .or_else(|| text(claims.get(PROFILE)?.get("email")?)),
            organization: auth("organizations").and_then(organization),
            subscription_until: auth("chatgpt_subscription_active_until").and_then(moment),
        }
    }
}

fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// The title of the default organization, else of the first one.
fn organization(list: &Value) -> Option<String> {
    let list = list.as_array()?;
    let is_default = |one: &&Value| one.get("is_default").and_then(Value::as_bool) == Some(true);
    let one = list.iter().find(is_default).or_else(|| list.first())?;
    text(one.get("title")?)
}

/// RFC 3339 in the tokens of today; seconds since 1970 are taken too.
fn moment(value: &Value) -> Option<Moment> {
    match value {
        Value::String(text) => Moment::parse(text),
        _ => {
            let since = UNIX_EPOCH.checked_add(Duration::from_secs(value.as_u64()?))?;
            Some(Moment::from(since))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: &Value) -> Claims {
        Claims::of_one(value.as_object().unwrap())
    }

    #[test]
    fn the_address_is_found_in_both_places() {
        let id = claims(&json!({"email": "a@example.test", PROFILE: {"email": "b@example.test"}}));
        assert_eq!(id.email.as_deref(), Some("a@example.test"));
        let access = claims(&json!({PROFILE: {"email": "b@example.test"}}));
        assert_eq!(access.email.as_deref(), Some("b@example.test"));
    }

    #[test]
    fn the_default_organization_goes_before_the_first() {
        let list = json!([{"title": "First"}, {"title": "Default", "is_default": true}]);
        let found = claims(&json!({ AUTH: { "organizations": list } }));
        assert_eq!(found.organization.as_deref(), Some("Default"));
        let found = claims(&json!({ AUTH: { "organizations": [{"title": "Only"}] } }));
        assert_eq!(found.organization.as_deref(), Some("Only"));
    }

    #[test]
    fn the_older_name_of_the_user_id_counts_where_the_newer_is_missing() {
        let found = claims(&json!({ AUTH: { "user_id": "old" } }));
        assert_eq!(found.user_id.as_deref(), Some("old"));
        let found = claims(&json!({ AUTH: { "user_id": "old", "chatgpt_user_id": "new" } }));
        assert_eq!(found.user_id.as_deref(), Some("new"));
    }

    #[test]
    fn the_subscriptions_end_is_a_date_or_seconds() {
        for value in [json!("2025-09-12T11:53:34+00:00"), json!(1_757_678_014)] {
            let found = claims(&json!({ AUTH: { "chatgpt_subscription_active_until": value } }));
            let until = found.subscription_until.unwrap();
            assert_eq!(until.to_string(), "2025-09-12 11:53:34 UTC");
        }
    }

    #[test]
    fn claims_of_another_shape_are_absent() {
        let found = claims(&json!({ AUTH: "text", PROFILE: [], "email": 7 }));
        assert!(found.plan.is_none() && found.email.is_none());
    }
}
