//! Wrong passwords, counted for each client address: who guesses has to wait, and nobody else has to.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::Problem;

/// Wrong passwords from one address within the window before further tries must wait.
const MOST_TRIES: usize = 10;
const WINDOW: Duration = Duration::from_secs(60);
/// Addresses counted apart; those beyond share one count.
const MOST_ADDRESSES: usize = 10_000;

/// The tries within the window. `None` stands for the addresses that are not counted apart.
#[derive(Default)]
pub(crate) struct Guesses(Mutex<HashMap<Option<IpAddr>, Vec<Instant>>>);

/// A try that counts as wrong until it is [`Guesses::forgive`]n.
pub(crate) struct Try {
    client: Option<IpAddr>,
    at: Instant,
}

impl Guesses {
    /// Counts a try before its password is looked at: tries that run at the same time cannot slip by together.
    pub(crate) fn reserve(&self, client: Option<IpAddr>) -> Result<Try, Problem> {
        let at = Instant::now();
        let mut tries = self.lock();
        tries.retain(|_, times| {
            times.retain(|time| at.duration_since(*time) < WINDOW);
            !times.is_empty()
        });
        let mut client = client.map(one_household);
        if tries.len() >= MOST_ADDRESSES && !tries.contains_key(&client) {
            client = None;
        }
        let times = tries.entry(client).or_default();
        if times.len() >= MOST_TRIES {
            return Err(Problem::too_many("too many wrong passwords; wait a minute"));
        }
        times.push(at);
        Ok(Try { client, at })
    }

    /// The password was right.
    pub(crate) fn forgive(&self, right: &Try) {
        if let Some(times) = self.lock().get_mut(&right.client)
            && let Some(place) = times.iter().position(|time| *time == right.at)
        {
            times.swap_remove(place);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<IpAddr>, Vec<Instant>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An IPv6 network hands each of its members 2^64 addresses: they count as one.
fn one_household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn one_address_waits_and_the_others_do_not() {
        let guesses = Guesses::default();
        for n in 0..MOST_TRIES {
            assert!(guesses.reserve(address(&format!("2001:db8::{n}"))).is_ok());
        }
        assert!(guesses.reserve(address("2001:db8::ffff")).is_err());
        let other = guesses.reserve(address("2001:db8:0:1::1"));
        // A right password takes nothing away from the tries.
        guesses.forgive(&other.unwrap());
        for _ in 0..MOST_TRIES {
            assert!(guesses.reserve(address("2001:db8:0:1::1")).is_ok());
        }
        assert!(guesses.reserve(address("2001:db8:0:1::1")).is_err());
    }

    #[test]
    fn memory_is_bounded() {
        let guesses = Guesses::default();
        for n in 0..MOST_ADDRESSES as u32 {
            guesses.lock().insert(Some(IpAddr::V4(n.into())), vec![Instant::now()]);
        }
        for n in 0..MOST_TRIES {
            assert!(guesses.reserve(address(&format!("10.9.8.{n}"))).is_ok());
        }
        assert!(guesses.reserve(address("10.9.8.200")).is_err());
        assert!(guesses.lock().len() <= MOST_ADDRESSES + 1);
        // Who was counted apart before still is.
        assert!(guesses.reserve(address("0.0.0.7")).is_ok());
    }
}
