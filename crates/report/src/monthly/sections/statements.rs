//! What changed since the month before, and the statements that took the most time.

use super::super::block::{Align, Block, Cell, Table, Tone};
use super::super::content::{Change, ClassGroup, Content, Statement, Verdict};
use super::super::{Language, MonthlyReport, PlanNote, RemarkWeight, figure, words};
use super::CHANGES_SHOWN;
use super::phrase::{change, count, left, name, names, right, share, short, statement, time, verdict};
use crate::escape::cut;

/// Characters of a statement, of an example and of a plan.
const TEXT_CHARACTERS: usize = 1_500;

/// The changes of a kind with their instances, those about the most time first.
pub(super) fn heaviest<'c>(content: &'c Content<'_>, verdict: Verdict) -> Vec<(&'c str, &'c Change)> {
    let of_instances = content
        .instances
        .iter()
        .flat_map(|instance| instance.changes.iter().flatten().map(move |change| (instance.name, change)));
    let mut changes: Vec<_> = of_instances.filter(|(_, change)| change.verdict == verdict).collect();
    changes.sort_by_key(|(_, change)| std::cmp::Reverse(change.weight_us()));
    changes
}

pub(super) fn changes(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<Block> {
    let language = report.language;
    if report.previous.is_none() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Chapter(words::CHANGES.in_(language).to_owned())];
    let mut table = Table::new([
        left(&words::CHANGE, language),
        left(&words::INSTANCE, language),
        (words::STATEMENT.in_(language).to_owned(), Align::Code),
        right(&words::MEAN_CHANGE, language),
        right(&words::EXECUTIONS, language),
        right(&words::TOTAL_TIME, language),
    ]);
    let mut hidden = 0;
    for kind in Verdict::ALL {
        let changes = heaviest(content, kind);
        hidden += changes.len().saturating_sub(CHANGES_SHOWN);
        table.rows.extend(changes.into_iter().take(CHANGES_SHOWN).map(|(instance, change)| {
            let total = change.now.as_ref().or(change.before.as_ref());
            let total = total.map(|sums| figure::time_of(sums, Some(sums.total_us as f64), language));
            vec![
                verdict(change.verdict, language),
                instance.into(),
                statement(report, change.fingerprint, change.class),
                mean_change(change, language),
                execution_change(change),
                total.unwrap_or_default().into(),
            ]
        }));
    }
    if table.rows.is_empty() {
        blocks.push(Block::Paragraph(words::NO_CHANGES.in_(language).to_owned()));
        return blocks;
    }
    let shown = table.rows.len();
    blocks.push(Block::Table(table));
    if hidden > 0 {
        let parts =
            [("shown", &*figure::count(shown as u64)), ("all", &figure::count((shown + hidden) as u64))];
        blocks.push(Block::Small(words::SHOWN_OF.fill(language, &parts)));
    }
    blocks
}

/// The mean before and now.
pub(super) fn mean_change(change: &Change, language: Language) -> Cell {
    let mean = |sums: &Option<crate::Sums>| {
        sums.as_ref().map_or_else(|| "–".into(), |sums| figure::time_of(sums, sums.mean_us(), language))
    };
    let cell = Cell::from(format!("{} → {}", mean(&change.before), mean(&change.now)));
    let means = change
        .before
        .as_ref()
        .and_then(crate::Sums::mean_us)
        .zip(change.now.as_ref().and_then(crate::Sums::mean_us));
    match means.and_then(|(before, now)| figure::change(now, before)) {
        Some(text) => cell.over(text),
        None => cell,
    }
}

/// Executions before and now.
pub(super) fn execution_change(change: &Change) -> Cell {
    let number = |sums: &Option<crate::Sums>| {
        sums.as_ref().map_or_else(|| "–".into(), |sums| figure::count(sums.executions))
    };
    format!("{} → {}", number(&change.before), number(&change.now)).into()
}

