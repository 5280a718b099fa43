//! What `auroscope slow …` is told.

use std::time::Duration;

use auroscope_model::{Fingerprint, UtcMicros};
use clap::{Args, Subcommand};

use crate::arguments::{Connect, Output, at_least_one};
use crate::settings::parse_duration;

const LIST_EXAMPLES: &str = "Examples:
  auroscope slow list --since 1h --min-duration 5s
  auroscope slow list --target db1.example --schema shop --sort duration_us --limit 10 -o markdown
  auroscope slow list --from 2026-11-21T04:00:00Z --to 2026-11-21T05:00:00Z -o csv > slow.csv

Exit codes: 0 listed (also nothing), 1 failed, 2 wrong usage.";

const SHOW_EXAMPLES: &str = "Examples:
  auroscope slow show ID
  auroscope slow show ID -o markdown >> incident.md

Exit codes: 0 shown, 1 there is none or it failed, 2 wrong usage.";

const TAIL_EXAMPLES: &str = "Examples:
  auroscope slow tail --target db1.example
  auroscope slow tail -o json | jq -r .sql

Exit codes: 0 interrupted or enough printed, 1 failed, 2 wrong usage.";

/// What to do with slow queries.
#[derive(Debug, Subcommand)]
pub(crate) enum SlowCommand {
    /// List slow queries, latest first.
    #[command(after_help = LIST_EXAMPLES)]
    List {
        #[command(flatten)]
        filter: Box<Filter>,
        /// Most to print.
        #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = at_least_one)]
        limit: usize,
        /// By what; largest first.
        #[arg(long, default_value = "started_at", value_parser = ["started_at", "duration_us", "rows_examined"])]
        sort: String,
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
    /// Show one slow query with all its figures and its whole text.
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// Its id, 32 hexadecimal digits, as `slow list` prints it.
        id: String,
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
    /// Print slow queries as they are seen and as they end, until interrupted.
    #[command(after_help = TAIL_EXAMPLES)]
    Tail {
        /// A target; may be repeated.
        #[arg(long)]
        target: Vec<String>,
        /// Stop after this many.
        #[arg(long, value_name = "COUNT", value_parser = at_least_one)]
        limit: Option<usize>,
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
}

/// Which slow queries.
#[derive(Debug, Args)]
pub(crate) struct Filter {
    /// A target; may be repeated.
    #[arg(long)]
    pub(super) target: Vec<String>,
    /// Started at most this long ago, such as 15m or 2h.
    #[arg(long, value_name = "DURATION", conflicts_with = "from", value_parser = parse_duration)]
    pub(super) since: Option<Duration>,
    /// Started at this moment or later (RFC 3339, or epoch seconds).
    #[arg(long, value_name = "TIME")]
    pub(super) from: Option<UtcMicros>,
    /// Started before this moment.
    #[arg(long, value_name = "TIME")]
    pub(super) to: Option<UtcMicros>,
    /// Default schema; (none) for those without one, and those of a log that does not tell it.
    #[arg(long)]
    pub(super) schema: Option<String>,
    /// User.
    #[arg(long)]
    pub(super) user: Option<String>,
    /// Statement, 32 hexadecimal digits.
    #[arg(long)]
    pub(super) fingerprint: Option<Fingerprint>,
    /// Ran at least this long, such as 5s.
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub(super) min_duration: Option<Duration>,
    /// How it stands; may be repeated.
    #[arg(long, value_parser = ["running", "finished", "abandoned"])]
    pub(super) state: Vec<String>,
    /// The text contains this.
    #[arg(long)]
    pub(super) text: Option<String>,
}
