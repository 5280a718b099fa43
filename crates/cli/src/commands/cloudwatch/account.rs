//! What reading came to, instance by instance.

use std::process::ExitCode;

use anyhow::Result;
use auroscope_aws::{EmptyLog, GapCause};
use serde::Serialize;
use serde_json::Value;

use super::Entries;
use super::period::in_words;
use super::reading::Found;
use crate::arguments::Output;
use crate::commands::digest::thousands;
use crate::output::{Listing, print};

/// All instances.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) entries: Entries,
}

/// How it went with one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// All of it was read.
    Read,
    /// A part of the period cannot be had any more.
    ReadInPart,
    /// There is a log, and it was not asked to be read.
    Seen,
    /// There is no event.
    Empty,
    /// There is no log to read.
    Absent,
    /// AWS, or the store, failed; what was read until then is kept.
    Failed,
}

/// One instance, or an account and region that did not answer.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    pub(super) instance: String,
    pub(super) account: String,
    pub(super) region: String,
    pub(super) group: Option<String>,
    pub(super) outcome: Outcome,
    /// Messages of the log, and their bytes.
    pub(super) events: u64,
    pub(super) bytes: u64,
    pub(super) requests: u64,
    /// Executions that the store did not have, and that it had.
    pub(super) new: u64,
    pub(super) known: u64,
    /// What was left out, by the reason.
    pub(super) left_out: Option<crate::commands::storing::LeftOut>,
    /// Messages that AWS gave without a time or text.
    pub(super) unusable: u64,
    /// Why, where something is missing.
    pub(super) details: Vec<String>,
}

impl Entry {
    pub(super) fn of(found: &Found) -> Self {
        let gaps = found.log.gaps.iter().filter_map(|gap| match gap.cause {
            GapCause::Expired { retention_days } => Some(format!(
                "{}: gone, since the group keeps events for {retention_days} days",
                in_words(gap.period)
            )),
            // It is read all the same, and nothing was logged there most likely.
            GapCause::BeforeCreation { .. } => None,
        });
        let details: Vec<String> = gaps.collect();
        Self {
            outcome: if details.is_empty() { Outcome::Read } else { Outcome::ReadInPart },
            group: Some(found.log.group.name.clone()),
            details,
            ..Self::without_log(&found.instance, &found.place, Outcome::Read, String::new())
        }
    }

    pub(super) fn without_log(
        instance: &str,
        (account, region): &(String, String),
        outcome: Outcome,
        why: String,
    ) -> Self {
        Self {
            instance: instance.to_owned(),
            account: account.clone(),
            region: region.clone(),
            group: None,
            outcome,
            events: 0,
            bytes: 0,
            requests: 0,
            new: 0,
            known: 0,
            left_out: None,
            unusable: 0,
            details: Some(why).filter(|why| !why.is_empty()).into_iter().collect(),
        }
    }

    /// Nothing was found in all that could be read.
    pub(super) fn empty(&mut self, meaning: EmptyLog) {
        if self.outcome == Outcome::Read {
            self.outcome = Outcome::Empty;
        }
        self.details.push(match meaning {
            EmptyLog::NothingSlow => "nothing was slow, by the server's own threshold".to_owned(),
            EmptyLog::NotYetThere { .. } => "the log was made after the period".to_owned(),
        });
    }

    pub(super) fn failed(&mut self, why: String) {
        self.outcome = Outcome::Failed;
        self.details.push(why);
    }

    pub(super) fn sentence(&self) -> String {
        let Self { instance, region, events, new, known, .. } = self;
        let place = if instance.is_empty() { region.clone() } else { format!("{instance} in {region}") };
        let details =
            if self.details.is_empty() { String::new() } else { format!(": {}", self.details.join("; ")) };
        match self.outcome {
            Outcome::Read | Outcome::ReadInPart | Outcome::Failed if *events > 0 => format!(
                "{place}: {} messages, {} executions new, {} known{details}",
                thousands(*events),
                thousands(*new),
                thousands(*known)
            ),
            _ => format!("{place}{details}"),
        }
    }
}

/// A log that is only looked at.
pub(super) fn only_seen(found: &Found) -> Entry {
    let mut entry = Entry::of(found);
    let stored = found.log.group.stored_bytes.map_or_else(
        || "an unknown number of bytes".to_owned(),
        |bytes| format!("{} MB", thousands(bytes.div_ceil(1_000_000))),
    );
    let kept = match found.log.group.retention_days {
        Some(days) => format!("for {days} days"),
        None => "for ever, at a cost that grows".to_owned(),
    };
    entry.details.push(format!("the group holds {stored} and keeps events {kept}"));
    entry.outcome = Outcome::Seen;
    entry
}

impl Account {
    pub(super) fn print(self, output: Output) -> Result<ExitCode> {
        let count = |outcomes: &[Outcome]| {
            self.entries.iter().filter(|entry| outcomes.contains(&entry.outcome)).count()
        };
        let missing = count(&[Outcome::Failed, Outcome::ReadInPart, Outcome::Absent]);
        let failed = count(&[Outcome::Failed]);
        let rows = self.entries.iter().map(|entry| {
            let outcome = serde_json::to_value(entry.outcome).ok();
            vec![
                entry.instance.clone(),
                entry.region.clone(),
                entry.account.clone(),
                outcome.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned(),
                entry.events.to_string(),
                entry.bytes.to_string(),
                entry.new.to_string(),
                entry.known.to_string(),
                entry.details.join("; "),
            ]
        });
        let columns =
            vec!["instance", "region", "account", "outcome", "events", "bytes", "new", "known", "details"];
        let listing = Listing { columns, rows: rows.collect(), json: serde_json::to_value(&self.entries)? };
        print(&listing, output.output)?;
        Ok(match missing {
            0 => ExitCode::SUCCESS,
            _ if failed == self.entries.len() => ExitCode::FAILURE,
            _ => ExitCode::from(3),
        })
    }
}
