//! The slowest executions of each statement on each target, with their texts.

use std::collections::HashMap;
use std::sync::Arc;

use auroscope_model::{DurationKind, ExecutionId, Fingerprint, SlowQuery, UtcMicros};

use super::Limits;

/// One execution of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Which it was.
    pub id: ExecutionId,
    /// When it began.
    pub started_at: UtcMicros,
    /// How long it ran, microseconds.
    pub duration_us: u64,
    /// Whether that is exact.
    pub duration_kind: DurationKind,
    /// Its text, as the caller gave it: redacted, unless those who read it may see literals.
    pub text: Arc<str>,
}

impl Example {
    /// Slowest first. Each execution has its own place, so that which are kept does not depend on their order.
    fn rank(&self) -> (std::cmp::Reverse<u64>, UtcMicros, ExecutionId) {
        (std::cmp::Reverse(self.duration_us), self.started_at, self.id)
    }
}

/// The examples of an account.
#[derive(Debug, Clone, Default)]
pub(super) struct Examples {
    pub(super) of: HashMap<(u32, Fingerprint), Vec<Example>>,
    /// About how many bytes all take.
    bytes: usize,
    /// How often the number for each was halved to stay within the limit.
    pub(super) halved: u32,
}

/// What an example takes besides its text.
const OWN_BYTES: usize = size_of::<Example>();

impl Examples {
    /// Adds an execution if it is slow enough to be kept; only then its text is asked for.
    pub(super) fn offer(
        &mut self,
        at: (u32, Fingerprint),
        query: &SlowQuery,
        limits: &Limits,
        text: impl FnOnce(&SlowQuery) -> Option<String>,
    ) {
        let most = self.most(limits);
        let kept = self.of.get(&at).map_or(&[][..], Vec::as_slice);
        let ranks_after =
            |last: &Example| (std::cmp::Reverse(query.duration_us), query.started_at, query.id) > last.rank();
        if most == 0 || (kept.len() >= most && kept.last().is_some_and(ranks_after)) {
            return;
        }
        let Some(text) = text(query) else { return };
        let example = Example {
            id: query.id,
            started_at: query.started_at,
            duration_us: query.duration_us,
            duration_kind: query.duration_kind,
            text: crate::escape::cut(&text, limits.example_characters).into(),
        };
        self.insert(at, example, limits);
    }

    /// Adds an example.
    pub(super) fn insert(&mut self, at: (u32, Fingerprint), mut example: Example, limits: &Limits) {
        let most = self.most(limits);
        let kept = self.of.entry(at).or_default();
        match kept.binary_search_by_key(&example.rank(), Example::rank) {
            Ok(_) => return,
            Err(place) if place >= most => return,
            Err(place) => {
                match kept.iter().find(|other| other.text == example.text) {
                    Some(other) => example.text = Arc::clone(&other.text),
                    None => self.bytes += example.text.len(),
                }
                self.bytes += OWN_BYTES;
                kept.insert(place, example);
            }
        }
        while kept.len() > most {
            self.bytes = self.bytes.saturating_sub(leaving(kept));
        }
        while self.bytes > limits.examples_bytes && self.most(limits) > 0 {
            self.halve(limits);
        }
    }

    /// Forgets those of a statement that is no longer told apart.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(Fingerprint) -> bool) {
        self.of.retain(|(_, statement), _| keep(*statement));
        self.bytes = self.of.values().map(|kept| weight(kept)).sum();
    }

    /// How many each statement has at most.
    fn most(&self, limits: &Limits) -> usize {
        limits.examples.checked_shr(self.halved).unwrap_or(0)
    }

    pub(super) fn halve(&mut self, limits: &Limits) {
        self.halved += 1;
        let most = self.most(limits);
        self.of.values_mut().for_each(|kept| kept.truncate(most));
        self.of.retain(|_, kept| !kept.is_empty());
        self.bytes = self.of.values().map(|kept| weight(kept)).sum();
    }
}

/// Removes the last and tells what is saved.
fn leaving(kept: &mut Vec<Example>) -> usize {
    let Some(last) = kept.pop() else { return 0 };
    let shared = kept.iter().any(|other| Arc::ptr_eq(&other.text, &last.text));
    OWN_BYTES + if shared { 0 } else { last.text.len() }
}

fn weight(kept: &[Example]) -> usize {
    let own = |(place, example): (usize, &Example)| {
        let shared = kept[..place].iter().any(|other| Arc::ptr_eq(&other.text, &example.text));
        OWN_BYTES + if shared { 0 } else { example.text.len() }
    };
    kept.iter().enumerate().map(own).sum()
}
