//! What is counted besides the groups: of a block, and of all blocks joined.

use std::collections::BTreeMap;

use auroscope_model::UtcMicros;

use super::group::earliest;
use crate::event::Event;
use crate::problem::{Problem, ProblemKind};

/// So many problems are kept with their places.
pub const MOST_PROBLEMS: usize = 1_000;
/// So many kinds of administrator command are told apart.
const MOST_COMMANDS: usize = 50;
/// The name of those beyond.
const OTHER_COMMANDS: &str = "(other)";

/// A problem, and which source it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundProblem {
    /// The index of the source.
    pub source: usize,
    /// What and where it is.
    pub problem: Problem,
}

/// Counts and sums over all executions that count.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) events: u64,
    /// Executions that since, until, the least time or the filter left out.
    pub(crate) left_out: u64,
    pub(crate) administrator_commands: BTreeMap<Box<str>, u64>,
    pub(crate) range_start: Option<UtcMicros>,
    pub(crate) range_end: Option<UtcMicros>,
    pub(crate) log_rate_limit: Option<u64>,
    pub(crate) problems: Vec<FoundProblem>,
    pub(crate) problem_counts: [u64; ProblemKind::NAMES.len()],
    pub(crate) skipped: u64,
    pub(crate) skipped_bytes: u64,
    /// What the server says it left out.
    pub(crate) throttled: u64,
}

impl Totals {
    #[inline]
    pub(crate) fn add(&mut self, event: &Event<'_>) {
        self.events += 1;
        self.range_start = earliest(self.range_start, event.started_at);
        self.range_end = self.range_end.max(event.finished_at);
    }

    pub(crate) fn add_command(&mut self, name: &[u8]) {
        let name = String::from_utf8_lossy(name);
        self.add_commands(&name, 1);
    }

    fn add_commands(&mut self, name: &str, times: u64) {
        if let Some(count) = self.administrator_commands.get_mut(name) {
            *count += times;
            return;
        }
        let is_told_apart = self.administrator_commands.len() < MOST_COMMANDS && name.len() <= 100;
        let name = if is_told_apart { name } else { OTHER_COMMANDS };
        *self.administrator_commands.entry(name.into()).or_default() += times;
    }

    pub(crate) fn add_problem(&mut self, source: usize, problem: Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(FoundProblem { source, problem });
        }
        self.problem_counts[problem.kind.number()] += 1;
        if problem.kind.is_loss() {
            self.skipped += problem.lines;
            self.skipped_bytes += problem.length;
        }
        if let ProblemKind::Throttled(count) = problem.kind {
            self.throttled = self.throttled.saturating_add(count);
        }
    }

    /// Adds those of the block that follows.
    pub(crate) fn merge(&mut self, other: Self) {
        self.events += other.events;
        self.left_out += other.left_out;
        other.administrator_commands.iter().for_each(|(name, times)| self.add_commands(name, *times));
        self.range_start = earliest(self.range_start, other.range_start);
        self.range_end = self.range_end.max(other.range_end);
        let room = MOST_PROBLEMS - self.problems.len();
        self.problems.extend(other.problems.into_iter().take(room));
        self.problem_counts.iter_mut().zip(other.problem_counts).for_each(|(mine, more)| *mine += more);
        self.skipped += other.skipped;
        self.skipped_bytes += other.skipped_bytes;
        self.throttled = self.throttled.saturating_add(other.throttled);
    }
}
