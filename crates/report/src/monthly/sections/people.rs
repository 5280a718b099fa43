//! Who ran it, and in which schema.

use super::super::block::{Block, Table};
use super::super::content::{Content, Group};
use super::super::words::{self, Words};
use super::super::{MonthlyReport, figure};
use super::GROUPS_SHOWN;
use super::phrase::{change, count, left, mix, name, right, share, time};

pub(super) fn blocks(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<Block> {
    let users = (&words::USERS, &words::USER, &words::NO_NAME);
    let mut blocks = groups(report, content, users, &content.users);
    let schemas = (&words::SCHEMAS, &words::SCHEMA, &words::NO_SCHEMA);
    blocks.extend(groups(report, content, schemas, &content.schemas));
    blocks
}

fn groups(
    report: &MonthlyReport<'_>,
    content: &Content<'_>,
    (chapter, column, unknown): (&Words, &Words, &Words),
    groups: &[Group<'_>],
) -> Vec<Block> {
    let language = report.language;
    if groups.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new([
        left(column, language),
        right(&words::EXECUTIONS, language),
        right(&words::TOTAL_TIME, language),
        right(&words::SHARE, language),
        right(&words::MEAN, language),
        right(&words::MAX, language),
        right(&words::STATEMENTS, language),
        right(&words::INSTANCE_COUNT, language),
        right(&words::MIX, language),
        right(&words::VERSUS_BEFORE, language),
    ]);
    for group in groups.iter().take(GROUPS_SHOWN) {
        let sums = &group.sums;
        table.rows.push(vec![
            name(group.name, unknown, language).into(),
            count(sums.executions),
            time(sums, Some(sums.total_us as f64), language),
            share(sums.total_us, content.total.total_us),
            time(sums, sums.mean_us(), language),
            time(sums, Some(sums.max_us as f64), language),
            count(group.statements as u64),
            count(group.targets as u64),
            mix(&group.executions_by_class).into(),
            change(report, content, sums, group.before.as_ref()),
        ]);
    }
    let mut blocks = vec![Block::Chapter(chapter.in_(language).to_owned()), Block::Table(table)];
    if groups.len() > GROUPS_SHOWN {
        let shown = figure::count(GROUPS_SHOWN as u64);
        let parts = [("shown", &*shown), ("all", &figure::count(groups.len() as u64))];
        blocks.push(Block::Small(words::SHOWN_OF.fill(language, &parts)));
    }
    blocks
}
