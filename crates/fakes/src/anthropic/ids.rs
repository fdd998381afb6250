//! Ids in the shapes of the real ones.

pub(crate) use crate::service::ids::Ids;

impl Ids {
    /// `msg_01…`.
    pub(crate) fn message(&mut self) -> String {
        format!("msg_01{}", self.base62(22))
    }

    /// `toolu_01…`.
    pub(crate) fn tool_use(&mut self) -> String {
        format!("toolu_01{}", self.base62(22))
    }

    /// `req_01…`.
    pub(crate) fn request(&mut self) -> String {
        format!("req_01{}", self.base62(22))
    }
}
