//! The chapters of a report, in the order in which it is read: what matters to all first, detail after it.

mod coverage;
mod distribution;
mod instances;
mod people;
mod phrase;
mod statements;
mod summary;
mod terms;

use auroscope_model::Fingerprint;

use super::MonthlyReport;
use super::block::Block;
use super::content::{Content, Verdict};

/// How many changes of each kind are shown.
const CHANGES_SHOWN: usize = 6;
/// How many statements an instance's section shows.
const STATEMENTS_OF_INSTANCE: usize = 5;
/// How many changes of each kind an instance's section shows.
const CHANGES_OF_INSTANCE: usize = 2;
/// How many users and schemas are shown.
const GROUPS_SHOWN: usize = 20;

/// The whole report.
pub(super) fn blocks(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<Block> {
    let mut blocks = summary::blocks(report, content);
    blocks.push(coverage::block(report, content));
    if content.total.executions > 0 {
        blocks.extend(distribution::blocks(report, content));
    }
    blocks.extend(instances::table(report, content));
    blocks.extend(statements::changes(report, content));
    blocks.extend(statements::top(report, content));
    blocks.extend(instances::detail(report, content));
    blocks.extend(people::blocks(report, content));
    blocks.extend(terms::blocks(report));
    blocks
}

/// The report's title with its month.
pub(super) fn title(report: &MonthlyReport<'_>) -> String {
    summary::title(report)
}

impl Content<'_> {
    /// The statements whose texts are shown.
    pub(super) fn shown(&self, report: &MonthlyReport<'_>) -> Vec<Fingerprint> {
        let top = self.statements.iter().take(report.top_statements).map(|statement| statement.fingerprint);
        let on_instances = self.instances.iter().take(report.detailed_instances).flat_map(|instance| {
            instance.statements.iter().take(STATEMENTS_OF_INSTANCE).map(|statement| statement.fingerprint)
        });
        let changed = Verdict::ALL.into_iter().flat_map(|verdict| {
            let changes = statements::heaviest(self, verdict);
            changes.into_iter().take(CHANGES_SHOWN).map(|(_, change)| change.fingerprint)
        });
        let of_instances = self.instances.iter().take(report.detailed_instances).flat_map(|instance| {
            Verdict::ALL.into_iter().flat_map(|verdict| {
                let changes = instance.changes.iter().flatten();
                let of_kind = changes.filter(move |change| change.verdict == verdict);
                of_kind.take(CHANGES_OF_INSTANCE).map(|change| change.fingerprint)
            })
        });
        let mut shown: Vec<Fingerprint> =
            top.chain(on_instances).chain(changed).chain(of_instances).collect();
        shown.sort_unstable();
        shown.dedup();
        shown
    }
}
