//! Whose account it is: the endpoints of the API that take only a login's token.

use serde_json::{Value, json};

use crate::logins::answer::Answer;
use crate::logins::asked::Asked;
use crate::logins::endpoint::Server;
use crate::logins::people::Person;
use crate::logins::state::State;

use super::api_error;

/// The scope that they need. Inferred: a token that has `user:inference` alone is for inference alone.
const SCOPE: &str = "user:profile";
/// The beta that the usage endpoint needs (claude 2.1.331).
const BETA: &str = "oauth-2025-04-20";

pub(crate) fn profile(state: &State, asked: &Asked<'_>) -> Answer {
    for_person(state, asked, |person| {
        let plan = person.claude_plan.as_str();
        json!({
            "account": {
                "uuid": person.account_uuid(),
                "full_name": person.name,
                "display_name": person.name.split(' ').next(),
                "email": person.email,
                "has_claude_max": plan == "max",
                "has_claude_pro": plan == "pro",
                "created_at": "2025-01-01T00:00:00.000000Z",
            },
            "organization": {
                "uuid": person.organization_uuid(),
                "name": person.organization_name(),
                "organization_type": format!("claude_{plan}"),
                "billing_type": if plan == "free" { Value::Null } else { "stripe_subscription".into() },
                "rate_limit_tier": rate_limit_tier(plan),
                "has_extra_usage_enabled": false,
                "subscription_status": if plan == "free" { Value::Null } else { "active".into() },
            },
        })
    })
}

pub(crate) fn usage(state: &State, asked: &Asked<'_>) -> Answer {
    let betas = asked
        .headers()
        .get_all("anthropic-beta")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|beta| beta.trim() == BETA);
    if !betas {
        let message = "OAuth authentication is currently not supported.";
        return api_error(401, "authentication_error", message);
    }
    let window = |utilization: f64| json!({ "utilization": utilization, "resets_at": "2027-01-01T00:00:00.000000+00:00" });
    for_person(state, asked, |_| {
        json!({
            "five_hour": window(25.0),
            "seven_day": window(40.0),
            "seven_day_opus": null,
            "seven_day_sonnet": window(3.0),
            "seven_day_oauth_apps": null,
            "extra_usage": {
                "is_enabled": false,
                "monthly_limit": null,
                "used_credits": null,
                "utilization": null,
            },
        })
    })
}

pub(crate) fn roles(state: &State, asked: &Asked<'_>) -> Answer {
    for_person(state, asked, |person| {
        json!({
            "organization_uuid": person.organization_uuid(),
            "organization_name": person.organization_name(),
            "organization_role": "admin",
            "workspace_uuid": null,
            "workspace_name": null,
            "workspace_role": null,
        })
    })
}

/// Answers for the person whose live token it is.
fn for_person(state: &State, asked: &Asked<'_>, answer: impl FnOnce(&Person) -> Value) -> Answer {
    let bearer = asked
        .bearer()
        .and_then(|token| state.book.bearer(token, state.now()))
        .filter(|bearer| bearer.server == Server::Claude);
    match bearer {
        None => api_error(401, "authentication_error", "Invalid bearer token"),
        Some(bearer) if !bearer.scopes.iter().any(|scope| scope == SCOPE) => {
            let message = format!("OAuth token does not meet scope requirement {SCOPE}");
            api_error(403, "permission_error", &message)
        }
        Some(bearer) => Answer::json(200, &answer(&state.person(&bearer.person))),
    }
}

fn rate_limit_tier(plan: &str) -> &'static str {
    match plan {
        "max" => "default_claude_max_5x",
        _ => "default_claude_ai",
    }
}
