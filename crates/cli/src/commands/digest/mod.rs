//! `auroscope digest`: slow logs in, a report out; no server, and no store unless asked for. It moves bytes and prints: what the bytes
//! mean, and what they come to, is the business of `auroscope-slowlog`.

mod arguments;
mod cloudwatch;
mod compose;
mod document;
mod figures;
mod follow;
mod inputs;
mod interrupt;
mod outcome;
mod period;
mod places;
mod print;
mod problems;
mod progress;
mod reading;
mod rotation;
mod sources;
mod stream;

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::thread::available_parallelism;

use anyhow::{Context, Result, bail};
use auroscope_slowlog::digest::{
    CompareOptions, DigestOptions, Limit, Report, ReportOptions, Summary, compare,
};
use auroscope_sql::{FingerprintOptions, SqlMode};

pub(crate) use self::arguments::DigestArguments;
use self::arguments::{MOST_THREADS, ReportFormat};
use self::compose::About;
use self::document::Block;
pub(crate) use self::figures::thousands;
use self::inputs::Oddity;
use self::interrupt::Interrupt;
use self::outcome::Reading;
pub(crate) use self::period::moment;
use self::print::Terminal;
use crate::commands::storing::{Import, Imported, Importer};
use crate::output::{say, write};

/// So many groups are shown to people.
const USUAL_LIMIT: usize = 20;
/// Some of the data could not be read.
const PARTIAL: u8 = 3;

pub(super) fn run(arguments: DigestArguments) -> Result<ExitCode> {
    let interrupt = Interrupt::listen();
    if arguments.follow {
        return follow::run(&arguments, &interrupt);
    }
    if arguments.compare.is_some() && matches!(arguments.limit, Some(Limit::Share(_))) {
        bail!("--limit of a comparison is a number of changes, or all");
    }
    let inputs = inputs::open_sets(rotation::sets(arguments.files.clone()))?;
    let names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    let before =
        arguments.compare.as_deref().map(|other| earlier(other, &arguments, &interrupt)).transpose()?;
    let oddity = inputs.iter().find_map(inputs::oddity);
    let options = digest_options(&arguments);
    let importer = if arguments.store {
        Some(Mutex::new(Importer::begin(import(&arguments)?, options.clone())?))
    } else {
        None
    };
    let reading = reading::read(inputs, options, threads(&arguments), &interrupt, importer.as_ref());
    let is_whole = reading.mishaps.is_empty() && !reading.is_interrupted;
    reading.forms.iter().chain(&reading.mishaps).for_each(say);
    if reading.is_interrupted {
        say("stopped; the report is of what was read until then");
    }
    // What could not be stored must not look like it was: then there is no report.
    let importer = importer.map(|shared| shared.into_inner().unwrap_or_else(PoisonError::into_inner));
    let imported = importer.map(Importer::end).transpose()?;
    let report = reading.report(&report_options(&arguments, before.is_some()));
    if let Some(code) = refused(&report.summary, &names, oddity, &reading) {
        return Ok(code);
    }
    if arguments.problems {
        problems::print(&reading.problems(), &report.summary, &names, arguments.output)?;
    } else if let Some(before) = before {
        print_comparison(&before, &report, &arguments, &names, imported.as_ref())?;
    } else {
        print_report(&report, &arguments, &names, imported.as_ref())?;
    }
    tell(&report.summary, arguments.problems.then(|| reading.problems().len()));
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(PARTIAL) })
}

fn import(arguments: &DigestArguments) -> Result<Import> {
    let target = arguments.target.clone().context("--store needs --target: whose log it is")?;
    Ok(Import { target, data: arguments.data.clone(), is_redacted: arguments.redact })
}

fn threads(arguments: &DigestArguments) -> usize {
    let cores = || available_parallelism().map_or(1, usize::from).min(usize::from(MOST_THREADS));
    arguments.threads.map_or_else(cores, usize::from)
}

fn digest_options(arguments: &DigestArguments) -> DigestOptions {
    DigestOptions {
        group_by: arguments.group_by.clone(),
        fingerprint: FingerprintOptions { fold_digits: arguments.fold_digits },
        mode: SqlMode {
            ansi_quotes: arguments.ansi_quotes,
            no_backslash_escapes: arguments.no_backslash_escapes,
        },
        since: arguments.since,
        until: arguments.until,
        least_query_time_us: arguments.min_time.unwrap_or(0),
        filter: arguments.filter.clone(),
        ..DigestOptions::default()
    }
}

fn report_options(arguments: &DigestArguments, is_compared: bool) -> ReportOptions {
    let usual = if arguments.output.is_for_programs() { Limit::All } else { Limit::First(USUAL_LIMIT) };
    let limit = arguments.limit.unwrap_or(usual);
    ReportOptions {
        order_by: arguments.order_by,
        limit: if is_compared { Limit::All } else { limit },
        redact: arguments.redact,
    }
}

