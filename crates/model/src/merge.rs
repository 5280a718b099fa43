//! How two accounts of one execution become one. Pure, so that every store decides alike.

use crate::{AbandonReason, DurationKind, Figures, SlowQuery, SlowQueryState, Source, UtcMicros};

impl SlowQuery {
    /// What is kept when `newer` arrives for an execution already kept as `self`.
    ///
    /// Knowledge only grows, in whatever order accounts arrive and however often: an exact duration is never
    /// replaced by a lower bound, an ended execution never runs again, a whole text never becomes a cut one,
    /// a figure once known is not forgotten, and the first start stands.
    #[must_use]
    pub fn merged_with(&self, newer: &SlowQuery) -> SlowQuery {
        let (better, other) = if rank(newer) >= rank(self) { (newer, self) } else { (self, newer) };
        let mut merged = better.clone();
        // A record without a text is of a statement that the server hid; its start was a guess.
        let guessed = self.sql.is_empty() && !newer.sql.is_empty();
        merged.started_at = if guessed { newer.started_at } else { self.started_at };
        if better.duration_kind == DurationKind::LowerBound && other.duration_kind == DurationKind::LowerBound
        {
            merged.duration_us = better.duration_us.max(other.duration_us);
        }
        if let Some(end) = better.finished_at {
            // The start was fixed when it was first seen; the end follows from it so that the two agree.
            merged.finished_at = Some(match better.duration_kind {
                DurationKind::Exact => merged.started_at.saturating_add_us(merged.duration_us),
                DurationKind::LowerBound => end,
            });
        }
        merged.last_seen_at = better.last_seen_at.max(other.last_seen_at);
        merged.figures = better.figures.or(other.figures);
        let text = self.better_text(newer, better, other);
        merged.sql.clone_from(&text.sql);
        merged.truncated = text.truncated;
        merged.lossy = text.lossy;
        merged.fingerprint = text.fingerprint;
        merged.class = text.class;
        for (known, also) in [
            (&mut merged.user, &other.user),
            (&mut merged.host, &other.host),
            (&mut merged.server_digest, &other.server_digest),
        ] {
            if known.is_none() {
                known.clone_from(also);
            }
        }
        // A schema that is said beats one that is a guess; of two guesses the first stands.
        let said = [better, other].into_iter().find(|query| query.schema.is_some() && !query.schema_inferred);
        let guessed = [self, newer].into_iter().find(|query| query.schema.is_some());
        if let Some(account) = said.or(guessed) {
            merged.schema.clone_from(&account.schema);
            merged.schema_inferred = account.schema_inferred;
        }
        for source in &other.sources {
            merged.add_source(*source);
        }
        merged
    }

    /// Whose text is kept. A log says the same each time, but for literals that were masked: what was kept first stays.
    fn better_text<'a>(
        &'a self,
        newer: &'a SlowQuery,
        better: &'a SlowQuery,
        other: &'a SlowQuery,
    ) -> &'a SlowQuery {
        if [self, newer].iter().all(|query| query.sources == [Source::SlowLog]) {
            return if self.truncated && !newer.truncated { newer } else { self };
        }
        if text_rank(other) > text_rank(better) { other } else { better }
    }
}

/// How much an account knows of the end; a later account of equal rank wins. A target that was no longer watched may be
/// watched again while the statement still runs: then the account that saw it last is right.
fn rank(query: &SlowQuery) -> (u8, UtcMicros, bool) {
    let gave_up = query.abandoned_because == Some(AbandonReason::TargetRemoved);
    match (query.state, query.duration_kind) {
        (SlowQueryState::Running, _) => (0, query.last_seen_at, false),
        (SlowQueryState::Abandoned, _) if gave_up => (0, query.last_seen_at, true),
        (SlowQueryState::Abandoned, _) => (1, UtcMicros(0), false),
        (SlowQueryState::Finished, DurationKind::LowerBound) => (2, UtcMicros(0), false),
        (SlowQueryState::Finished, DurationKind::Exact) => (3, UtcMicros(0), false),
    }
}

/// How good a text is: whole before cut, unharmed before lossy, longer before shorter.
fn text_rank(query: &SlowQuery) -> (bool, bool, usize) {
    (!query.truncated, !query.lossy, query.sql.len())
}

