use super::UNKNOWN;

/// Claude's plan in words: `max` is `Claude Max`.
pub(super) fn claude(subscription: &str) -> String {
    format!("Claude {}", capital(subscription))
}

/// ChatGPT's plan in words: `plus` is `ChatGPT Plus`. The names are those of the claim `chatgpt_plan_type`
/// (openai/codex, `login/src/token_data.rs`).
pub(super) fn chatgpt(plan: &str) -> String {
    let name = match plan.to_lowercase().as_str() {
        "hc" => "Enterprise".to_owned(),
        "education" => "Edu".to_owned(),
        "prolite" => "Pro Lite".to_owned(),
        _ => capital(plan),
    };
    format!("ChatGPT {name}")
}

/// Whether a plan costs nothing: there is no subscription then.
pub(super) fn is_free(plan: &str) -> bool {
    plan.eq_ignore_ascii_case("free")
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_said_in_words_also_those_that_are_new() {
        assert_eq!(claude("max"), "Claude Max");
        assert_eq!(chatgpt("plus"), "ChatGPT Plus");
        assert_eq!(chatgpt("prolite"), "ChatGPT Pro Lite");
        assert_eq!(chatgpt("HC"), "ChatGPT Enterprise");
        assert_eq!(chatgpt("ultra"), "ChatGPT Ultra");
        assert!(is_free("Free") && !is_free("plus"));
    }
}
