//! Sends requests one after the other at a pace that is shared, and waits out what passes.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::time::{Instant, sleep};

use super::pace::{Pace, Patience};
use crate::AwsError;

/// What reading has cost so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LogUsage {
    /// Requests; a second and third try of one within seconds, which the SDK makes, are not counted.
    pub requests: u64,
    /// Bytes of logs that were answered.
    pub bytes: u64,
    /// How often AWS asked to slow down.
    pub throttled: u64,
    /// How often there was no answer, or AWS had trouble of its own.
    pub unanswered: u64,
    /// Spent waiting because of these two, milliseconds.
    pub waited_ms: u64,
}

/// The way out of one account and region for one kind of log.
#[derive(Debug)]
pub(crate) struct Sender {
    start: Instant,
    patience: Patience,
    pace: Mutex<Pace>,
    usage: Mutex<LogUsage>,
}

impl Sender {
    pub(crate) fn new(requests_per_second: u32, patience: Patience) -> Self {
        Self {
            start: Instant::now(),
            patience,
            pace: Mutex::new(Pace::per_second(requests_per_second)),
            usage: Mutex::default(),
        }
    }

    pub(crate) fn usage(&self) -> LogUsage {
        *held(&self.usage)
    }

    pub(crate) fn received(&self, bytes: u64) {
        held(&self.usage).bytes += bytes;
    }

    /// Sends a request, and again while that may help and patience lasts. It may be dropped at any moment.
    pub(crate) async fn send<T, F>(&self, request: impl Fn() -> F + Send) -> Result<T, AwsError>
    where
        F: Future<Output = Result<T, AwsError>> + Send,
    {
        let begun = Instant::now();
        let mut failures = 0;
        loop {
            let now_us = u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX);
            let place = held(&self.pace).place(now_us);
            if !place.is_zero() {
                sleep(place).await;
            }
            held(&self.usage).requests += 1;
            let error = match request().await {
                Ok(answer) => {
                    held(&self.pace).answered();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            failures += 1;
            let pause = self.patience.pause(failures, chance());
            if !error.may_pass() || begun.elapsed() + pause > self.patience.whole {
                return Err(error);
            }
            self.tell(&error, pause);
            sleep(pause).await;
        }
    }

    fn tell(&self, error: &AwsError, pause: Duration) {
        let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        tracing::warn!(pause_ms, "{error}; trying again");
        let mut usage = held(&self.usage);
        usage.waited_ms += pause_ms;
        if matches!(error, AwsError::Throttled { .. }) {
            usage.throttled += 1;
            held(&self.pace).throttled();
        } else {
            usage.unanswered += 1;
        }
    }
}

/// No secret and no science: the standard library makes the keys of its maps from the system's chance.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