impl Figures {
    /// These figures, with those of `other` where one is unknown.
    #[must_use]
    pub fn or(self, other: Figures) -> Figures {
        Figures {
            lock_us: self.lock_us.or(other.lock_us),
            rows_sent: self.rows_sent.or(other.rows_sent),
            rows_examined: self.rows_examined.or(other.rows_examined),
            rows_affected: self.rows_affected.or(other.rows_affected),
            errors: self.errors.or(other.errors),
            warnings: self.warnings.or(other.warnings),
            tmp_tables: self.tmp_tables.or(other.tmp_tables),
            tmp_disk_tables: self.tmp_disk_tables.or(other.tmp_disk_tables),
            sort_rows: self.sort_rows.or(other.sort_rows),
            full_joins: self.full_joins.or(other.full_joins),
            no_index_used: self.no_index_used.or(other.no_index_used),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ExecutionKey, Fingerprint, StatementClass};

    fn running(duration_us: u64) -> SlowQuery {
        let key = ExecutionKey {
            target: "shop".parse().unwrap(),
            server_uuid: "u".into(),
            booted_at_s: 1,
            thread_id: 2,
            event_id: 3,
        };
        SlowQuery {
            id: key.id(),
            target: key.target,
            state: SlowQueryState::Running,
            started_at: UtcMicros(1_000_000),
            finished_at: None,
            last_seen_at: UtcMicros(1_000_000).saturating_add_us(duration_us),
            duration_us,
            duration_kind: DurationKind::LowerBound,
            figures: Figures::default(),
            user: None,
            host: None,
            schema: None,
            schema_inferred: false,
            connection_id: Some(9),
            thread_id: Some(2),
            event_id: Some(3),
            server_uuid: Some(key.server_uuid),
            booted_at_s: Some(1),
            fingerprint: Fingerprint(1),
            class: StatementClass::Read,
            server_digest: None,
            sql: "select '가…".into(),
            truncated: true,
            lossy: false,
            sources: vec![Source::Live],
            abandoned_because: None,
        }
    }

    fn finished(duration_us: u64) -> SlowQuery {
        let mut query = running(duration_us);
        query.state = SlowQueryState::Finished;
        query.duration_kind = DurationKind::Exact;
        query.finished_at = Some(query.started_at.saturating_add_us(duration_us));
        query.figures.rows_sent = Some(0);
        query.sources = vec![Source::History];
        query
    }

    #[test]
    fn the_end_replaces_running_in_either_order_and_keeps_both_sources() {
        let (a, b) = (running(5_000_000), finished(6_000_000));
        for merged in [a.merged_with(&b), b.merged_with(&a)] {
            assert_eq!(merged.state, SlowQueryState::Finished);
            assert_eq!(merged.duration_us, 6_000_000);
            assert_eq!(merged.figures.rows_sent, Some(0));
            assert_eq!(merged.sources, vec![Source::Live, Source::History]);
        }
    }

    #[test]
    fn merging_twice_changes_nothing() {
        let merged = running(5).merged_with(&finished(6));
        assert_eq!(merged.merged_with(&finished(6)), merged);
        assert_eq!(merged.merged_with(&running(5)), merged);
    }

    /// A statement was shown as abandoned while it ran, on a target that had been paused for a moment.
    #[test]
    fn what_runs_on_a_target_that_is_watched_again_is_not_abandoned() {
        let mut gave_up = running(5_000_000);
        gave_up.state = SlowQueryState::Abandoned;
        gave_up.abandoned_because = Some(AbandonReason::TargetRemoved);
        let (before, after) = (running(5_000_000), running(9_000_000));
        assert_eq!(before.merged_with(&gave_up).state, SlowQueryState::Abandoned);
        for merged in [gave_up.merged_with(&after), after.merged_with(&gave_up)] {
            assert_eq!((merged.state, merged.abandoned_because), (SlowQueryState::Running, None));
        }
        let merged = gave_up.merged_with(&finished(9_500_000));
        assert_eq!((merged.state, merged.abandoned_because), (SlowQueryState::Finished, None));
    }

    #[test]
    fn a_lower_bound_only_grows() {
        assert_eq!(running(9).merged_with(&running(7)).duration_us, 9);
        assert_eq!(running(7).merged_with(&running(9)).duration_us, 9);
    }

    /// Defect 5: the start of a query must not move with later looks.
    #[test]
    fn the_first_start_stands_and_the_end_agrees_with_it() {
        let mut late = finished(6_000_000);
        late.started_at = UtcMicros(3_600_000_000);
        late.finished_at = Some(UtcMicros(3_606_000_000));
        let merged = running(5_000_000).merged_with(&late);
        assert_eq!(merged.started_at, UtcMicros(1_000_000));
        assert_eq!(merged.finished_at, Some(UtcMicros(7_000_000)));
    }

    /// Where a log is cut, its first entries lack the schema that the whole log tells, or have another file's.
    #[test]
    fn a_schema_that_is_said_beats_a_guess_and_the_first_guess_stands() {
        let with = |schema: Option<&str>, is_guess| {
            let mut query = finished(6_000_000);
            (query.schema, query.schema_inferred) = (schema.map(str::to_owned), is_guess);
            query
        };
        let schema = |merged: SlowQuery| (merged.schema, merged.schema_inferred);
        let (none, guess, said) = (with(None, false), with(Some("a"), true), with(Some("b"), false));
        for (kept, newer) in [(&none, &said), (&said, &none), (&guess, &said), (&said, &guess)] {
            assert_eq!(schema(kept.merged_with(newer)), (Some("b".into()), false));
        }
        for (kept, newer) in [(&none, &guess), (&guess, &none), (&guess, &with(Some("c"), true))] {
            assert_eq!(schema(kept.merged_with(newer)), (Some("a".into()), true));
        }
    }

    /// Masked and plain texts of one log took each other's place, by which was longer.
    #[test]
    fn of_texts_that_a_log_gave_the_first_stands_unless_it_is_cut() {
        let logged = |sql: &str, truncated| {
            let mut query = finished(6_000_000);
            (query.sql, query.truncated, query.sources) = (sql.into(), truncated, vec![Source::SlowLog]);
            query
        };
        let (plain, short, masked) =
            (logged("select 'Kim'", false), logged("select 1", false), logged("select ?", false));
        let text = |merged: SlowQuery| merged.sql;
        for (kept, newer) in [(&plain, &masked), (&masked, &plain), (&short, &masked), (&masked, &short)] {
            assert_eq!(text(kept.merged_with(newer)), kept.sql);
        }
        let cut = logged("select 'Kim and many more", true);
        for (kept, newer) in [(&cut, &masked), (&masked, &cut)] {
            assert_eq!(text(kept.merged_with(newer)), masked.sql);
        }
    }

    #[test]
    fn a_whole_text_is_not_replaced_by_a_cut_one() {
        let mut whole = running(1);
        whole.sql = "select '가나다'".into();
        whole.truncated = false;
        whole.fingerprint = Fingerprint(2);
        let merged = whole.merged_with(&finished(6));
        assert_eq!(
            (merged.sql.as_str(), merged.truncated, merged.fingerprint),
            ("select '가나다'", false, Fingerprint(2))
        );
    }
}
