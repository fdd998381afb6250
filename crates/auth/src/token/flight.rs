use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// The refresh that is under way, if one is: whoever needs its result waits for it, and nobody starts a second.
#[derive(Debug)]
pub(crate) struct Flight<T>(Mutex<Option<watch::Receiver<Option<T>>>>);

/// The place of the one who flies. Dropping it without landing frees the flight all the same.
pub(crate) struct Pilot<'a, T> {
    flight: &'a Flight<T>,
    landing: Option<watch::Sender<Option<T>>>,
}

/// A ticket for the flight's result.
#[derive(Debug)]
pub(crate) struct Ticket<T>(watch::Receiver<Option<T>>);

impl<T> Default for Flight<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Flight<T> {
    /// A ticket for the flight under way; or for a new one, with the sender that its pilot needs.
    pub(crate) fn board(&self) -> (Ticket<T>, Option<watch::Sender<Option<T>>>) {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = &*current {
            return (Ticket(flight.clone()), None);
        }
        let (landing, flight) = watch::channel(None);
        *current = Some(flight.clone());
        (Ticket(flight), Some(landing))
    }

    /// The pilot of the flight that `landing` was made for.
    pub(crate) fn pilot(&self, landing: watch::Sender<Option<T>>) -> Pilot<'_, T> {
        Pilot {
            flight: self,
            landing: Some(landing),
        }
    }

    fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl<T: Clone> Pilot<'_, T> {
    /// Ends the flight with its result. Whoever comes from now on gets a flight of their own: this result may be too old
    /// for them.
    pub(crate) fn land(mut self, result: T) {
        if let Some(landing) = self.landing.take() {
            self.flight.end();
            landing.send_replace(Some(result));
        }
    }
}

impl<T> Drop for Pilot<'_, T> {
    fn drop(&mut self) {
        // After a landing the flight may be the next one.
        if self.landing.is_some() {
            self.flight.end();
        }
    }
}

impl<T: Clone> Ticket<T> {
    /// The result; none where the flight broke off.
    pub(crate) async fn landed(mut self) -> Option<T> {
        let landed = self.0.wait_for(Option::is_some).await.ok()?;
        landed.clone()
    }
}

/// How long nobody tries again after a failure.
#[derive(Debug)]
pub(crate) struct Pause<E>(Mutex<Option<(Instant, Duration, E)>>);

/// The first pause; each further failure doubles it.
const FIRST: Duration = Duration::from_secs(1);
/// The longest pause, but for one that the provider asks for.
const LONGEST: Duration = Duration::from_secs(60);
/// A provider that asks for more than this is asked sooner all the same.
const ASKED: Duration = Duration::from_secs(600);

impl<E> Default for Pause<E> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<E: Clone> Pause<E> {
    /// Why nobody tries now, while nobody should.
    pub(crate) fn why(&self) -> Option<E> {
        let pause = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, _, why) = pause.as_ref()?;
        (Instant::now() < *until).then(|| why.clone())
    }

    /// Notes a failure; `asked` is how long the provider wants to be left alone.
    pub(crate) fn after(&self, why: E, asked: Option<Duration>) {
        let mut pause = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = pause
            .as_ref()
            .map_or(FIRST, |(_, last, _)| LONGEST.min(*last * 2));
        let length = asked.map_or(own, |asked| asked.min(ASKED).max(own));
        *pause = Some((Instant::now() + length, own, why));
    }

    /// Notes a success.
    pub(crate) fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_after_a_landing_gets_a_flight_of_their_own() {
        let flight = Flight::default();
        let (early, landing) = flight.board();
        let (joined, none) = flight.board();
        assert!(none.is_none());
        let pilot = flight.pilot(landing.unwrap());
        pilot.land(1);
        let (late, landing) = flight.board();
        flight.pilot(landing.unwrap()).land(2);
        assert_eq!(early.landed().await, Some(1));
        assert_eq!(joined.landed().await, Some(1));
        assert_eq!(late.landed().await, Some(2));
    }

    #[tokio::test]
    async fn a_flight_that_breaks_off_frees_its_place() {
        let flight = Flight::<u8>::default();
        let (ticket, landing) = flight.board();
        drop(flight.pilot(landing.unwrap()));
        assert_eq!(ticket.landed().await, None);
        assert!(flight.board().1.is_some());
    }
}
