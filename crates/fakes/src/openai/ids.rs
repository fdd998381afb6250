//! Ids in the shapes of the real ones.

use crate::service::ids::Ids;

/// `resp_…`.
pub(crate) fn response(ids: &mut Ids) -> String {
    hex("resp_", ids)
}

/// `msg_…`.
pub(crate) fn message(ids: &mut Ids) -> String {
    hex("msg_", ids)
}

/// `rs_…`.
pub(crate) fn reasoning(ids: &mut Ids) -> String {
    hex("rs_", ids)
}

/// `fc_…`.
pub(crate) fn function(ids: &mut Ids) -> String {
    hex("fc_", ids)
}

/// `ctc_…`.
pub(crate) fn custom(ids: &mut Ids) -> String {
    hex("ctc_", ids)
}

/// `call_…`.
pub(crate) fn call(ids: &mut Ids) -> String {
    format!("call_{}", ids.base62(24))
}

/// `chatcmpl-…`.
pub(crate) fn completion(ids: &mut Ids) -> String {
    format!("chatcmpl-{}", ids.base62(29))
}

/// `req_…`.
pub(crate) fn request(ids: &mut Ids) -> String {
    format!("req_{}{}", ids.hex16(), ids.hex16())
}

fn hex(prefix: &str, ids: &mut Ids) -> String {
    format!("{prefix}0{}{}{}", ids.hex16(), ids.hex16(), ids.hex16())
}
