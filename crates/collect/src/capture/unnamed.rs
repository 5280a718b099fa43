//! Threads whose statement the server hides, and which nothing names: what runs inside them runs inside another
//! procedure. Such a statement is found in the history once it has ended. Pure.

use std::collections::HashMap;

use auroscope_mysql::Poll;

/// In so many polls a thread must have been so; in one poll, many are by chance.
const POLLS: u32 = 2;

/// The threads that were so at the last poll.
#[derive(Debug, Default)]
pub(crate) struct Unnamed {
    /// The timer when each was first seen so, and in how many polls it was.
    threads: HashMap<u64, (u64, u32)>,
}

impl Unnamed {
    /// Takes in a poll. If threads that were so for long are no longer: since when what they ran is to be asked for.
    pub(crate) fn ended(&mut self, poll: &Poll, threshold_us: u64) -> Option<u64> {
        let now_ps = poll.timer_now_ps?;
        let before = std::mem::take(&mut self.threads);
        for thread_id in &poll.unnamed {
            let (since_ps, polls) = before.get(thread_id).copied().unwrap_or((now_ps, 0));
            self.threads.insert(*thread_id, (since_ps, polls + 1));
        }
        let long = |since_ps: u64| now_ps.saturating_sub(since_ps) / 1_000_000 >= threshold_us / 2;
        let gone = before.into_iter().filter(|(thread_id, _)| !self.threads.contains_key(thread_id));
        gone.filter(|(_, (since_ps, polls))| *polls >= POLLS && long(*since_ps))
            .map(|(_, (since_ps, _))| since_ps)
            .min()
    }
}

#[cfg(test)]
mod tests {
    use auroscope_model::UtcMicros;

    use super::*;

    #[test]
    fn what_was_hidden_for_long_is_asked_for_when_it_is_over() {
        let mut unnamed = Unnamed::default();
        let mut poll = |second: u64, threads: &[u64]| {
            let poll = Poll {
                now: UtcMicros(0),
                timer_now_ps: Some(second * 1_000_000_000_000),
                running: Vec::new(),
                unnamed: threads.to_vec(),
            };
            unnamed.ended(&poll, 2_000_000)
        };
        assert_eq!(poll(1, &[7, 8]), None);
        assert_eq!(poll(2, &[7]), None, "one poll proves nothing");
        assert_eq!(poll(3, &[7, 9]), None);
        assert_eq!(poll(4, &[]), Some(1_000_000_000_000));
        assert_eq!(poll(5, &[]), None);
    }
}
