//! A server's wall clock from its timers. The timers run evenly; the clock may be stepped.

use auroscope_model::UtcMicros;

const PS_PER_US: u64 = 1_000_000;
/// A difference from the anchor beyond this is a step of the clock, not the time between two readings.
const STEP_US: i64 = 50_000;

/// What ties a server's timers to its clock.
#[derive(Debug, Default)]
pub(crate) struct ServerClock {
    /// Clock less timer, microseconds.
    anchor_us: Option<i64>,
}

impl ServerClock {
    /// Takes a reading of clock and timer at one moment. A step moves only what is dated from now on.
    pub(crate) fn read(&mut self, now: UtcMicros, timer_now_ps: Option<u64>) {
        let Some(timer_ps) = timer_now_ps else { return };
        let reading_us = now.0 - (timer_ps / PS_PER_US) as i64;
        match self.anchor_us {
            Some(anchor_us) if (reading_us - anchor_us).abs() <= STEP_US => {}
            _ => self.anchor_us = Some(reading_us),
        }
    }

    /// The moment a timer stood at `timer_ps`.
    pub(crate) fn at(&self, timer_ps: Option<u64>) -> Option<UtcMicros> {
        Some(UtcMicros(self.anchor_us? + (timer_ps? / PS_PER_US) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_236_814_000_000;

    #[test]
    fn a_start_does_not_move_with_small_differences_between_readings() {
        let mut clock = ServerClock::default();
        assert_eq!(clock.at(Some(1)), None);
        clock.read(UtcMicros(NOW), Some(60_000_000_000_000));
        let start = clock.at(Some(58_000_000_000_000));
        assert_eq!(start, Some(UtcMicros(NOW - 2_000_000)));
        clock.read(UtcMicros(NOW + 1_000_900), Some(61_000_000_000_000));
        assert_eq!(clock.at(Some(58_000_000_000_000)), start);
    }

    #[test]
    fn after_a_step_new_statements_get_the_new_time() {
        let mut clock = ServerClock::default();
        clock.read(UtcMicros(NOW), Some(60_000_000_000_000));
        clock.read(UtcMicros(NOW - 3_600_000_000), Some(61_000_000_000_000));
        assert_eq!(clock.at(Some(61_000_000_000_000)), Some(UtcMicros(NOW - 3_600_000_000)));
    }
}
