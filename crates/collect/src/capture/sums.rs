//! An exact duration from sums that the server keeps, when exactly one execution can have moved them. Pure.

use auroscope_model::{DigestSums, Figures};
use auroscope_mysql::{Ended, ThreadSums};

use super::execution::{Baseline, Execution};

const PS_PER_US: u64 = 1_000_000;
/// Timers of the poll and of the sums are read at slightly different moments.
const SLACK_US: u64 = 100_000;
/// An end closer than this to the taking of a baseline may or may not be in it.
const BLUR_PS: u64 = 20_000_000_000;

/// What the execution came to, if the sums have moved by it alone since its baseline (other executions that are
/// known exactly taken off), and the result is a duration it can have had: at least what was seen, and no longer
/// than until it was seen to be over.
pub(crate) fn derive(execution: &Execution, now: DigestSums, unseen_us: u64) -> Option<Ended> {
    let baseline = execution.baseline.filter(|baseline| !baseline.blurred)?;
    let moved = minus(minus(now, baseline.sums)?, baseline.others)?;
    if moved.count != 1 {
        return None;
    }
    let duration_us = possible(execution, moved.timer_ps, unseen_us)?;
    Some(Ended {
        duration_us,
        timer_end_ps: seen_until_ps(execution),
        timer_ps: moved.timer_ps,
        lock_ps: moved.lock_ps,
        figures: Figures {
            lock_us: Some(moved.lock_ps / PS_PER_US),
            rows_sent: Some(moved.rows_sent),
            rows_examined: Some(moved.rows_examined),
            rows_affected: Some(moved.rows_affected),
            errors: Some(moved.errors),
            warnings: Some(moved.warnings),
            ..Figures::default()
        },
    })
}

/// The same from what its thread's statements of its kind have come to, for a connection that lives on and has run
/// more since than the history holds. If one statement ended since the baseline, the sum has moved by it; if the
/// longest has changed, that is it, since all others together fitted into the time it was not seen, which is less
/// than it was seen to run.
pub(crate) fn derive_from_thread(execution: &Execution, now: ThreadSums, unseen_us: u64) -> Option<Ended> {
    let then = execution.thread_baseline?;
    let timer_ps = if now.count.checked_sub(then.count)? == 1 {
        now.timer_ps.checked_sub(then.timer_ps)?
    } else if now.longest_ps > then.longest_ps && unseen_us < execution.elapsed_us {
        now.longest_ps
    } else {
        return None;
    };
    let duration_us = possible(execution, timer_ps, unseen_us)?;
    Some(Ended {
        duration_us,
        timer_end_ps: seen_until_ps(execution),
        timer_ps,
        lock_ps: 0,
        figures: Figures::default(),
    })
}

/// The timer when it was last seen running: its end is not before that.
fn seen_until_ps(execution: &Execution) -> u64 {
    execution
        .running
        .timer_start_ps
        .map_or(0, |start_ps| start_ps.saturating_add(execution.elapsed_us * PS_PER_US))
}

/// A duration in microseconds, if the execution can have taken it: at least what was seen, and no longer than until
/// it was seen to be over.
fn possible(execution: &Execution, timer_ps: u64, unseen_us: u64) -> Option<u64> {
    let duration_us = timer_ps / PS_PER_US;
    // Its row was seen, by the same timer: what is shorter is another execution. Only a guessed start may be off.
    let is_seen = execution.running.timer_start_ps.is_some() && !execution.start_is_rough;
    let least = execution.elapsed_us.saturating_sub(if is_seen { 0 } else { SLACK_US });
    let most = execution.elapsed_us.saturating_add(unseen_us).saturating_add(SLACK_US);
    // What was seen running cannot have taken less.
    (least..=most).contains(&duration_us).then_some(duration_us.max(execution.elapsed_us))
}

/// Takes note, in another execution's baseline of the same digest, of one that ended and is known exactly.
pub(crate) fn note_other(baseline: &mut Baseline, ended: &Ended) {
    if let Some((from_ps, until_ps)) = baseline.taken_ps {
        if ended.timer_end_ps < from_ps.saturating_sub(BLUR_PS) {
            return;
        }
        if ended.timer_end_ps < until_ps.saturating_add(BLUR_PS) {
            baseline.blurred = true;
            return;
        }
    } else {
        // Taken by a former process: what ended since cannot be placed before or after it.
        baseline.blurred = true;
        return;
    }
    // Where only its time is known, what is left for the others would hold its rows.
    if ended.figures.rows_sent.is_none() {
        baseline.blurred = true;
        return;
    }
    let others = &mut baseline.others;
    let figure = |value: Option<u64>| value.unwrap_or(0);
    others.count += 1;
    others.timer_ps = others.timer_ps.saturating_add(ended.timer_ps);
    others.lock_ps = others.lock_ps.saturating_add(ended.lock_ps);
    others.rows_sent = others.rows_sent.saturating_add(figure(ended.figures.rows_sent));
    others.rows_examined = others.rows_examined.saturating_add(figure(ended.figures.rows_examined));
    others.rows_affected = others.rows_affected.saturating_add(figure(ended.figures.rows_affected));
    others.errors = others.errors.saturating_add(figure(ended.figures.errors));
    others.warnings = others.warnings.saturating_add(figure(ended.figures.warnings));
}

/// The difference of two readings; none when any sum went down, which is a reset and not a difference.
fn minus(now: DigestSums, then: DigestSums) -> Option<DigestSums> {
    Some(DigestSums {
        count: now.count.checked_sub(then.count)?,
        timer_ps: now.timer_ps.checked_sub(then.timer_ps)?,
        lock_ps: now.lock_ps.checked_sub(then.lock_ps)?,
        rows_sent: now.rows_sent.checked_sub(then.rows_sent)?,
        rows_examined: now.rows_examined.checked_sub(then.rows_examined)?,
        rows_affected: now.rows_affected.checked_sub(then.rows_affected)?,
        errors: now.errors.checked_sub(then.errors)?,
        warnings: now.warnings.checked_sub(then.warnings)?,
    })
}
