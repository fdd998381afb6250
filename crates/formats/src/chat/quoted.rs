/// What stands between the quotes of a JSON value, if it is a string.
pub(super) fn inside(json: &str) -> Option<&str> {
    json.trim().strip_prefix('"')?.strip_suffix('"')
}
