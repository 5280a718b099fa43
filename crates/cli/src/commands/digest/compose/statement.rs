//! One group's section: its figures, how they spread, who ran it, and what to paste into a client.

use auroscope_slowlog::digest::{Class, GroupBy, HistogramBar, Report, SampleExecution, Tops};

use super::metrics::{counts_of, metrics};
use super::summary::rate_of;
use super::{About, anchor, paste, time, title};
use crate::commands::digest::document::{Bar, Block};
use crate::commands::digest::figures::{duration, percent, thousands};

/// Names that are told of users, hosts and schemas.
const NAMES: usize = 5;

pub(super) fn section(class: &Class, report: &Report, about: &About<'_>) -> Vec<Block> {
    let figures = &class.figures;
    let mut remark = vec![format!("{} of all time", percent(class.share)), calls(figures.count)];
    if figures.count > 1 {
        remark.push(format!("{} each", duration(figures.query_time.mean_us)));
    }
    remark.extend(class.class.map(|class| class.as_str().to_owned()));
    let name = class.fingerprint.map_or_else(|| title(class).to_owned(), |name| name.to_string());
    let mut blocks = vec![Block::Section {
        anchor: anchor(class),
        title: format!("{}  {name}", class.rank),
        remark: remark.join(" · "),
    }];
    blocks.extend(class.normalized.clone().map(Block::Sql));
    blocks.push(metrics(figures, Some(&report.overall)));
    if figures.count > 1 {
        blocks.push(Block::Bars(bars(&class.histogram)));
    }
    blocks.push(Block::Facts(facts(class)));
    if class.incomplete {
        blocks.push(Block::Note(
            "There were so many groups that some executions of this one may be among those not shown.".into(),
        ));
    }
    let tables = match about.group_by {
        GroupBy::Fingerprint => paste::tables(&class.tables, class.sample.schema.as_deref()),
        _ => None,
    };
    if let Some(tables) = tables {
        blocks.extend([Block::Label("Tables".into()), Block::Sql(tables)]);
    }
    blocks.push(Block::Label(format!("Slowest: {}", execution(&class.sample, about.names))));
    blocks.extend(paste::explain(&class.sample, about.is_redacted));
    blocks
}

fn facts(class: &Class) -> Vec<(String, String)> {
    let figures = &class.figures;
    let mut facts = Vec::new();
    if let (Some(first), Some(last)) = (class.first_seen, class.last_seen) {
        let range_us = last.since_us(first);
        let seen = if range_us == 0 { time(first) } else { format!("{} to {}", time(first), time(last)) };
        facts.push(("seen", seen));
        // Fewer calls make no rate.
        if range_us >= 1_000_000 && figures.count > 2 {
            let per_s = figures.count as f64 * 1e6 / range_us as f64;
            let concurrency = figures.query_time.sum_us as f64 / range_us as f64;
            facts.push((
                "rate",
                format!("{} per second, {concurrency:.2} running on average", rate_of(per_s)),
            ));
        }
    }
    for (name, tops, beyond) in [
        ("users", &class.users, class.beyond.users),
        ("hosts", &class.hosts, class.beyond.hosts),
        ("schemas", &class.schemas, class.beyond.schemas),
    ] {
        if !tops.is_empty() || beyond > 0 {
            facts.push((name, names(tops, beyond, figures.count)));
        }
    }
    let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value));
    facts.chain(counts_of(figures)).collect()
}

fn calls(count: u64) -> String {
    if count == 1 { "1 call".to_owned() } else { format!("{} calls", thousands(count)) }
}

fn names(tops: &Tops, beyond: u64, all: u64) -> String {
    let mut told: Vec<String> = tops
        .iter()
        .take(NAMES)
        .map(
            |(name, count)| {
                if count == all { name.to_owned() } else { format!("{name} ({})", thousands(count)) }
            },
        )
        .collect();
    let rest: u64 = tops.iter().skip(NAMES).map(|(_, count)| count).sum();
    if rest + beyond > 0 {
        told.push(format!("others ({})", thousands(rest + beyond)));
    }
    told.join(", ")
}

/// The bars from the first that has something to the last.
fn bars(histogram: &[HistogramBar]) -> Vec<Bar> {
    let is_used = |bar: &HistogramBar| bar.count > 0;
    let first = histogram.iter().position(is_used).unwrap_or(0);
    let last = histogram.iter().rposition(is_used).unwrap_or(0);
    let most = histogram.iter().map(|bar| bar.count).max().unwrap_or(0).max(1);
    let used = histogram.get(first..=last).unwrap_or_default();
    used.iter()
        .map(|bar| Bar {
            label: match (bar.from_us, bar.below_us) {
                (0, Some(below)) => format!("< {}", power(below)),
                (from, _) => format!("≥ {}", power(from)),
            },
            count: bar.count,
            length: bar.count as f64 / most as f64,
        })
        .collect()
}

/// A power of ten of microseconds.
fn power(us: u64) -> String {
    match us {
        0..1_000 => format!("{us} µs"),
        1_000..1_000_000 => format!("{} ms", us / 1_000),
        _ => format!("{} s", us / 1_000_000),
    }
}

/// Which execution it was.
fn execution(sample: &SampleExecution, names: &[String]) -> String {
    let mut parts = vec![duration(sample.query_time_us as f64)];
    parts.extend(sample.at.map(time));
    let account: Vec<&str> = [sample.user.as_deref(), sample.host.as_deref()].into_iter().flatten().collect();
    if !account.is_empty() {
        parts.push(account.join("@"));
    }
    parts.extend(sample.connection_id.map(|id| format!("connection {id}")));
    parts.extend(names.get(sample.source).map(|name| format!("{name} at byte {}", sample.offset)));
    parts.join(", ")
}
