//! Version numbers as programs print them.

/// The leading numbers of a version, compared part by part: `v22.20.0` is `[22, 20, 0]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(Vec<u32>);

impl Version {
    /// The first version number in `text`; nothing where it has none.
    pub(crate) fn find(text: &str) -> Option<Self> {
        let word = text
            .split_whitespace()
            .map(|word| word.trim_start_matches('v'))
            .find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))?;
        let parts = word
            .split('.')
            .map_while(|part| {
                let digits = part.split(|letter: char| !letter.is_ascii_digit()).next()?;
                digits.parse().ok()
            })
            .collect();
        Some(Self(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::find(text).unwrap()
    }

    #[test]
    fn versions_are_found_in_what_programs_print() {
        assert_eq!(version("v22.20.0\n"), Version(vec![22, 20, 0]));
        assert_eq!(version("2.1.331 (Claude Code)"), Version(vec![2, 1, 331]));
        assert_eq!(version("Python 3.13.0rc2"), Version(vec![3, 13, 0]));
        assert_eq!(Version::find("command not found"), None);
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert!(version("3.9") < version("3.11.2"));
        assert!(version("22.9.0") < version("22.20.0"));
    }
}
