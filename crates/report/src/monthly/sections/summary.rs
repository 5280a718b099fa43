//! The first page: what the month came to, in figures and in sentences.

use super::super::block::{Block, Tile, Tone};
use super::super::content::{Content, Verdict};
use super::super::words::{self, Words};
use super::super::{Language, MonthlyReport, figure};
use super::phrase::{change_of, per_day};

pub(super) fn title(report: &MonthlyReport<'_>) -> String {
    format!("{} · {}", words::TITLE.in_(report.language), month(report))
}

fn month(report: &MonthlyReport<'_>) -> String {
    let number = report.month.number();
    let name = words::MONTH_NAMES.get(usize::from(number.unsigned_abs()).saturating_sub(1)).unwrap_or(&"");
    let parts = [("name", *name), ("year", &report.month.year().to_string()), ("month", &number.to_string())];
    words::MONTH.fill(report.language, &parts)
}

pub(super) fn blocks(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<Block> {
    let language = report.language;
    let zone = report.account.zone();
    let day = |date: Option<&jiff::civil::Date>| date.map(ToString::to_string).unwrap_or_default();
    let dates: Vec<_> = content.days.iter().filter(|day| !day.to_come).map(|day| day.date).collect();
    let instances = figure::count(content.instances.len() as u64);
    let mut meta = words::META.fill(
        language,
        &[
            ("from", &day(dates.first())),
            ("to", &day(dates.last())),
            ("zone", zone.name()),
            ("instances", &instances),
        ],
    );
    if let Some(at) = report.made_at {
        meta.push_str(&words::MADE_AT.fill(language, &[("at", &zone.text(at))]));
    }
    let title = words::TITLE.in_(language).to_owned();
    vec![
        Block::Title { title, month: month(report), meta },
        Block::Chapter(words::SUMMARY.in_(language).to_owned()),
        Block::Tiles(tiles(report, content)),
        Block::List(sentences(report, content)),
    ]
}

fn tiles(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<Tile> {
    let language = report.language;
    let (total, before) = (&content.total, content.before.as_ref());
    let compared = |now: f64, before: Option<f64>, show: &dyn Fn(f64) -> String| {
        let before = before?;
        let (change, tone) = change_of(report, content, now, before)?;
        let template = if content.is_over { &words::BEFORE_WAS } else { &words::DAILY_BEFORE };
        Some((template.fill(language, &[("change", &change), ("before", &show(before))]), tone))
    };
    let counted = |number: f64| figure::count(number as u64);
    let affected = content.instances.iter().filter(|instance| instance.sums.executions > 0).count();
    let tile =
        |label: &Words, value: String, detail| Tile { label: label.in_(language).to_owned(), value, detail };
    let level = |share: f64| figure::time_of(total, total.percentile_us(share).map(|us| us as f64), language);
    let others = words::P50_P99.fill(language, &[("p50", &level(0.5)), ("p99", &level(0.99))]);
    let executions = total.executions as f64;
    let unit = |words: &Words, number: u64| words.fill(language, &[("n", &figure::count(number))]);
    let of_all = words::OF_ALL.fill(language, &[("n", &figure::count(content.instances.len() as u64))]);
    let statements = content.statements.len() as f64;
    let statements_before = content.statements_before.map(|number| number as f64);
    let countable = content.is_over && content.is_whole && content.before_is_whole;
    let change_of_statements = countable.then(|| compared(statements, statements_before, &counted)).flatten();
    let before_time = |_: f64| {
        before.map_or_else(String::new, |sums| figure::time_of(sums, Some(sums.total_us as f64), language))
    };
    let mut tiles = vec![
        tile(
            &words::SLOW_QUERIES,
            unit(&words::TIMES, total.executions),
            compared(executions, before.map(|before| before.executions as f64), &counted),
        ),
        tile(
            &words::TOTAL_TIME,
            figure::time_of(total, Some(total.total_us as f64), language),
            compared(total.total_us as f64, before.map(|before| before.total_us as f64), &before_time),
        ),
        tile(
            &words::MEAN,
            figure::time_of(total, total.mean_us(), language),
            plain_change(report, total.mean_us(), before.and_then(crate::Sums::mean_us)),
        ),
        tile(&words::P95, level(0.95), (total.executions > 0).then_some((others, Tone::Faint))),
        tile(
            &words::MAX,
            figure::time_of(total, (total.executions > 0).then_some(total.max_us as f64), language),
            None,
        ),
        tile(
            &words::DISTINCT_STATEMENTS,
            figure::at_least(unit(&words::PIECES, content.statements.len() as u64), !content.is_whole),
            change_of_statements,
        ),
        tile(&words::INSTANCES_WITH, unit(&words::MACHINES, affected as u64), Some((of_all, Tone::Faint))),
    ];
    if let (Some(new), Some(slower)) = (content.verdicts(Verdict::New), content.verdicts(Verdict::Slower)) {
        let pair = [new, slower].map(|number| unit(&words::PIECES, number as u64)).join(" / ");
        tiles.push(tile(&words::NEW_AND_SLOWER, pair, None));
    }
    tiles
}

/// Of a mean, which does not grow with the days.
fn plain_change(report: &MonthlyReport<'_>, now: Option<f64>, before: Option<f64>) -> Option<(String, Tone)> {
    let (now, before) = (now?, before?);
    let change = figure::change(now, before)?;
    let tone = match now / before {
        ratio if ratio >= 1.1 => Tone::Worse,
        ratio if ratio <= 0.9 => Tone::Better,
        _ => Tone::Faint,
    };
    let before = figure::time(before, report.language);
    Some((words::BEFORE_WAS.fill(report.language, &[("change", &change), ("before", &before)]), tone))
}

fn sentences(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<String> {
    let language = report.language;
    let total = &content.total;
    if total.executions == 0 {
        return vec![words::SAID_NOTHING.in_(language).to_owned()];
    }
    let affected = content.instances.iter().filter(|instance| instance.sums.executions > 0).count();
    let mut said = vec![words::SAID_ALL.fill(
        language,
        &[
            ("n", &figure::count(total.executions)),
            ("instances", &figure::count(affected as u64)),
            ("time", &figure::said_time_of(total, Some(total.total_us as f64), language)),
            ("mean", &figure::said_time_of(total, total.mean_us(), language)),
        ],
    )];
    said.extend(compared(report, content));
    let share = |us: u64| figure::share(us as f64, total.total_us as f64);
    if let Some(first) = content.instances.first().filter(|_| affected > 1) {
        let parts = [("instance", first.name), ("share", &share(first.sums.total_us))];
        said.push(words::SAID_INSTANCE.fill(language, &parts));
    }
    let top = content.statements.iter().take(5);
    if content.statements.len() > 5 {
        let us = top.map(|statement| statement.sums.total_us).sum();
        said.push(words::SAID_TOP.fill(language, &[("n", "5"), ("share", &share(us))]));
    }
    said.extend(verdicts(content, language));
    said.extend(peaks(content, language));
    said
}

fn compared(report: &MonthlyReport<'_>, content: &Content<'_>) -> Option<String> {
    let before = content.before.as_ref()?;
    let change = |now: u64, before: u64| {
        let (now, before) = per_day(report, content, now as f64, before as f64);
        figure::said_change(now, before, report.language)
    };
    let executions = change(content.total.executions, before.executions)?;
    let time = change(content.total.total_us, before.total_us)?;
    let words = if content.is_over { &words::SAID_CHANGE } else { &words::SAID_DAILY_CHANGE };
    Some(words.fill(report.language, &[("executions", &executions), ("time", &time)]))
}

fn verdicts(content: &Content<'_>, language: Language) -> Option<String> {
    let of = |verdict| content.verdicts(verdict).map(|number| figure::count(number as u64));
    let [new, slower, faster, gone] = Verdict::ALL.map(of);
    let (new, slower, faster) = (new?, slower?, faster?);
    let gone = if content.is_over { gone? } else { String::new() };
    let words = if content.is_over { &words::SAID_VERDICTS } else { &words::SAID_VERDICTS_SO_FAR };
    let parts = [("new", &*new), ("slower", &slower), ("faster", &faster), ("gone", &gone)];
    Some(words.fill(language, &parts))
}

/// The busiest day and hour.
fn peaks(content: &Content<'_>, language: Language) -> Vec<String> {
    let day = content.days.iter().rev().max_by_key(|day| day.sums.total_us);
    let day = day.filter(|_| content.total.executions > 1).map(|day| {
        let time = figure::said_time_of(&day.sums, Some(day.sums.total_us as f64), language);
        words::SAID_BUSIEST.fill(language, &[("day", &day.date.to_string()), ("time", &time)])
    });
    let hour = content.hours.iter().rev().max_by_key(|(_, sums)| sums.total_us);
    let hour = hour.filter(|_| content.total.executions > 1).and_then(|(hour, sums)| {
        let weekday = words::WEEKDAYS_LONG.get(usize::from(hour.weekday))?.in_(language);
        let clock = |hour: u8| format!("{hour:02}:00");
        let parts = [
            ("weekday", weekday),
            ("from", &clock(hour.hour)),
            ("to", &clock(hour.hour + 1)),
            ("time", &figure::time(sums.total_us as f64, language)),
        ];
        Some(words::SAID_HOUR.fill(language, &parts))
    });
    day.into_iter().chain(hour).collect()
}
