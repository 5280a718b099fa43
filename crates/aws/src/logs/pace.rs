//! When a request may go out, and how long to wait after AWS said no. Pure: the clock and chance are arguments.

use std::time::Duration;

/// How much slower than its own pace a sender may become.
const SLOWEST: u64 = 32;
/// Of the way back to its own pace, with each answer.
const RECOVERY: u64 = 16;

/// Requests of one account and region, evenly spaced: all that read there share one.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    own_us: u64,
    interval_us: u64,
    next_us: u64,
}

impl Pace {
    pub(crate) fn per_second(requests: u32) -> Self {
        let own_us = 1_000_000 / u64::from(requests.max(1));
        Self { own_us, interval_us: own_us, next_us: 0 }
    }

    /// Takes the next place in the row; how long it is until then.
    pub(crate) fn place(&mut self, now_us: u64) -> Duration {
        let at_us = self.next_us.max(now_us);
        self.next_us = at_us.saturating_add(self.interval_us);
        Duration::from_micros(at_us - now_us)
    }

    /// AWS asked to slow down: somebody else reads with us.
    pub(crate) fn throttled(&mut self) {
        self.interval_us = (self.interval_us * 2).min(self.own_us * SLOWEST);
    }

    pub(crate) fn answered(&mut self) {
        let slower_us = self.interval_us - self.own_us;
        self.interval_us -= slower_us.div_ceil(RECOVERY);
    }
}

/// How long to wait for AWS before giving up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The first pause; each further one is twice as long.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// Of one request, tries and pauses together.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(30),
            whole: Duration::from_secs(5 * 60),
        }
    }
}

impl Patience {
    /// The pause before the try after `failures` (from 1 on): between half and the whole of what it grew to, so that
    /// many that were refused together do not come back together.
    pub(crate) fn pause(&self, failures: u32, chance: u64) -> Duration {
        let doublings = failures.saturating_sub(1).min(16);
        let grown = self.first.saturating_mul(1 << doublings).min(self.longest);
        let half_us = u64::try_from(grown.as_micros() / 2).unwrap_or(u64::MAX / 2);
        Duration::from_micros(half_us + chance % (half_us + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_has_more_requests_than_its_rate() {
        let mut pace = Pace::per_second(20);
        let mut sent_us = Vec::new();
        // Ten that read at once, then a pause, then ten again.
        for now_us in [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5_000_000, 5_000_000, 5_000_001] {
            sent_us.push(now_us + pace.place(now_us).as_micros() as u64);
        }
        assert_eq!(sent_us[..3], [0, 50_000, 100_000]);
        assert_eq!(sent_us[10..], [5_000_000, 5_050_000, 5_100_000], "a pause saves nothing up");
        assert!(sent_us.windows(2).all(|pair| pair[1] - pair[0] >= 50_000));
    }

    #[test]
    fn it_slows_down_when_asked_and_comes_back() {
        let mut pace = Pace::per_second(20);
        let interval = |pace: &mut Pace| {
            let now_us = pace.next_us;
            pace.place(now_us);
            pace.next_us - now_us
        };
        (0..10).for_each(|_| pace.throttled());
        assert_eq!(interval(&mut pace), 50_000 * 32);
        pace.answered();
        assert!(interval(&mut pace) < 50_000 * 32);
        (0..400).for_each(|_| pace.answered());
        assert_eq!(interval(&mut pace), 50_000);
    }

    #[test]
    fn pauses_grow_are_bounded_and_differ() {
        let patience = Patience::default();
        let pause = |failures, chance| patience.pause(failures, chance).as_millis();
        assert_eq!((pause(1, 0), pause(1, 500_000)), (500, 1_000));
        assert_eq!((pause(3, 0), pause(3, 2_000_000)), (2_000, 4_000));
        assert!(pause(40, u64::MAX) <= 30_000 && pause(40, 0) == 15_000 && pause(0, 0) == 500);
        let none = Patience { first: Duration::ZERO, ..patience };
        assert_eq!(none.pause(5, 77), Duration::ZERO);
    }
}
