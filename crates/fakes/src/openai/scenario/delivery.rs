//! Scenarios that say the configured text, and differ in how it is delivered.

use std::time::Duration;

use super::{Scene, saying};
use crate::openai::answers::Reply;
use crate::service::delivery::{Delivery, Ending};
use crate::service::ids::Ids;

pub(super) fn play(scene: &Scene<'_>, ids: &mut Ids) -> Option<Reply> {
    let millis = |otherwise| Duration::from_millis(scene.named.number(otherwise));
    let usual = Delivery::default();
    let delivery = match scene.named.name.as_str() {
        "slow" => Delivery {
            pace: millis(200),
            ..usual
        },
        "slow_first" => Delivery {
            headers_after: millis(1000),
            ..usual
        },
        "slow_first_event" => Delivery {
            first_event_after: millis(1000),
            ..usual
        },
        "gzip" => Delivery {
            gzip: true,
            ..usual
        },
        "never_ends" => Delivery {
            pace: millis(0),
            ending: Ending::Endless,
            ..usual
        },
        // Tried again, it succeeds: the first attempt is refused before the scenario is played.
        "flaky" => usual,
        name => Delivery {
            ending: ending(name)?,
            ..usual
        },
    };
    Some(saying(scene.reply, ids).delivered(delivery))
}

fn ending(name: &str) -> Option<Ending> {
    Some(match name {
        "mid_error" => Ending::ErrorEvent,
        "cut" => Ending::Cut,
        "cut_mid_event" => Ending::CutMidEvent,
        "reset" => Ending::Reset,
        "hang" | "stall" => Ending::Stall,
        _ => return None,
    })
}
