//! How far the reading is, on one line of a terminal's standard error; nothing where that is no terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, PoisonError};
use std::time::{Duration, Instant};

use super::figures::{duration, size};

const PERIOD: Duration = Duration::from_millis(200);
/// Cells of the bar.
const BAR: u64 = 24;

/// The line, written by a thread of its own until it is ended.
pub(super) struct ProgressLine {
    begun: Instant,
    /// Of all inputs, where that is known.
    whole_bytes: Option<u64>,
    is_ended: AtomicBool,
    ended: (Mutex<()>, Condvar),
}

impl ProgressLine {
    /// None where nobody would see it.
    pub(super) fn begin(whole_bytes: Option<u64>) -> Option<Self> {
        io::stderr().is_terminal().then(|| Self {
            begun: Instant::now(),
            whole_bytes,
            is_ended: AtomicBool::new(false),
            ended: (Mutex::new(()), Condvar::new()),
        })
    }

    /// Writes until it is ended. A short reading shows nothing.
    pub(super) fn run(&self, read_bytes: &AtomicU64) {
        let mut guard = self.ended.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut is_shown = false;
        loop {
            if self.is_ended.load(Ordering::Relaxed) {
                break;
            }
            let (next, waited) =
                self.ended.1.wait_timeout(guard, PERIOD).unwrap_or_else(PoisonError::into_inner);
            guard = next;
            if waited.timed_out() {
                let _ = write!(io::stderr(), "\r\x1b[2K{}", self.text(read_bytes.load(Ordering::Relaxed)));
                is_shown = true;
            }
        }
        if is_shown {
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }

    pub(super) fn end(&self) {
        let _guard = self.ended.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_ended.store(true, Ordering::Relaxed);
        self.ended.1.notify_all();
    }

    fn text(&self, read_bytes: u64) -> String {
        let seconds = self.begun.elapsed().as_secs_f64();
        let per_s = read_bytes as f64 / seconds;
        let speed = format!("{}/s", size(per_s as u64));
        match self.whole_bytes {
            Some(whole) if whole > 0 => {
                let full = (read_bytes * BAR / whole).min(BAR) as usize;
                let bar = "█".repeat(full) + &"░".repeat(BAR as usize - full);
                let left_us = whole.saturating_sub(read_bytes) as f64 / per_s.max(1.0) * 1e6;
                let percent = (read_bytes * 100 / whole).min(100);
                format!("{bar} {percent} % of {}, {speed}, {} left", size(whole), duration(left_us))
            }
            _ => format!("read {}, {speed}", size(read_bytes)),
        }
    }
}
