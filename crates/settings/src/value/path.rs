//! Paths of files.

use std::path::{Path, PathBuf};

use super::{Context, Raw, Refusal};

const EXPECTED: &str = "the path of a file";

/// A path. A relative one starts from the folder of the place that names it; `~/` is the home folder.
pub(crate) fn path(raw: &Raw, context: &Context) -> Result<PathBuf, Refusal> {
    let text = raw
        .text()
        .filter(|t| !t.trim().is_empty() && !t.contains('\0'));
    let text = text.ok_or_else(|| Refusal::must(EXPECTED, raw))?;
    if let Some(rest) = text.strip_prefix("~/") {
        return match &context.home {
            Some(home) => Ok(home.join(rest)),
            None => Err(Refusal::because(
                "the home folder is not known here; write the whole path",
            )),
        };
    }
    if text.starts_with('~') {
        return Err(Refusal::because(
            "only ~/ stands for a home folder; write the whole path",
        ));
    }
    Ok(context.base.as_deref().unwrap_or(Path::new("")).join(text))
}
