use crate::conversation::Losses;
use crate::json::Str;

/// Names the unknown members of an object that the client calls `object`.
pub(crate) fn within(object: &str, unknown: Option<&Vec<Str<'_>>>, losses: &mut Losses) {
    for name in unknown.into_iter().flatten() {
        losses.note(format!("{object}.{name}"));
    }
}
