//! One execution while it is followed, and the record it becomes.

use auroscope_model::{
    AbandonReason, DigestSums, DurationKind, ExecutionKey, Figures, SlowQuery, SlowQueryState, Source,
    TargetId, UtcMicros,
};
use auroscope_mysql::{Asked, DigestKey, Ended, Poll, Running, ServerIdentity, ThreadSums};
use auroscope_sql::{Analysis, SqlMode};
use auroscope_store::{OpenSlowQuery, SlowQueryWrite};
use tokio::time::Instant;

use super::clock::ServerClock;

/// How often the whole text of one execution is asked for.
const TEXT_TRIES: u8 = 3;

/// Which server process an execution belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Boot {
    pub(crate) target: TargetId,
    pub(crate) server_uuid: String,
    pub(crate) booted_at_s: i64,
}

impl Boot {
    pub(crate) fn new(target: &TargetId, identity: &ServerIdentity) -> Self {
        Self {
            target: target.clone(),
            server_uuid: identity.server_uuid.clone(),
            booted_at_s: identity.booted_at_s,
        }
    }

    pub(crate) fn key(&self, thread_id: u64, event_id: u64) -> ExecutionKey {
        ExecutionKey {
            target: self.target.clone(),
            server_uuid: self.server_uuid.clone(),
            booted_at_s: self.booted_at_s,
            thread_id,
            event_id,
        }
    }
}

/// Digest sums at a moment, and what has been added to them since by executions we know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Baseline {
    pub(crate) sums: DigestSums,
    /// The timer before and after it was taken, picoseconds; none when it comes from the store.
    pub(crate) taken_ps: Option<(u64, u64)>,
    /// The sums of other executions of the digest that ended since and are known exactly.
    pub(crate) others: DigestSums,
    /// True when it cannot be said whether another's end is in `sums` already: then nothing is derived from it.
    pub(crate) blurred: bool,
}

impl Baseline {
    pub(crate) fn new(sums: DigestSums, taken_ps: Option<(u64, u64)>) -> Self {
        Self { sums, taken_ps, others: DigestSums::default(), blurred: false }
    }
}

/// An execution that is followed because it is slow or may become so before the next look.
#[derive(Debug, Clone)]
pub(crate) struct Execution {
    pub(crate) running: Running,
    pub(crate) started_at: UtcMicros,
    /// The start is only known to a second or two: the server has not shown the statement's row yet.
    pub(crate) start_is_rough: bool,
    /// The longest it was seen to have run, microseconds.
    pub(crate) elapsed_us: u64,
    pub(crate) last_seen_at: UtcMicros,
    /// Whether it is over the threshold, and so kept.
    pub(crate) slow: bool,
    /// Whether the text is known to be cut.
    pub(crate) truncated: bool,
    pub(crate) sources: Vec<Source>,
    pub(crate) baseline: Option<Baseline>,
    /// What its thread's statements of its kind had come to while it ran.
    pub(crate) thread_baseline: Option<ThreadSums>,
    /// Its thread was seen to run a later statement, so it is over, whatever can be seen of it.
    pub(crate) overtaken: bool,
    /// How often its whole text was asked for.
    pub(crate) text_tries: u8,
    /// Looks that found no trace of it.
    pub(crate) looks_missed: u8,
    /// Looks in a row that found its thread, but whose statement could not be seen.
    pub(crate) looks_unseen: u8,
    /// When to look at it again before the next poll, by our own clock: at the crossing, or after a missed look.
    pub(crate) look_at: Option<Instant>,
}

impl Execution {
    pub(crate) fn key(&self) -> (u64, u64) {
        (self.running.thread_id, self.running.event_id)
    }

    /// What to ask the server about it.
    pub(crate) fn asked(&self) -> Asked {
        Asked {
            thread_id: self.running.thread_id,
            event_id: self.running.event_id,
            digest: self.digest_key(),
            event_name: self.running.event_name.clone(),
        }
    }

    pub(crate) fn digest_key(&self) -> Option<DigestKey> {
        let digest = self.running.digest.clone()?;
        Some(DigestKey { schema: self.running.schema.clone(), digest })
    }

    /// How long it has run at `poll`, when that poll could not see its row.
    pub(crate) fn elapsed_unseen_us(&self, poll: &Poll) -> u64 {
        match (self.running.timer_start_ps, poll.timer_now_ps) {
            (Some(start_ps), Some(now_ps)) => now_ps.saturating_sub(start_ps) / 1_000_000,
            _ => self.elapsed_us,
        }
    }

    /// Counts from `poll` on, by the server's timer, what a poll that could not see its row proves of it.
    pub(crate) fn count_unseen(&mut self, poll: &Poll) {
        if self.running.timer_start_ps.is_none() {
            let elapsed_ps = self.elapsed_us.saturating_mul(1_000_000);
            self.running.timer_start_ps = poll.timer_now_ps.map(|now_ps| now_ps.saturating_sub(elapsed_ps));
        }
    }

    /// Takes over the true start, if only a rough one was known.
    pub(crate) fn correct_start(&mut self, timer_start_ps: Option<u64>, clock: &ServerClock) {
        if let (true, Some(started_at)) = (self.start_is_rough, clock.at(timer_start_ps)) {
            self.running.timer_start_ps = timer_start_ps;
            self.started_at = started_at;
            self.start_is_rough = false;
        }
    }

    /// Whether the text is cut, or not known at all.
    pub(crate) fn judge_text(&mut self, identity: &ServerIdentity) {
        if !self.sources.contains(&Source::Processlist) {
            self.truncated = self.running.text.as_deref().is_none_or(|text| identity.is_cut(text));
        }
    }