pub(super) fn top(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<Block> {
    let language = report.language;
    if content.statements.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new([
        ("#".to_owned(), Align::Right),
        (words::STATEMENT.in_(language).to_owned(), Align::Code),
        right(&words::EXECUTIONS, language),
        right(&words::TOTAL_TIME, language),
        right(&words::SHARE, language),
        right(&words::MEAN, language),
        ("p95".to_owned(), Align::Right),
        right(&words::MAX, language),
        right(&words::VERSUS_BEFORE, language),
    ]);
    let shown = content.statements.iter().take(report.top_statements);
    for (rank, row) in (1..).zip(shown.clone()) {
        let sums = &row.sums;
        table.rows.push(vec![
            count(rank),
            statement(report, row.fingerprint, row.class),
            figure::at_least(figure::count(sums.executions), row.partial).into(),
            total_of(row, language).into(),
            share(sums.total_us, content.total.total_us),
            time(sums, sums.mean_us(), language),
            time(sums, sums.percentile_us(0.95).map(|us| us as f64), language),
            time(sums, Some(sums.max_us as f64), language),
            change_of(report, content, row),
        ]);
    }
    let mut blocks = vec![Block::Chapter(words::TOP.in_(language).to_owned()), Block::Table(table)];
    if content.statements.len() > report.top_statements {
        let shown = figure::count(report.top_statements as u64);
        let parts = [("shown", &*shown), ("all", &figure::count(content.statements.len() as u64))];
        blocks.push(Block::Small(words::SHOWN_OF.fill(language, &parts)));
    }
    let detailed = (1..).zip(shown.take(report.detailed_statements));
    let cards: Vec<Block> =
        detailed.map(|(rank, row)| Block::Card(card(report, content, rank, row))).collect();
    if !cards.is_empty() {
        blocks.push(Block::Chapter(words::TOP_DETAIL.in_(language).to_owned()));
    }
    blocks.extend(cards);
    blocks
}

/// A statement of which a part is summed elsewhere took at least what is known of it.
fn total_of(row: &Statement<'_>, language: Language) -> String {
    let time = figure::time(row.sums.total_us as f64, language);
    figure::at_least(time, row.partial || row.sums.is_lower_bound())
}

/// And cannot be compared.
fn change_of(report: &MonthlyReport<'_>, content: &Content<'_>, row: &Statement<'_>) -> Cell {
    let unsure = row.partial || (row.before.is_none() && !content.before_is_whole);
    if unsure {
        return Cell::from("–").toned(Tone::Faint);
    }
    change(report, content, &row.sums, row.before.as_ref())
}

fn card(report: &MonthlyReport<'_>, content: &Content<'_>, rank: u64, row: &Statement<'_>) -> Vec<Block> {
    let language = report.language;
    let class = ClassGroup::of(row.class).name();
    let mut blocks = vec![
        Block::Section(format!("{rank}. {class} · {}", short(row.fingerprint))),
        facts(report, content, row),
    ];
    if row.partial {
        blocks.push(Block::Small(words::PARTIAL.in_(language).to_owned()));
    }
    match report.texts.get(&row.fingerprint) {
        Some(text) => blocks.extend(code(text, "sql", language)),
        None => blocks.push(Block::Small(words::NO_TEXT.in_(language).to_owned())),
    }
    if let Some(plan) = report.plans.get(&row.fingerprint) {
        blocks.extend(plan_blocks(report, plan));
    }
    let examples = row.targets.iter().flat_map(|(target, _)| {
        let examples = report.account.examples(target, row.fingerprint).iter();
        examples.map(move |example| (*target, example))
    });
    if let Some((target, example)) = examples.max_by_key(|(_, example)| example.duration_us) {
        let at = report.account.zone().text(example.started_at);
        let bound = example.duration_kind == auroscope_model::DurationKind::LowerBound;
        let time = figure::at_least(figure::time(example.duration_us as f64, language), bound);
        let title = words::EXAMPLE.in_(language);
        blocks.push(Block::Small(format!("{title}: {time} · {target} · {at}")));
        // A redacted text often is the statement's own.
        let is_same = |text: &String| text.split_whitespace().eq(example.text.split_whitespace());
        if !report.texts.get(&row.fingerprint).is_some_and(is_same) {
            blocks.extend(code(&example.text, "sql", language));
        }
    }
    blocks
}

/// A text as code, no longer than a page bears.
fn code(text: &str, kind: &'static str, language: Language) -> Vec<Block> {
    let mut blocks = vec![Block::Code { language: kind, text: cut(text, TEXT_CHARACTERS) }];
    let all = text.chars().count();
    if all > TEXT_CHARACTERS {
        let parts = [("shown", &*figure::count(TEXT_CHARACTERS as u64)), ("all", &figure::count(all as u64))];
        blocks.push(Block::Small(words::CUT_TEXT.fill(language, &parts)));
    }
    blocks
}

fn facts(report: &MonthlyReport<'_>, content: &Content<'_>, row: &Statement<'_>) -> Block {
    let language = report.language;
    let sums = &row.sums;
    let percentile =
        |share| sums.percentile_us(share).map_or_else(|| "–".into(), |us| figure::time(us as f64, language));
    let rows = |known| figure::known(known, sums.executions, |sum| figure::count(sum as u64));
    let seen = |at: Option<auroscope_model::UtcMicros>| {
        at.map_or_else(|| "–".into(), |at| report.account.zone().text(at))
    };
    let listed = |parts: Vec<String>| names(&parts, 4, language);
    let users = row.users.iter().map(|(user, _)| name(*user, &words::NO_NAME, language)).collect();
    let schemas = row.schemas.iter().map(|(schema, _)| name(*schema, &words::NO_SCHEMA, language)).collect();
    let targets = row.targets.iter().map(|(target, _)| (*target).to_owned()).collect();
    let total = total_of(row, language);
    let part = figure::share(sums.total_us as f64, content.total.total_us as f64);
    let percentiles = [0.5, 0.95, 0.99].map(percentile).join(" / ");
    let percentiles = figure::at_least(percentiles, sums.is_lower_bound());
    let lock = figure::known(sums.lock_us, sums.executions, |us| figure::time(us, language));
    let max = figure::time_of(sums, Some(sums.max_us as f64), language);
    let pairs = [
        (&words::EXECUTIONS, figure::at_least(figure::count(sums.executions), row.partial)),
        (&words::TOTAL_TIME, format!("{total} ({part})")),
        (&words::MEAN, figure::time_of(sums, sums.mean_us(), language)),
        (&words::PERCENTILES, percentiles),
        (&words::MAX, max),
        (&words::VERSUS_BEFORE, change_of(report, content, row).text),
        (&words::LOCK, lock),
        (&words::ROWS_EXAMINED, rows(sums.rows_examined)),
        (&words::ROWS_SENT, rows(sums.rows_sent)),
        (&words::INSTANCE, listed(targets)),
        (&words::USER, listed(users)),
        (&words::SCHEMA, listed(schemas)),
        (&words::FIRST_SEEN, seen(sums.first_seen)),
        (&words::LAST_SEEN, seen(sums.last_seen)),
    ];
    Block::Facts(pairs.into_iter().map(|(title, text)| (title.in_(language).to_owned(), text)).collect())
}

fn plan_blocks(report: &MonthlyReport<'_>, plan: &PlanNote) -> Vec<Block> {
    let language = report.language;
    let mut blocks = Vec::new();
    if !plan.remarks.is_empty() {
        blocks.push(Block::Small(words::FINDINGS.in_(language).to_owned()));
        let mut table = Table::new([left(&words::SEVERITY, language), left(&words::FINDINGS, language)]);
        for remark in &plan.remarks {
            let (weight, tone) = match remark.weight {
                RemarkWeight::Warning => (&words::WARNING, Tone::Worse),
                RemarkWeight::Notice => (&words::NOTICE, Tone::Plain),
                RemarkWeight::Info => (&words::INFO, Tone::Faint),
            };
            let mut remedy = words::TRY.fill(language, &[("text", &remark.remedy)]);
            remark.ddl.iter().for_each(|ddl| remedy.push_str(&format!("\n{ddl}")));
            let told = Cell::from(remark.title.as_str()).over(remedy);
            table.rows.push(vec![Cell::from(weight.in_(language)).toned(tone), told]);
        }
        blocks.push(Block::Table(table));
    }
    if let Some(text) = &plan.text {
        blocks.push(Block::Small(match plan.taken_at {
            Some(at) => words::PLAN_TAKEN.fill(language, &[("at", &report.account.zone().text(at))]),
            None => words::PLAN.in_(language).to_owned(),
        }));
        blocks.extend(code(text, "text", language));
    }
    blocks
}
