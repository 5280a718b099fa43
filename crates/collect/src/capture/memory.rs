//! What is known of one server process, from one connection to the next.

use auroscope_model::{AbandonReason, UtcMicros};
use auroscope_mysql::Poll;
use auroscope_store::{SlowQueryWrite, WatchMark};
use tokio::time::Instant;

use super::budget::Budget;
use super::execution::Boot;
use super::tracker::Tracker;
use super::unnamed::Unnamed;
use crate::CaptureSettings;
use crate::fleet::wall_clock;

pub(crate) struct Memory {
    pub(crate) boot: Boot,
    pub(crate) tracker: Tracker,
    pub(crate) mark: Option<WatchMark>,
    /// Until when whole texts are not asked for.
    pub(crate) texts_not_before: Option<Instant>,
    /// What we cost, which a new connection does not make good.
    pub(crate) budget: Budget,
    /// Hidden statements that nothing names.
    pub(crate) unnamed: Unnamed,
    last_poll: Option<LastPoll>,
}

/// The server's clock and timer at a moment of ours.
struct LastPoll {
    now: UtcMicros,
    timer_ps: Option<u64>,
    at: Instant,
}

impl Memory {
    pub(crate) fn new(boot: &Boot, settings: &CaptureSettings) -> Self {
        let tracker = Tracker::new(settings.threshold_us, settings.interval);
        let budget = Budget::new(settings.budget_us_per_s);
        Self {
            boot: boot.clone(),
            tracker,
            mark: None,
            texts_not_before: None,
            budget,
            unnamed: Unnamed::default(),
            last_poll: None,
        }
    }

    /// The last accounts of what is followed here, when its target is no longer watched.
    pub(crate) fn give_up(mut self) -> Vec<SlowQueryWrite> {
        let left = self.tracker.take_all();
        left.iter().map(|left| left.abandoned(&self.boot, AbandonReason::TargetRemoved)).collect()
    }

    /// Takes note of what the server's clock and timer just said.
    pub(crate) fn polled(&mut self, poll: &Poll) {
        self.last_poll = Some(LastPoll { now: poll.now, timer_ps: poll.timer_now_ps, at: Instant::now() });
    }

    /// The server's timer at the last poll, picoseconds.
    pub(crate) fn polled_at_ps(&self) -> Option<u64> {
        self.last_poll.as_ref()?.timer_ps
    }

    /// A mark from which everything on this server process is to be asked for: it started after it was last watched.
    pub(crate) fn mark_from_start(&mut self) {
        self.mark = Some(self.mark_at(0));
    }

    /// A mark of this server process.
    pub(crate) fn mark_at(&self, seen_until_timer_ps: u64) -> WatchMark {
        let boot = &self.boot;
        WatchMark {
            server_uuid: boot.server_uuid.clone(),
            booted_at_s: boot.booted_at_s,
            seen_until_timer_ps,
        }
    }

    /// The server's clock now, without asking it.
    pub(crate) fn server_now(&self) -> UtcMicros {
        self.last_poll.as_ref().map_or_else(wall_clock, |poll| {
            poll.now.saturating_add_us(u64::try_from(poll.at.elapsed().as_micros()).unwrap_or(u64::MAX))
        })
    }

    /// The server's timer now, picoseconds, without asking it.
    pub(crate) fn timer_now_ps(&self) -> Option<u64> {
        let poll = self.last_poll.as_ref()?;
        let passed_ps = u64::try_from(poll.at.elapsed().as_nanos()).unwrap_or(u64::MAX).saturating_mul(1_000);
        Some(poll.timer_ps?.wrapping_add(passed_ps))
    }
}
