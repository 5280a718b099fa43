//! `auroscope digest --follow`: a log as it grows, through its rotation, until Ctrl-C.

mod followed;

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use auroscope_slowlog::PartStart;
use auroscope_slowlog::digest::{
    Digest, DigestOptions, Job, Limit, Next, Plan, Progress, ReportOptions, Source, Worker,
};

use self::followed::Followed;
use super::arguments::{DigestArguments, ReportFormat};
use super::compose::{self, About};
use super::interrupt::Interrupt;
use super::print::{Terminal, terminal};
use super::{digest_options, print_report, report_options, tell};
use crate::output::{say, write};

const PIECE_BYTES: usize = 256 * 1024;
/// A block is shown once it is whole: so small, it is one entry, and all but the last are shown at once.
const BLOCK_BYTES: u64 = 512;
/// The last one is shown once nothing came for so long: servers write an entry in one go, or nearly.
const QUIET: Duration = Duration::from_secs(1);
/// How long to wait when nothing came.
const PAUSE: Duration = Duration::from_millis(100);
/// How often the profile is shown anew.
const PERIOD: Duration = Duration::from_secs(1);
/// Lines of the screen that the profile does not get.
const LINES_BESIDE: usize = 14;

pub(super) fn run(arguments: &DigestArguments, interrupt: &Interrupt) -> Result<ExitCode> {
    let [path] = arguments.files.as_slice() else { bail!("--follow takes one file") };
    if path.as_os_str() == "-" {
        bail!("standard input is read as it comes: leave --follow out");
    }
    let mut log = Followed::open(path)?;
    let names = [path.display().to_string()];
    say(format_args!("following {}; Ctrl-C ends with the report", names[0]));
    let options = Arc::new(DigestOptions { block_bytes: BLOCK_BYTES, ..digest_options(arguments) });
    let mut plan = Plan::new(Arc::clone(&options), vec![Source::Streamed]).for_threads(1);
    let mut screen = Screen::begin(arguments, &names);
    let mut worker = Worker::new(options);
    while let Next::Job(mut job) = plan.next() {
        follow(&mut job, &mut plan, &mut worker, &mut log, &mut screen, interrupt)?;
    }
    let digest = plan.finish();
    screen.end()?;
    let report = digest.report(&report_options(arguments, false));
    print_report(&report, arguments, &names, None)?;
    tell(&report.summary, None);
    Ok(ExitCode::SUCCESS)
}

/// Runs the job until the interrupt.
fn follow(
    job: &mut Job,
    plan: &mut Plan,
    worker: &mut Worker,
    log: &mut Followed,
    screen: &mut Screen<'_>,
    interrupt: &Interrupt,
) -> Result<()> {
    let mut grown = Instant::now();
    let mut is_settled = false;
    loop {
        match job.run(worker) {
            Progress::Done(tally) => {
                plan.take(tally);
                return Ok(());
            }
            Progress::Block(tally) => plan.take(tally),
            Progress::More if interrupt.is_requested() => job.finish(),
            Progress::More => {
                let space = job.space(PIECE_BYTES);
                let most = space.len().min(PIECE_BYTES);
                let count = log.read(&mut space[..most])?;
                let next = log.begins_anew.then(|| PartStart::of(&space[..count])).filter(|_| count > 0);
                if let Some(next) = next {
                    job.end_part(next);
                    log.begins_anew = false;
                }
                job.fed(count);
                if count > 0 {
                    (grown, is_settled) = (Instant::now(), false);
                    continue;
                }
                if !is_settled && grown.elapsed() >= QUIET {
                    job.run_when_quiet(worker).into_iter().for_each(|tally| plan.take(tally));
                    is_settled = true;
                }
                screen.show(plan.digest())?;
                thread::sleep(PAUSE);
            }
        }
    }
}

/// The profile on a terminal, shown anew from time to time.
struct Screen<'a> {
    arguments: &'a DigestArguments,
    names: &'a [String],
    shown: Option<Instant>,
    is_terminal: bool,
}

impl<'a> Screen<'a> {
    fn begin(arguments: &'a DigestArguments, names: &'a [String]) -> Self {
        let is_terminal =
            arguments.output == ReportFormat::Table && io::IsTerminal::is_terminal(&io::stdout());
        Self { arguments, names, shown: None, is_terminal }
    }

    fn show(&mut self, digest: &Digest) -> Result<()> {
        if !self.is_terminal || self.shown.is_some_and(|shown| shown.elapsed() < PERIOD) {
            return Ok(());
        }
        self.shown = Some(Instant::now());
        let on = Terminal::of_output();
        let limit = Limit::First(on.height.saturating_sub(LINES_BESIDE).max(3));
        let options = ReportOptions { limit, ..report_options(self.arguments, false) };
        let about = About {
            names: self.names,
            group_by: &self.arguments.group_by,
            order_by: self.arguments.order_by.to_string(),
            is_redacted: self.arguments.redact,
        };
        let text = terminal(&compose::overview(&digest.report(&options), &about), on);
        write(&format!("\u{1b}[H\u{1b}[2J{text}"))?;
        Ok(())
    }

    /// The report stands on a screen of its own.
    fn end(&self) -> Result<()> {
        if self.is_terminal && self.shown.is_some() {
            write("\u{1b}[H\u{1b}[2J")?;
        }
        Ok(())
    }
}
