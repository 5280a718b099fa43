//! All instances in one table, then those with the most time one by one.

use super::super::block::{Align, Block, Cell, Table};
use super::super::content::{Content, Instance, Verdict};
use super::super::{MonthlyReport, figure, words};
use super::phrase::{change, count, left, mix, name, names, right, share, statement, time, verdict};
use super::statements::{execution_change, mean_change};
use super::{CHANGES_OF_INSTANCE, STATEMENTS_OF_INSTANCE};

/// How many names of quiet instances are told.
const QUIET_SHOWN: usize = 40;

pub(super) fn table(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<Block> {
    let language = report.language;
    let mut table = Table::new([
        left(&words::INSTANCE, language),
        right(&words::EXECUTIONS, language),
        right(&words::TOTAL_TIME, language),
        right(&words::SHARE, language),
        right(&words::VERSUS_BEFORE, language),
        right(&words::MEAN, language),
        ("p95".to_owned(), Align::Right),
        right(&words::MAX, language),
        right(&words::STATEMENTS, language),
        right(&words::CHANGE_COUNTS, language),
    ]);
    let (busy, quiet): (Vec<&Instance<'_>>, Vec<_>) =
        content.instances.iter().partition(|instance| instance.sums.executions > 0);
    for instance in &busy {
        let sums = &instance.sums;
        let before = instance.before.as_ref();
        table.rows.push(vec![
            instance.name.into(),
            count(sums.executions),
            time(sums, Some(sums.total_us as f64), language),
            share(sums.total_us, content.total.total_us),
            change(report, content, sums, before),
            time(sums, sums.mean_us(), language),
            time(sums, sums.percentile_us(0.95).map(|us| us as f64), language),
            time(sums, Some(sums.max_us as f64), language),
            count(instance.statements.len() as u64),
            changes(content, instance),
        ]);
    }
    let mut blocks = vec![Block::Chapter(words::INSTANCES.in_(language).to_owned())];
    if busy.is_empty() {
        blocks.push(Block::Paragraph(words::NOTHING.in_(language).to_owned()));
    } else {
        blocks.push(Block::Table(table));
    }
    // Of an instance that was not read nobody can say that it was quiet; the coverage names it.
    let quiet: Vec<&Instance<'_>> = quiet.into_iter().filter(|instance| !instance.unread).collect();
    if !quiet.is_empty() {
        let quiet: Vec<String> = quiet.iter().map(|instance| instance.name.to_owned()).collect();
        let targets = names(&quiet, QUIET_SHOWN, language);
        blocks.push(Block::Small(words::QUIET.fill(language, &[("targets", &targets)])));
    }
    blocks
}

fn changes(content: &Content<'_>, instance: &Instance<'_>) -> Cell {
    let Some(changes) = &instance.changes else { return "–".into() };
    let number = |verdict| match verdict {
        _ if !content.judges(verdict) => "–".to_owned(),
        _ => figure::count(changes.iter().filter(|change| change.verdict == verdict).count() as u64),
    };
    Verdict::ALL.map(number).join(" / ").into()
}

pub(super) fn detail(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<Block> {
    let language = report.language;
    let busy: Vec<&Instance<'_>> =
        content.instances.iter().filter(|instance| instance.sums.executions > 0).collect();
    if busy.is_empty() || report.detailed_instances == 0 {
        return Vec::new();
    }
    let mut blocks = vec![Block::Chapter(words::INSTANCE_DETAIL.in_(language).to_owned())];
    if busy.len() > report.detailed_instances {
        let shown = figure::count(report.detailed_instances as u64);
        let parts = [("shown", &*shown), ("all", &figure::count(busy.len() as u64))];
        blocks.push(Block::Small(words::SHOWN_OF.fill(language, &parts)));
    }
    for instance in busy.into_iter().take(report.detailed_instances) {
        blocks.extend(one(report, content, instance));
    }
    blocks
}

fn one(report: &MonthlyReport<'_>, content: &Content<'_>, instance: &Instance<'_>) -> Vec<Block> {
    let language = report.language;
    let sums = &instance.sums;
    let of_sums = [
        figure::count(sums.executions),
        figure::time_of(sums, Some(sums.total_us as f64), language),
        figure::share(sums.total_us as f64, content.total.total_us as f64),
        mix(&instance.executions_by_class),
    ];
    let titles = [&words::EXECUTIONS, &words::TOTAL_TIME, &words::SHARE, &words::MIX];
    let facts: Vec<String> =
        titles.iter().zip(of_sums).map(|(title, text)| format!("{} {text}", title.in_(language))).collect();
    let mut table = Table::new([
        (words::STATEMENT.in_(language).to_owned(), Align::Code),
        right(&words::EXECUTIONS, language),
        right(&words::TOTAL_TIME, language),
        right(&words::SHARE, language),
        right(&words::MEAN, language),
        ("p95".to_owned(), Align::Right),
        left(&words::USER, language),
        left(&words::CHANGE, language),
    ]);
    for row in instance.statements.iter().take(STATEMENTS_OF_INSTANCE) {
        let users: Vec<String> =
            row.users.iter().map(|user| name(*user, &words::NO_NAME, language)).collect();
        table.rows.push(vec![
            statement(report, row.fingerprint, row.class),
            count(row.sums.executions),
            time(&row.sums, Some(row.sums.total_us as f64), language),
            share(row.sums.total_us, sums.total_us),
            time(&row.sums, row.sums.mean_us(), language),
            time(&row.sums, row.sums.percentile_us(0.95).map(|us| us as f64), language),
            names(&users, 3, language).into(),
            row.verdict.map_or_else(|| "".into(), |found| verdict(found, language)),
        ]);
    }
    let mut blocks =
        vec![Block::Section(instance.name.to_owned()), Block::Small(facts.join(" · ")), Block::Table(table)];
    blocks.extend(changed(report, instance));
    blocks
}

/// What changed on an instance.
fn changed(report: &MonthlyReport<'_>, instance: &Instance<'_>) -> Option<Block> {
    let language = report.language;
    report.previous?;
    let Some(changes) = &instance.changes else {
        return Some(Block::Small(words::NOT_COMPARED.in_(language).to_owned()));
    };
    if changes.is_empty() {
        return Some(Block::Small(words::NO_CHANGES.in_(language).to_owned()));
    }
    // The heaviest of every kind, so that many new ones do not hide that one became slower.
    let of_kind = |kind| changes.iter().filter(move |change| change.verdict == kind);
    let shown = Verdict::ALL.into_iter().flat_map(|kind| of_kind(kind).take(CHANGES_OF_INSTANCE));
    let mut table = Table::new([
        left(&words::CHANGE, language),
        (words::STATEMENT.in_(language).to_owned(), Align::Code),
        right(&words::MEAN_CHANGE, language),
        right(&words::EXECUTIONS, language),
    ]);
    table.rows.extend(shown.map(|change| {
        vec![
            verdict(change.verdict, language),
            statement(report, change.fingerprint, change.class),
            mean_change(change, language),
            execution_change(change),
        ]
    }));
    Some(Block::Table(table))
}
