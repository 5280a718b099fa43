//! Looks at the API all the time, as an open page does, and notes when each statement is first seen there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::task::JoinHandle;

use super::THRESHOLD;
use super::judge::Delays;
use crate::api::{Api, Page};
use crate::bench::truth::{Logged, mark_in};

const PAUSE: Duration = Duration::from_millis(100);
/// Only what runs for this long past its threshold counts: what ends sooner may well be seen at its end alone.
const LONG_ENOUGH: Duration = Duration::from_secs(1);

/// When each mark was first seen, microseconds of the epoch.
type FirstSeen = HashMap<u32, i64>;

/// The eye on the API, until closed.
#[derive(Debug)]
pub(super) struct Watch {
    task: JoinHandle<()>,
    seen: Arc<Mutex<FirstSeen>>,
}

impl Watch {
    pub(super) fn open(api: Api) -> Self {
        let seen = Arc::<Mutex<FirstSeen>>::default();
        let noted = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            loop {
                // The newest ones; more than these do not begin between two looks.
                if let Ok(page) = api.get::<Page>("/api/v1/slow-queries?limit=200").await {
                    let now_us = now_us();
                    let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
                    for mark in page.items.iter().filter_map(|query| mark_in(&query.sql)) {
                        noted.entry(mark).or_insert(now_us);
                    }
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        Self { task, seen }
    }

    /// Stops looking, and says how long after crossing the threshold each long one was first seen.
    pub(super) fn close(self, logged: &[Logged]) -> Delays {
        self.task.abort();
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let threshold_us = THRESHOLD.as_micros() as i64;
        let long_us = threshold_us as u64 + LONG_ENOUGH.as_micros() as u64;
        let mut delays = Delays::default();
        for entry in logged.iter().filter(|entry| entry.duration_us >= long_us) {
            let Some(first_us) = mark_in(&entry.sql).and_then(|mark| seen.get(&mark)) else { continue };
            let delay_us = first_us - entry.started_us - threshold_us;
            delays.us.push(u64::try_from(delay_us).unwrap_or(0));
            let end_us = entry.started_us + entry.duration_us as i64;
            delays.while_running += u64::from(*first_us < end_us);
        }
        delays
    }
}

fn now_us() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros() as i64
}
