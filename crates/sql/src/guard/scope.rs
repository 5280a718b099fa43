//! The names that WITH gives to queries, where they can be seen.

use std::collections::HashMap;

/// Names in the order in which they were given; the same one may be given again further in.
#[derive(Debug, Default)]
pub(super) struct Scope {
    given: Vec<String>,
    times: HashMap<String, usize>,
}

impl Scope {
    pub(super) fn give(&mut self, name: String) {
        *self.times.entry(name.clone()).or_default() += 1;
        self.given.push(name);
    }

    pub(super) fn sees(&self, name: &str) -> bool {
        self.times.get(name).is_some_and(|times| *times > 0)
    }

    /// How many there are, for [`Self::forget`].
    pub(super) fn mark(&self) -> usize {
        self.given.len()
    }

    /// Takes away what was given since.
    pub(super) fn forget(&mut self, mark: usize) {
        for name in self.given.drain(mark.min(self.given.len())..) {
            if let Some(times) = self.times.get_mut(&name) {
                *times = times.saturating_sub(1);
            }
        }
    }
}
