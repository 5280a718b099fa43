//! What was read: the digest, and what is said of places is said of the inputs.

use auroscope_slowlog::digest::{Digest, FoundProblem, Report, ReportOptions};

use super::places::Places;

/// What was read.
pub(super) struct Reading {
    pub(super) digest: Digest,
    pub(super) places: Places,
    /// Inputs that are no plain logs, and what they are, said for people.
    pub(super) forms: Vec<String>,
    /// What could not be read, said for people; one for each input at most.
    pub(super) mishaps: Vec<String>,
    pub(super) is_interrupted: bool,
}

impl Reading {
    /// What it comes to. Samples tell the input that they are in.
    pub(super) fn report(&self, options: &ReportOptions) -> Report {
        let mut report = self.digest.report(options);
        report.summary.files = self.places.inputs() as u64;
        for class in &mut report.classes {
            let sample = &mut class.sample;
            (sample.source, sample.offset) = self.places.of(sample.source, sample.offset);
        }
        report
    }

    /// The first problems, with the inputs that they are in.
    pub(super) fn problems(&self) -> Vec<FoundProblem> {
        let placed = |found: &FoundProblem| {
            let mut found = *found;
            // A note stands right behind the entry that it is about.
            let behind = u64::from(found.problem.length == 0 && found.problem.offset > 0);
            let (input, offset) = self.places.of(found.source, found.problem.offset - behind);
            (found.source, found.problem.offset) = (input, offset + behind);
            found
        };
        self.digest.problems().iter().map(placed).collect()
    }
}
