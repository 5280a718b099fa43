//! `auroscope report monthly`: the month's slow queries as a report, from the store.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use auroscope_model::{
    Fingerprint, SlowQuery, SlowQueryFilter, SlowQuerySort, SlowQueryState, Source, UtcMicros,
};
use auroscope_report::{Account, CoverageNote, Language, Limits, Month, MonthlyReport, Period, Zone};
use auroscope_sql::{SqlMode, redact};
use auroscope_store::Store;
use auroscope_store_sqlite::SqliteStore;
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::runtime;
use crate::output::{json, say, write};
use crate::settings::{Configuration, Layers};

/// Records that are read at once.
const PAGE: usize = 2_000;

const EXAMPLES: &str = "Examples:
  auroscope report monthly > report.html
  auroscope report monthly --month 2026-10 --language ko --zone Asia/Seoul > 2026-10.html
  auroscope report monthly -o markdown | less

It is made of what the store keeps, beside a running Auroscope. Days that are past the retention are named as missing.
Exit codes: 0 all of the month is known, 1 it cannot be made, 2 wrong usage, 3 a part of the month is not known.";

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Report on a month: the fleet, instances, statements and users, compared with the month before.
    #[command(after_help = EXAMPLES)]
    Monthly(MonthlyArguments),
}

/// Which report.
#[derive(Debug, Args)]
pub(crate) struct MonthlyArguments {
    /// The month, such as 2026-10 [default: the last one that has ended].
    #[arg(long, value_name = "MONTH")]
    month: Option<Month>,
    /// Whose days and hours it tells, such as Asia/Seoul [default: this machine's].
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// The report's language.
    #[arg(long, value_enum, default_value = "en")]
    language: Tongue,
    /// Show statements with their literals.
    #[arg(long)]
    literals: bool,
    /// How to print.
    #[arg(short, long, value_enum, default_value = "html")]
    output: Form,
    /// The store's folder [default: as for serve].
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    data: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tongue {
    En,
    Ko,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// One file that needs nothing else, and prints well.
    Html,
    Markdown,
    Json,
    /// Instances and statements, for a spreadsheet.
    Csv,
}

pub(super) fn run(command: ReportCommand) -> Result<ExitCode> {
    let ReportCommand::Monthly(arguments) = command;
    let configuration = Configuration::of(&Layers::of_environment()?)?;
    let zone = match &arguments.zone {
        Some(name) => Zone::new(name, TimeZone::get(name).context("--zone names no time zone")?),
        None => {
            let rules = TimeZone::system();
            Zone::new(rules.iana_name().unwrap_or("UTC").to_owned(), rules)
        }
    };
    let now = UtcMicros(jiff::Timestamp::now().as_microsecond());
    let month = arguments.month.unwrap_or_else(|| Month::at(now, &zone).previous());
    let place = arguments.data.clone().unwrap_or(configuration.data);
    let store = SqliteStore::open_beside(&place)?;
    let kept_from = now.saturating_sub_us(micros(configuration.retention));
    let year = Year { zone, now, kept_from };
    runtime()?.block_on(async {
        let code = monthly(&store, &year, month, &arguments).await;
        store.close().await?;
        code
    })
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

/// What does not depend on the month.
struct Year {
    zone: Zone,
    now: UtcMicros,
    /// What began before is removed.
    kept_from: UtcMicros,
}

async fn monthly(
    store: &SqliteStore,
    year: &Year,
    month: Month,
    arguments: &MonthlyArguments,
) -> Result<ExitCode> {
    let (from, to) = month.bounds(&year.zone);
    if from >= year.now {
        say("the month has not begun yet");
        return Ok(ExitCode::from(2));
    }
    let account = account(store, year, month, arguments.literals).await?;
    // A month of which a part was removed would seem to have had less.
    let is_before_whole = month.previous().bounds(&year.zone).0 >= year.kept_from;
    let before = match is_before_whole {
        true => Some(self::account(store, year, month.previous(), false).await?),
        false => None,
    };
    let period = if to > year.now { Period::InProgress(year.now) } else { Period::Ended };
    let language = match arguments.language {
        Tongue::En => Language::English,
        Tongue::Ko => Language::Korean,
    };
    let missing = missing_days(year, month);
    let is_whole = missing.is_empty();
    let report = MonthlyReport::new(month, language, period, &account, before.as_ref());
    let texts = texts(store, report.shown_statements()).await?;
    let targets: Vec<String> =
        store.targets().await?.into_iter().map(|stored| stored.target.id.to_string()).collect();
    let notes = (!is_whole).then_some(CoverageNote::MissingDays { target: None, days: missing });
    let report = report.texts(texts).targets(targets).coverage(notes).made_at(year.now);
    write(&match arguments.output {
        Form::Html => report.html(),
        Form::Markdown => report.markdown(),
        Form::Json => json(&report.json()),
        Form::Csv => report.csv(),
    })?;
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// Days of which a part, at least, is past the retention.
fn missing_days(year: &Year, month: Month) -> Vec<Date> {
    if month.bounds(&year.zone).0 >= year.kept_from {
        return Vec::new();
    }
    let first_kept = year.zone.local(year.kept_from).date;
    month.days().filter(|day| *day <= first_kept).collect()
}

/// The account of a month.
///
/// An execution that was captured and found in a log is two records. So of a target and a day of which there are
/// records from a log, only those count: a log has all that was slow.
async fn account(store: &SqliteStore, year: &Year, month: Month, literals: bool) -> Result<Account> {
    let mut with_log: HashSet<(String, Date)> = HashSet::new();
    let day = |query: &SlowQuery| (query.target.to_string(), year.zone.local(query.started_at).date);
    each(store, year, month, |query| {
        if query.sources.contains(&Source::SlowLog) {
            with_log.insert(day(query));
        }
    })
    .await?;
    let mut account = Account::new(year.zone.clone(), Limits::default());
    each(store, year, month, |query| {
        let is_of_log = query.sources.contains(&Source::SlowLog);
        if is_of_log || with_log.is_empty() || !with_log.contains(&day(query)) {
            account.add(query, |query| {
                Some(if literals {
                    query.sql.clone()
                } else {
                    redact(query.sql.as_bytes(), SqlMode::default())
                })
            });
        }
    })
    .await?;
    Ok(account)
}

/// Every slow query of the month that has ended, or of which it is known that nobody saw its end.
async fn each(
    store: &SqliteStore,
    year: &Year,
    month: Month,
    mut take: impl FnMut(&SlowQuery),
) -> Result<()> {
    let (from, to) = month.bounds(&year.zone);
    let states = vec![SlowQueryState::Finished, SlowQueryState::Abandoned];
    let filter = SlowQueryFilter { from: Some(from), to: Some(to), states, ..SlowQueryFilter::default() };
    let mut after = None;
    loop {
        let page = store.slow_queries(filter.clone(), SlowQuerySort::StartedAt, after, PAGE).await?;
        page.items.iter().for_each(&mut take);
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn texts(store: &SqliteStore, statements: Vec<Fingerprint>) -> Result<Vec<(Fingerprint, String)>> {
    let mut texts = Vec::with_capacity(statements.len());
    for fingerprint in statements {
        if let Some(statement) = store.statement(fingerprint).await? {
            texts.push((fingerprint, statement.normalized));
        }
    }
    Ok(texts)
}
