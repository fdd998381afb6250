use std::fs;
use std::path::{Path, PathBuf};

use crate::store::StoreError;

/// More links than this are a circle (Linux follows as many, `path_resolution(7)`).
const LINKS: usize = 40;

/// Where `path` leads when it is a symbolic link, also when nothing is there yet.
///
/// # Errors
/// The links go in a circle.
pub(super) fn follow(path: &Path) -> Result<PathBuf, StoreError> {
    let mut target = path.to_path_buf();
    for _ in 0..=LINKS {
        let Ok(next) = fs::read_link(&target) else {
            return Ok(target);
        };
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    Err(StoreError::Unwritable {
        path: path.to_owned(),
        why: "its symbolic links go in a circle".to_owned(),
    })
}
