//! What `auroscope digest` is told on the command line.

use std::path::PathBuf;

use auroscope_model::{TargetId, UtcMicros};
use auroscope_slowlog::digest::{Filter, GroupBy, Limit, OrderBy};
use clap::{Args, ValueEnum, ValueHint};

use super::period::moment;
use crate::settings::parse_duration;

const EXAMPLES: &str = "Examples:
  auroscope digest slow.log                            the report for a terminal
  auroscope digest slow.log* -o html > report.html     a rotated set, gzip and zstd too, as one
  zcat slow.log.1.gz | auroscope digest -              from a pipe
  auroscope digest slow.log --since 2h --min-time 500ms
  auroscope digest slow.log --group-by table --order-by rows_examined:sum
  auroscope digest today.log --compare yesterday.log   what got slower, faster, new or gone
  auroscope digest slow.log -o json > before.json      later: --compare before.json
  auroscope digest slow.log --follow                   the profile as it grows; Ctrl-C ends with the report
  auroscope digest slow.log* --store --target shop     and keep each execution, once however often this is run

Exit codes: 0 done, 1 failed or nothing to digest, 2 wrong usage, 3 partial data (a file that could not be read to its
end; Ctrl-C).";

/// Digest slow logs: which statements take the time. Needs no server and no set-up.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = long_help())]
pub(crate) struct DigestArguments {
    /// Slow logs, plain, gzip or zstd; - is standard input. Several are one log, the files of a rotated one in their order.
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub(super) files: Vec<PathBuf>,
    /// How many groups to show: a number, the share of all time they make (95%), or all [default: 20; all for json, csv].
    #[arg(long, value_name = "N|N%")]
    pub(super) limit: Option<Limit>,
    /// What makes a group matter, such as query_time:sum, query_time:p99, count or rows_examined:sum.
    #[arg(long, value_name = "FIGURE", default_value = "query_time:sum")]
    pub(super) order_by: OrderBy,
    /// fingerprint, table, user, host, schema, class or tag:NAME (a comment's route='…').
    #[arg(long, value_name = "WHAT", default_value = "fingerprint")]
    pub(super) group_by: GroupBy,
    /// Began at this time or later: 2026-11-21T04:00:00Z, '2026-11-21 04:00', 2026-11-21 (UTC), or 2h ago.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(super) since: Option<UtcMicros>,
    /// Began before this time.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(super) until: Option<UtcMicros>,
    /// Took at least this long, such as 500ms.
    #[arg(long, value_name = "DURATION", value_parser = microseconds)]
    pub(super) min_time: Option<u64>,
    /// Only what matches, such as: user = 'app' and rows_examined > 10000 (see --help).
    #[arg(long, value_name = "EXPRESSION")]
    pub(super) filter: Option<Filter>,
    /// Mask literals in samples, and in what --store keeps.
    #[arg(long)]
    pub(super) redact: bool,
    /// How to print.
    #[arg(short, long, value_enum, default_value = "table")]
    pub(super) output: ReportFormat,
    /// List what could not be read as an entry, with its place, instead of the report.
    #[arg(long, conflicts_with_all = ["compare", "follow"])]
    pub(super) problems: bool,
    /// Compare with an earlier log, or with an earlier report of -o json: what got slower, faster, new or gone.
    #[arg(long, value_name = "OTHER", value_hint = ValueHint::FilePath, conflicts_with = "follow")]
    pub(super) compare: Option<PathBuf>,
    /// Go on reading as the log grows, through its rotation, until Ctrl-C.
    #[arg(long)]
    pub(super) follow: bool,
    /// Keep each execution in Auroscope's store too, once, however often and from whatever copy of the log.
    #[arg(long, requires = "target", conflicts_with = "follow")]
    pub(super) store: bool,
    /// Whose log it is: the name of a target, or a new name, under which the pages and lists show the executions.
    #[arg(long, value_name = "NAME", requires = "store")]
    pub(super) target: Option<TargetId>,
    /// Folder of the store [default: the one of `serve`, by environment and file].
    #[arg(long, value_name = "DIR", requires = "store", value_hint = ValueHint::DirPath)]
    pub(super) data: Option<PathBuf>,
    /// Take table names that differ in digits only (orders_2026_11) for one.
    #[arg(long)]
    pub(super) fold_digits: bool,
    /// "x" quotes a name, as under the sql_mode ANSI_QUOTES.
    #[arg(long)]
    pub(super) ansi_quotes: bool,
    /// A backslash in a string is only that, as under NO_BACKSLASH_ESCAPES.
    #[arg(long)]
    pub(super) no_backslash_escapes: bool,
    /// Threads [default: one for each core]; at most 6, which read faster than disks do, so that memory stays bounded.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=i64::from(MOST_THREADS)))]
    pub(super) threads: Option<u8>,
}

/// Each thread takes memory of its own, for what it gathers and for what the allocator keeps for it: with eight of
/// them the worst of logs reaches the 256 MB that a digest may take.
pub(super) const MOST_THREADS: u8 = 6;

/// How to print a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For a terminal.
    Table,
    /// One object.
    Json,
    /// A line for each group.
    Csv,
    /// For an issue or a wiki.
    Markdown,
    /// One page that needs no other file.
    Html,
}

impl ReportFormat {
    /// Whether programs read it: they get all there is.
    pub(super) fn is_for_programs(self) -> bool {
        matches!(self, Self::Json | Self::Csv)
    }
}

fn microseconds(text: &str) -> Result<u64, String> {
    let duration = parse_duration(text).map_err(|error| error.to_string())?;
    u64::try_from(duration.as_micros()).map_err(|error| error.to_string())
}

fn long_help() -> String {
    format!("Filters:\n{}\n\n{EXAMPLES}", Filter::SYNTAX.trim_end())
}
