//! `auroscope cloudwatch collect`: the slow logs of a period, from CloudWatch into the store.
//!
//! What is kept has an id made of what it says, so reading a period again, or again after it was broken off, adds
//! nothing twice. Of each instance it is told what was read, or which of the reasons there was nothing to read.

mod account;
mod period;
mod reading;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use auroscope_aws::{Aws, BackfillEstimate};
use clap::{Args, Subcommand, ValueHint};

use self::account::Account;
use self::reading::{Found, look};
use super::AwsArguments;
use super::runtime;
use crate::arguments::Output;
use crate::commands::digest::thousands;
use crate::output::say;

const EXAMPLES: &str = "Examples:
  auroscope cloudwatch collect --last-month
  auroscope cloudwatch collect --from 2026-10-01 --to 2026-10-31 --cluster shop
  auroscope cloudwatch collect --from 2h --instance shop-1
  auroscope cloudwatch collect --last-month --estimate

A date is the whole of that day, in UTC. A period may be read again at any time: nothing is kept twice.
Exit codes: 0 all was read, 1 nothing could be read, 2 wrong usage, 3 a part could not be read.";

#[derive(Debug, Subcommand)]
pub(crate) enum CloudwatchCommand {
    /// Read the slow logs of a period into the store.
    #[command(after_help = EXAMPLES)]
    Collect(Box<CollectArguments>),
}

/// What to read.
#[derive(Debug, Args)]
pub(crate) struct CollectArguments {
    /// The first moment: a date, a time, or how long ago.
    #[arg(long, alias = "start-date", value_name = "TIME", required_unless_present = "last_month")]
    from: Option<String>,
    /// The last moment [default: now]; a date is the whole of that day.
    #[arg(long, alias = "end-date", value_name = "TIME", requires = "from")]
    to: Option<String>,
    /// The month before this one.
    #[arg(long, conflicts_with_all = ["from", "to"])]
    last_month: bool,
    /// Only this instance; may be repeated.
    #[arg(long = "instance", alias = "instance-id", value_name = "ID")]
    instances: Vec<String>,
    /// Only instances of this cluster; may be repeated.
    #[arg(long = "cluster", value_name = "ID")]
    clusters: Vec<String>,
    /// Only say what there is and what reading it would take.
    #[arg(long)]
    estimate: bool,
    /// Leave literals out of what is kept.
    #[arg(long)]
    redact: bool,
    /// The store's folder [default: as for serve].
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    data: Option<PathBuf>,
    #[command(flatten)]
    aws: AwsArguments,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(command: CloudwatchCommand) -> Result<ExitCode> {
    let CloudwatchCommand::Collect(arguments) = command;
    let now_ms = jiff::Timestamp::now().as_millisecond();
    let period = match period::of(&arguments, now_ms) {
        Ok(period) => period,
        Err(wrong) => {
            say(wrong);
            return Ok(ExitCode::from(2));
        }
    };
    say(format_args!("slow logs {}", period::in_words(period)));
    let runtime = runtime()?;
    let (found, mut account) = runtime.block_on(async {
        let aws = Aws::new(arguments.aws.told()?.aws).await?;
        anyhow::Ok(look(&aws, &arguments, period, now_ms).await)
    })?;
    if found.is_empty() && account.is_empty() {
        bail!(
            "there is no such instance: 'auroscope inventory list' and 'auroscope aws whoami' tell what there is"
        );
    }
    tell_estimate(&found, now_ms);
    for found in found {
        let entry = if arguments.estimate {
            account::only_seen(&found)
        } else {
            reading::collect(&runtime, &found, &arguments)?
        };
        say(entry.sentence());
        account.push(entry);
    }
    account.print(arguments.output)
}

fn tell_estimate(found: &[Found], now_ms: i64) {
    if found.is_empty() {
        return;
    }
    let estimate = BackfillEstimate::of(found.iter().map(|found| &found.log), now_ms);
    let bytes = match (estimate.least_bytes, estimate.most_bytes) {
        (Some(least), Some(most)) => {
            format!("{} to {} MB", thousands(least / 1_000_000), thousands(most.div_ceil(1_000_000)))
        }
        _ => "nobody knows how many bytes".into(),
    };
    say(format_args!(
        "{} log streams, about {bytes}, at most some {} requests and {} s",
        thousands(estimate.streams),
        thousands(estimate.most_requests),
        thousands(estimate.most_ms(1).div_ceil(1_000)),
    ));
}

/// What one instance came to.
type Entries = Vec<account::Entry>;

/// Whether an instance is asked for.
fn is_wanted(arguments: &CollectArguments, instance: &str, cluster: Option<&str>) -> bool {
    let (instances, clusters) = (&arguments.instances, &arguments.clusters);
    let is_named = instances.iter().any(|wanted| wanted == instance);
    let is_of_cluster = cluster.is_some_and(|cluster| clusters.iter().any(|wanted| wanted == cluster));
    instances.is_empty() && clusters.is_empty() || is_named || is_of_cluster
}

impl Account {
    fn push(&mut self, entry: account::Entry) {
        self.entries.push(entry);
    }

    fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
