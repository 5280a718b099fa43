//! When the time went by: day by day, by weekday and hour; and to which kind of statement.

use super::super::block::{Align, Block, Cell, Table};
use super::super::chart::{self, BarWords, DayBar};
use super::super::content::{ClassGroup, Content};
use super::super::{MonthlyReport, figure, words};
use super::phrase::{change, count, left, right, share, time};
use crate::statistics::{Hour, Sums};

pub(super) fn blocks(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<Block> {
    let language = report.language;
    let chapter = |words: &words::Words| Block::Chapter(words.in_(language).to_owned());
    let mut blocks = vec![chapter(&words::DAYS), days(report, content)];
    blocks.extend([chapter(&words::HOURS), hours(report, content)]);
    blocks.push(chapter(&words::CLASSES));
    blocks.extend(classes(report, content));
    blocks
}

fn days(report: &MonthlyReport<'_>, content: &Content<'_>) -> Block {
    let language = report.language;
    let weekday =
        |date: jiff::civil::Date| usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    let name = |date| words::WEEKDAYS.get(weekday(date)).map_or("", |words| words.in_(language));
    let bar = |day: &super::super::content::Day| {
        let date = format!("{} ({})", day.date, name(day.date));
        let title = if day.missing {
            format!("{date}: {}", words::LEGEND_MISSING.in_(language))
        } else {
            let time = figure::time_of(&day.sums, Some(day.sums.total_us as f64), language);
            let executions = words::TIMES.fill(language, &[("n", &figure::count(day.sums.executions))]);
            format!("{date}: {time} · {} {executions}", words::EXECUTIONS.in_(language))
        };
        DayBar {
            label: day.date.day().to_string(),
            title,
            us: day.sums.total_us as f64,
            before_us: day.before_us.map(|us| us as f64),
            weekend: weekday(day.date) > 4,
            missing: day.missing,
        }
    };
    let bars: Vec<DayBar> = content.days.iter().map(bar).collect();
    let chart_words = BarWords {
        axis: words::AXIS_TOTAL.in_(language),
        now: words::LEGEND_THIS.in_(language),
        before: words::LEGEND_BEFORE.in_(language),
        missing: words::LEGEND_MISSING.in_(language),
    };
    let svg = chart::bars(&bars, &chart_words, |us| figure::round_time(us, language));
    let mut table = Table::new([
        left(&words::DAY, language),
        right(&words::EXECUTIONS, language),
        right(&words::TOTAL_TIME, language),
        right(&words::MEAN, language),
        right(&words::MAX, language),
    ]);
    for day in content.days.iter().filter(|day| !day.to_come) {
        let Sums { executions, total_us, max_us, .. } = day.sums;
        let date = Cell::from(format!("{} ({})", day.date, name(day.date)));
        if day.missing {
            let missing = words::LEGEND_MISSING.in_(language);
            table.rows.push(vec![date, "–".into(), missing.into(), "–".into(), "–".into()]);
            continue;
        }
        let max = (executions > 0).then_some(max_us as f64);
        table.rows.push(vec![
            date,
            count(executions),
            time(&day.sums, Some(total_us as f64), language),
            time(&day.sums, day.sums.mean_us(), language),
            time(&day.sums, max, language),
        ]);
    }
    Block::Chart { svg, table: Some(table) }
}

fn hours(report: &MonthlyReport<'_>, content: &Content<'_>) -> Block {
    let language = report.language;
    let weekdays: Vec<&str> = words::WEEKDAYS.iter().map(|words| words.in_(language)).collect();
    let of = |weekday: usize, hour: usize| {
        let hour = Hour { weekday: weekday as u8, hour: hour as u8 };
        content.hours.get(&hour).copied().unwrap_or_default()
    };
    let cell = |weekday: usize, hour: usize| {
        let sums = of(weekday, hour);
        let day = weekdays.get(weekday).copied().unwrap_or_default();
        let executions = words::TIMES.fill(language, &[("n", &figure::count(sums.executions))]);
        let time = figure::time(sums.total_us as f64, language);
        let title = format!("{day} {hour:02}:00: {time} · {} {executions}", words::EXECUTIONS.in_(language));
        (sums.total_us as f64, title)
    };
    let ends = (words::LESS.in_(language), words::MORE.in_(language));
    let svg = chart::heat(words::HOURS.in_(language), &weekdays, cell, ends);
    // As text, hours go down so that a line stays narrow.
    let columns = std::iter::once((String::new(), Align::Left));
    let mut table =
        Table::new(columns.chain(weekdays.iter().map(|weekday| ((*weekday).to_owned(), Align::Right))));
    for hour in (0..24).filter(|hour| (0..7).any(|weekday| of(weekday, *hour).executions > 0)) {
        let mut row = vec![Cell::from(format!("{hour:02}:00"))];
        row.extend((0..7).map(|weekday| match of(weekday, hour) {
            sums if sums.executions == 0 => Cell::from(""),
            sums => figure::time(sums.total_us as f64, language).into(),
        }));
        table.rows.push(row);
    }
    Block::Chart { svg, table: Some(table) }
}

fn classes(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<Block> {
    let language = report.language;
    let parts = |value: fn(&Sums) -> u64| -> Vec<(ClassGroup, f64)> {
        content.classes.iter().map(|(class, sums)| (*class, value(sums) as f64)).collect()
    };
    let rows = [
        (words::EXECUTIONS.in_(language), parts(|sums| sums.executions)),
        (words::TOTAL_TIME.in_(language), parts(|sums| sums.total_us)),
    ];
    let tell = |row: &str, class: ClassGroup, part: f64| {
        format!("{row} · {}: {}", class.name(), figure::share(part, 1.0))
    };
    let svg = chart::classes(words::CLASSES.in_(language), &rows, tell);
    let mut table = Table::new([
        left(&words::CLASS, language),
        right(&words::EXECUTIONS, language),
        right(&words::SHARE, language),
        right(&words::TOTAL_TIME, language),
        right(&words::SHARE, language),
        right(&words::MEAN, language),
        right(&words::VERSUS_BEFORE, language),
    ]);
    for class in ClassGroup::ALL {
        let sums = content.classes.get(&class).cloned().unwrap_or_default();
        let before = content.classes_before.get(&class);
        table.rows.push(vec![
            class.name().into(),
            count(sums.executions),
            share(sums.executions, content.total.executions),
            time(&sums, Some(sums.total_us as f64), language),
            share(sums.total_us, content.total.total_us),
            time(&sums, sums.mean_us(), language),
            change(report, content, &sums, before),
        ]);
    }
    vec![Block::Chart { svg, table: None }, Block::Table(table)]
}