    /// Whether its whole text is worth asking for. While the server hides a statement, the process list shows what
    /// runs inside it; and so it does for a CALL.
    pub(crate) fn wants_text(&self, identity: &ServerIdentity) -> bool {
        let known = match self.running.text.as_deref() {
            Some(text) => !identity.is_cut(text),
            None => self.start_is_rough || self.running.event_name == "statement/sql/call_procedure",
        };
        !known && self.text_tries < TEXT_TRIES && !self.sources.contains(&Source::Processlist)
    }

    /// Fills in what was not known yet.
    pub(crate) fn learn(&mut self, digest: Option<&String>, schema: Option<&String>, text: Option<&String>) {
        let known = &mut self.running;
        known.digest = known.digest.take().or_else(|| digest.cloned());
        known.schema = known.schema.take().or_else(|| schema.cloned());
        known.text = known.text.take().or_else(|| text.cloned());
    }

    /// Follows on from a record that a former process, or a former connection, left running. None of one that was
    /// never seen on a server, which nobody can look at.
    pub(crate) fn resume(open: OpenSlowQuery) -> Option<(Boot, Self)> {
        let key = open.query.key()?;
        let query = open.query;
        // Only a statement that the server hid has a record without a text.
        let start_is_rough = query.sql.is_empty();
        let boot = Boot { target: key.target, server_uuid: key.server_uuid, booted_at_s: key.booted_at_s };
        let execution = Self {
            running: Running {
                thread_id: key.thread_id,
                event_id: key.event_id,
                timer_start_ps: None,
                elapsed_us: Some(query.duration_us),
                hidden: false,
                event_name: String::new(),
                schema: query.schema,
                digest: query.server_digest,
                text: Some(query.sql).filter(|sql| !sql.is_empty()),
                lossy: query.lossy,
                connection_id: query.connection_id?,
                user: query.user,
                host: query.host,
                state: None,
            },
            started_at: query.started_at,
            start_is_rough,
            elapsed_us: query.duration_us,
            last_seen_at: query.last_seen_at,
            slow: true,
            truncated: query.truncated,
            sources: query.sources,
            baseline: open.baseline.map(|kept| Baseline::new(kept, None)),
            thread_baseline: None,
            overtaken: false,
            text_tries: 0,
            looks_missed: 0,
            looks_unseen: 0,
            look_at: None,
        };
        Some((boot, execution))
    }

    /// The last account of a record whose target is no longer watched.
    pub(crate) fn unwatched(open: OpenSlowQuery) -> Option<SlowQueryWrite> {
        let (boot, execution) = Self::resume(open)?;
        Some(execution.abandoned(&boot, AbandonReason::TargetRemoved))
    }

    /// The record as it stands while running.
    pub(crate) fn record(&self, boot: &Boot) -> SlowQueryWrite {
        let key = boot.key(self.running.thread_id, self.running.event_id);
        let text = self.running.text.clone().unwrap_or_default();
        let Analysis { fingerprint, class, normalized } = analyze(&text);
        let query = SlowQuery {
            id: key.id(),
            target: key.target,
            state: SlowQueryState::Running,
            started_at: self.started_at,
            finished_at: None,
            last_seen_at: self.last_seen_at,
            duration_us: self.elapsed_us,
            duration_kind: DurationKind::LowerBound,
            figures: Figures::default(),
            user: self.running.user.clone(),
            host: self.running.host.clone(),
            schema: self.running.schema.clone(),
            schema_inferred: false,
            connection_id: Some(self.running.connection_id),
            thread_id: Some(key.thread_id),
            event_id: Some(key.event_id),
            server_uuid: Some(key.server_uuid),
            booted_at_s: Some(key.booted_at_s),
            fingerprint,
            class,
            server_digest: self.running.digest.clone(),
            sql: text,
            truncated: self.truncated,
            lossy: self.running.lossy,
            sources: self.sources.clone(),
            abandoned_because: None,
        };
        SlowQueryWrite { query, normalized, baseline: self.baseline.map(|baseline| baseline.sums) }
    }

    /// The record of the end, exactly known.
    pub(crate) fn finished(&self, boot: &Boot, ended: &Ended, source: Source) -> SlowQueryWrite {
        let mut write = self.record(boot);
        let query = &mut write.query;
        query.state = SlowQueryState::Finished;
        query.duration_us = ended.duration_us;
        query.duration_kind = DurationKind::Exact;
        query.finished_at = Some(query.started_at.saturating_add_us(ended.duration_us));
        query.figures = ended.figures;
        query.add_source(source);
        write.baseline = None;
        write
    }

    /// The record of an end that was noticed at once, but of which the server kept no figures.
    pub(crate) fn finished_unmeasured(&self, boot: &Boot) -> SlowQueryWrite {
        let mut write = self.record(boot);
        write.query.state = SlowQueryState::Finished;
        write.baseline = None;
        write
    }

    /// The record of an execution whose end nobody can tell any more.
    pub(crate) fn abandoned(&self, boot: &Boot, because: AbandonReason) -> SlowQueryWrite {
        let mut write = self.record(boot);
        write.query.state = SlowQueryState::Abandoned;
        write.query.abandoned_because = Some(because);
        write.baseline = None;
        write
    }
}

/// Fingerprint, class and normalised text. Those of a cut text are only as good as what is there of it; the
/// record's `truncated` says so.
pub(crate) fn analyze(text: &str) -> Analysis {
    auroscope_sql::analyze(text.as_bytes(), SqlMode::default())
}
