//! The sentences behind "This confirms:". Each is there only in the form that is true.

use super::table::Confirmation;
use super::{Lifetime, Moment, plan};

/// A plan, as the login has it.
pub(super) struct Plan<'a> {
    /// The provider's name for the plan.
    pub(super) name: Option<&'a str>,
    /// Whose plan it is: `Claude` or `ChatGPT`.
    pub(super) vendor: &'static str,
    /// The plan in words.
    pub(super) words: fn(&str) -> String,
    /// Until when it is paid, and whether that is past.
    pub(super) paid_until: Option<(Moment, bool)>,
}

impl Plan<'_> {
    /// Whether there is a subscription, as far as a login of this lifetime can say.
    pub(super) fn confirmation(&self, life: &Lifetime) -> Confirmation {
        let Some(name) = self.name else {
            return Confirmation::new("Plan", "The login does not say which plan the account has");
        };
        let words = (self.words)(name);
        let text = if plan::is_free(name) {
            format!("There is no paid {} subscription", self.vendor)
        } else if let Some((until, true)) = self.paid_until {
            format!("{words} was paid until {until}; the next renewal shows whether it goes on")
        } else if life.expired() == Some(false) {
            format!("{words} subscription is active")
        } else {
            format!("{words} when the token was issued; whether it is still active is not known")
        };
        Confirmation::new(format!("{} Plan", name.to_uppercase()), text)
    }
}

/// Whether the access token can be used.
pub(super) fn token(life: &Lifetime) -> Confirmation {
    match life.expired() {
        Some(false) => Confirmation::new("Token Valid", "Access token is not expired"),
        Some(true) => {
            let ago = life.remaining().replacen("Expired", "expired", 1);
            Confirmation::new("Token Expired", format!("Access token {ago}"))
        }
        None => Confirmation::new("Token", "Access token does not say when it expires"),
    }
}

/// Whether it renews by itself, and the command that logs in where it does not.
pub(super) fn renewal(available: bool, life: &Lifetime, login: &str) -> Confirmation {
    if available {
        let text = "Refresh token is available for automatic renewal";
        return Confirmation::new("Auto-Renewal", text);
    }
    let when = match life.expired() {
        Some(true) => "",
        _ => " when the token expires",
    };
    Confirmation::new(
        "No Renewal",
        format!("No refresh token is stored. Run `{login}`{when}"),
    )
}

/// Where it lies.
pub(super) fn storage(place: &str) -> Confirmation {
    Confirmation::new("Storage", format!("Credentials are stored in {place}"))
}
