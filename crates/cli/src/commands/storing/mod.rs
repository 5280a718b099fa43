//! The executions of logs in Auroscope's store, beside what was captured there: `auroscope digest --store` and
//! `auroscope cloudwatch collect`.
//!
//! The bytes of logs come here. An entry is kept under an id made of what it says
//! (`auroscope_model::LogEntryKey`), so importing it again finds it there already, from whatever file it comes.

mod batches;
mod entries;
mod record;
mod repeats;
mod sieve;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Error, Result, bail};
use auroscope_model::{TargetId, UtcMicros};
use auroscope_mysql::Endpoint;
use auroscope_server::NewTarget;
use auroscope_slowlog::PartStart;
use auroscope_slowlog::digest::DigestOptions;
use auroscope_store::{Kept, SlowQueryWrite, Store};
use auroscope_store_sqlite::SqliteStore;
use serde::Serialize;

use self::batches::Batches;
use self::entries::Entries;
pub(crate) use self::entries::LeftOut;
use super::digest::thousands;
use crate::output::say;
use crate::settings::{Configuration, Layers};

/// Takes the bytes of logs, and keeps what they tell.
pub(crate) struct Importer {
    target: TargetId,
    entries: Entries,
    batches: Batches,
    place: PathBuf,
    ages: Ages,
}

/// Whose log is imported, and where to.
#[derive(Debug)]
pub(crate) struct Import {
    /// The target that wrote it.
    pub(crate) target: TargetId,
    /// The folder of the store; none: the one that the settings say.
    pub(crate) data: Option<PathBuf>,
    /// Literals are left out.
    pub(crate) is_redacted: bool,
}

/// What an import came to, as it stands in the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Imported {
    target: TargetId,
    /// The folder of the store.
    data: PathBuf,
    /// Executions that the store did not have.
    pub(crate) new: u64,
    /// Executions that it had already.
    pub(crate) known: u64,
    pub(crate) left_out: LeftOut,
}

/// How many records a running Auroscope will soon remove.
struct Ages {
    retention: Duration,
    oldest_kept: UtcMicros,
    too_old: u64,
}

impl Importer {
    /// Opens the store; before anything is read.
    pub(crate) fn begin(import: Import, options: DigestOptions) -> Result<Self> {
        let Import { target, data, is_redacted } = import;
        let configuration = Configuration::of(&Layers::of_environment()?)?;
        let place = data.unwrap_or(configuration.data);
        let store = SqliteStore::open_beside(&place)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("cannot start the store's writer")?;
        let kept = runtime.block_on(store.targets())?;
        let mut known: Vec<TargetId> = kept.into_iter().map(|stored| stored.target.id).collect();
        known.extend(configuration.targets.iter().filter_map(name));
        tell_of_target(&target, known);
        let now = UtcMicros(jiff::Timestamp::now().as_microsecond());
        let keep_us = u64::try_from(configuration.retention.as_micros()).unwrap_or(u64::MAX);
        let ages = Ages {
            retention: configuration.retention,
            oldest_kept: now.saturating_sub_us(keep_us),
            too_old: 0,
        };
        let entries = Entries::new(target.clone(), options, is_redacted);
        Ok(Self { target, entries, batches: Batches::begin(store, runtime), place, ages })
    }

    /// Whether reading on makes sense.
    pub(crate) fn is_broken(&self) -> bool {
        self.batches.is_broken()
    }

    /// Takes the next bytes of a log.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        let Self { entries, batches, ages, .. } = self;
        entries.feed(bytes, &mut |write| keep(write, batches, ages));
    }

    /// Told that a file of a rotated log has ended, and how the next one begins.
    pub(crate) fn end_part(&mut self, next: PartStart) {
        self.entries.end_part(next);
    }

    /// Told that what was read of a log breaks off, though the log goes on.
    pub(crate) fn break_off(&mut self) {
        self.entries.break_off();
    }

    /// Told that a log has ended.
    pub(crate) fn end_log(&mut self) {
        let Self { entries, batches, ages, .. } = self;
        entries.end_log(&mut |write| keep(write, batches, ages));
    }

    /// Finishes writing, and says what came of it.
    pub(crate) fn end(self) -> Result<Imported> {
        let left_out = self.entries.left_out;
        let (Kept { new, known }, failure) = self.batches.end();
        if let Some(failure) = failure {
            let count = thousands(new);
            bail!(Error::new(failure).context(format!(
                "{count} executions were stored, then no more; once that is put right, run it again: what is stored stays \
                 and is not stored twice"
            )));
        }
        let imported = Imported { target: self.target, data: self.place, new, known, left_out };
        say(imported.sentence());
        if self.ages.too_old > 0 {
            say(format_args!(
                "{} of them began longer ago than the retention of {}: a running Auroscope removes them within the hour, \
                 unless its retention is longer",
                thousands(self.ages.too_old),
                humane(self.ages.retention)
            ));
        }
        Ok(imported)
    }
}

/// The name that a configured target has or gets.
fn name(target: &NewTarget) -> Option<TargetId> {
    let of_endpoint = |endpoint: Endpoint| TargetId::from_endpoint(&endpoint.host, endpoint.port);
    target.id.clone().or_else(|| Endpoint::parse(&target.url).ok().map(of_endpoint))
}

fn keep(write: SlowQueryWrite, batches: &mut Batches, ages: &mut Ages) {
    ages.too_old += u64::from(write.query.started_at < ages.oldest_kept);
    batches.add(write);
}

/// A name that nobody watches is good, but may be misspelt; and what is watched was captured too.
fn tell_of_target(target: &TargetId, mut known: Vec<TargetId>) {
    if known.contains(target) {
        say(format_args!(
            "'{target}' is watched too: what was captured of it and what its log tells are separate records"
        ));
        return;
    }
    known.sort();
    known.dedup();
    let known: Vec<&str> = known.iter().map(TargetId::as_str).collect();
    let others = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    say(format_args!(
        "no target '{target}' is watched (there are: {others}); it is a name for this log only"
    ));
}

impl Imported {
    fn sentence(&self) -> String {
        let executions = if self.new == 1 { "execution" } else { "executions" };
        let mut text = format!(
            "stored {} {executions} of '{}' in {}, {} were there already",
            thousands(self.new),
            self.target,
            self.data.display(),
            thousands(self.known)
        );
        let LeftOut { by_options, administrator_commands, cut, without_time } = self.left_out;
        let reasons: Vec<String> = [
            (by_options, "by the options"),
            (administrator_commands, "administrator commands"),
            (cut, "cut off where a log begins or ends"),
            (without_time, "without a time"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, reason)| format!("{reason} {}", thousands(count)))
        .collect();
        if !reasons.is_empty() {
            text += &format!("; left out: {}", reasons.join(", "));
        }
        text
    }
}

/// `30d`, as settings are written.
fn humane(span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        _ if seconds.is_multiple_of(86_400) => format!("{}d", seconds / 86_400),
        _ if seconds.is_multiple_of(3_600) => format!("{}h", seconds / 3_600),
        _ => format!("{seconds}s"),
    }
}
