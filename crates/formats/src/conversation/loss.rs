use crate::Failure;
use crate::conversation::Extra;
use crate::json::Members;

/// What a translation leaves out: sampling, hints and billing tags only, never content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses(Vec<String>);

/// More names than this are counted, not listed: a header is not the place for them.
const MOST: usize = 32;
/// A longer name is cut.
const LONGEST: usize = 64;

impl Losses {
    /// Names a member that is left out. Naming it twice is naming it once.
    pub fn note(&mut self, member: impl Into<String>) {
        let mut member = member.into();
        member.retain(|c| c.is_ascii_graphic() && c != ',');
        member.truncate(LONGEST);
        if !self.0.contains(&member) && self.0.len() < MOST {
            self.0.push(member);
        }
    }

    /// Names what a block or tool holds for another format only, such as cache breakpoints.
    pub(crate) fn note_extra(&mut self, extra: Option<&Extra<'_>>) {
        self.note_extra_but(extra, None);
    }

    /// The same, but for the member `told`, which is said in another way.
    pub(crate) fn note_extra_but(&mut self, extra: Option<&Extra<'_>>, told: Option<&str>) {
        let Some(extra) = extra else {
            return;
        };
        let whole = format!("{{{}}}", &*extra.members);
        let members = serde_json::from_str::<Members<'_>>(&whole);
        for (name, value) in members.iter().flat_map(|members| &members.0) {
            if value.get() != "null" && Some(&**name) != told {
                self.note(&**name);
            }
        }
    }

    /// Whether nothing is left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names, in the order that they were found, as printable ASCII without commas.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The names as one line: `a, b`.
    #[must_use]
    pub fn line(&self) -> String {
        self.0.join(", ")
    }

    /// Refuses the request if anything is left out (`translation.strict`).
    ///
    /// # Errors
    /// A fault that names everything.
    pub fn refuse(&self) -> Result<(), Failure> {
        self.refuse_but(None)
    }

    /// The same, but for one name that no client of its format can leave out.
    ///
    /// # Errors
    /// A fault that names everything.
    pub fn refuse_but(&self, spared: Option<&str>) -> Result<(), Failure> {
        let mut counted = self.0.iter().filter(|name| spared != Some(name.as_str()));
        let Some(first) = counted.next() else {
            return Ok(());
        };
        Err(Failure::at(
            first.clone(),
            format!(
                "translation.strict is set, and the model's provider has no place for: {}. Leave that out, or set \
                 translation.strict = false",
                self.line()
            ),
        ))
    }
}