/// What to compare with: an earlier report, or a log, of which `--since` and `--until` say nothing.
fn earlier(other: &Path, arguments: &DigestArguments, interrupt: &Interrupt) -> Result<Report> {
    let input = inputs::open(other)?;
    let name = input.name.clone();
    if inputs::begins_as_json(&input) {
        let text = fs::read(other).with_context(|| format!("cannot read {name}"))?;
        let report: Report = serde_json::from_slice(&text)
            .with_context(|| format!("{name} is no report of 'auroscope digest -o json'"))?;
        if report.summary.group_by != arguments.group_by.to_string() {
            bail!("{name} is grouped by {}: give --group-by {0}", report.summary.group_by);
        }
        return Ok(report);
    }
    let options = DigestOptions { since: None, until: None, ..digest_options(arguments) };
    let oddity = inputs::oddity(&input);
    let reading = reading::read(vec![input], options, threads(arguments), interrupt, None);
    if let Some(mishap) = reading.mishaps.first() {
        bail!("{mishap}");
    }
    let report = reading.report(&report_options(arguments, true));
    if report.summary.events == 0 {
        bail!("{}", nothing(&[name], oddity));
    }
    Ok(report)
}

/// What to say, and the code to end with, when there is nothing to report.
fn refused(
    summary: &Summary,
    names: &[String],
    oddity: Option<Oddity>,
    reading: &Reading,
) -> Option<ExitCode> {
    if summary.events > 0 {
        return None;
    }
    let commands: u64 = summary.administrator_commands.values().sum();
    if summary.left_out > 0 {
        let count = thousands(summary.left_out);
        say(format_args!(
            "nothing matches: {count} executions were left out by --since, --until, --min-time or --filter"
        ));
        return None;
    }
    if commands > 0 {
        let count = thousands(commands);
        say(format_args!("no statement found, only {count} administrator commands"));
        return None;
    }
    if reading.is_interrupted {
        return Some(ExitCode::from(PARTIAL));
    }
    // A mishap that was said explains it.
    if reading.mishaps.is_empty() {
        say(nothing(names, oddity));
    }
    Some(ExitCode::FAILURE)
}

fn nothing(names: &[String], oddity: Option<Oddity>) -> String {
    let why = match oddity {
        Some(Oddity::Zeros) => "it begins with zero bytes, as a damaged file does",
        Some(Oddity::Json) => "it is JSON, but not the events of a log as CloudWatch gives them",
        Some(Oddity::Events) => {
            "it holds events of CloudWatch, but of another log; slow logs are in the groups '…/slowquery'"
        }
        None => {
            "is it a slow log, and was log_output=FILE? Its entries begin with '# Time:' or '# User@Host:'"
        }
    };
    format!("no slow-log entry found in {}: {why}", names.join(", "))
}

fn print_report(
    report: &Report,
    arguments: &DigestArguments,
    names: &[String],
    imported: Option<&Imported>,
) -> Result<()> {
    let about = About {
        names,
        group_by: &arguments.group_by,
        order_by: arguments.order_by.to_string(),
        is_redacted: arguments.redact,
    };
    let text = match arguments.output {
        ReportFormat::Json => json(report, imported)?,
        ReportFormat::Csv => print::csv(report),
        format => laid_out(&compose::report(report, &about), format),
    };
    write(&text).context("cannot write the report")?;
    Ok(())
}

fn print_comparison(
    before: &Report,
    after: &Report,
    arguments: &DigestArguments,
    names: &[String],
    imported: Option<&Imported>,
) -> Result<()> {
    let mut comparison = compare(before, after, &CompareOptions::default());
    if let (true, Some(Limit::First(count))) = (arguments.output.is_for_programs(), arguments.limit) {
        comparison.changes.truncate(count);
    }
    let text = match arguments.output {
        ReportFormat::Json => json(&comparison, imported)?,
        ReportFormat::Csv => print::comparison_csv(&comparison),
        format => {
            let limit = match arguments.limit {
                Some(Limit::First(count)) => count,
                Some(Limit::All) => usize::MAX,
                _ => USUAL_LIMIT,
            };
            let other = arguments.compare.as_deref().unwrap_or(Path::new("")).display().to_string();
            laid_out(&compose::comparison(&comparison, [&other, &names.join(", ")], limit), format)
        }
    };
    write(&text).context("cannot write the report")?;
    Ok(())
}

fn json(value: &impl serde::Serialize, imported: Option<&Imported>) -> Result<String> {
    #[derive(serde::Serialize)]
    struct WithStore<'a, T> {
        #[serde(flatten)]
        value: &'a T,
        #[serde(skip_serializing_if = "Option::is_none")]
        store: Option<&'a Imported>,
    }
    let value = WithStore { value, store: imported };
    Ok(serde_json::to_string_pretty(&value).context("cannot write JSON")? + "\n")
}

/// The document for people; what programs read is no document.
fn laid_out(blocks: &[Block], format: ReportFormat) -> String {
    match format {
        ReportFormat::Html => print::html(blocks),
        ReportFormat::Markdown => print::markdown(blocks),
        ReportFormat::Table | ReportFormat::Json | ReportFormat::Csv => {
            print::terminal(blocks, Terminal::of_output())
        }
    }
}

/// What was not whole, on standard error. `listed`: so many problems were listed.
fn tell(summary: &Summary, listed: Option<usize>) {
    let Some(listed) = listed else {
        if summary.skipped > 0 {
            say(format_args!("lines skipped: {}, see --problems", thousands(summary.skipped)));
            return;
        }
        let lost: u64 = compose::losses(summary).values().sum();
        if lost > 0 {
            say(format_args!("entries that are not whole: {}, see --problems", thousands(lost)));
        }
        return;
    };
    if summary.problems.values().sum::<u64>() > listed as u64 {
        say(format_args!("only the first {} are listed", thousands(listed as u64)));
    }
}
