//! Says what is being done and how long each part took: a newcomer waits more gladly when he sees for what.

use std::time::{Duration, Instant};

/// Phases of a command, one after another.
#[derive(Debug)]
pub(crate) struct Phases {
    start: Instant,
    last: Instant,
}

impl Phases {
    pub(crate) fn begin() -> Self {
        let now = Instant::now();
        Self { start: now, last: now }
    }

    /// Notes that `what` is done.
    pub(crate) fn done(&mut self, what: &str) {
        let took = self.last.elapsed();
        self.last = Instant::now();
        eprintln!("{:>7.1} s  {what}", took.as_secs_f64());
    }

    pub(crate) fn total(&self) -> Duration {
        self.start.elapsed()
    }
}
