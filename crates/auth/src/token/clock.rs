use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// The wall clock. Tests shift it, as a person or a time server does.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// A clock that is off by as many seconds as the number says.
    #[must_use]
    pub fn shifted(seconds: Arc<AtomicI64>) -> Self {
        Self(Some(seconds))
    }

    /// What it says now.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        let real = SystemTime::now();
        let Some(shift) = &self.0 else { return real };
        let shift = shift.load(Ordering::Relaxed);
        let by = Duration::from_secs(shift.unsigned_abs());
        let shifted = if shift < 0 {
            real.checked_sub(by)
        } else {
            real.checked_add(by)
        };
        shifted.unwrap_or(real)
    }
}
