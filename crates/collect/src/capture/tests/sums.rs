//! What sums come to: which moves of them give a duration, and which give none.

use auroscope_model::{DigestSums, Figures};
use auroscope_mysql::{Ended, ThreadSums};
use tokio::time::Instant;

use super::{TIMER_PS, poll, running, tracker};
use crate::Exclusions;
use crate::capture::execution::{Baseline, Execution};
use crate::capture::sums::{derive, derive_from_thread, note_other};

fn sums(count: u64, seconds: u64) -> DigestSums {
    DigestSums { count, timer_ps: seconds * 1_000_000_000_000, rows_sent: count, ..DigestSums::default() }
}

fn slow_with(baseline: Baseline) -> Execution {
    let mut tracker = tracker();
    tracker.observe(&poll(vec![running(1, 1, 3_000_000)]), &Exclusions::default(), Instant::now());
    let mut execution = tracker.get((1, 1)).unwrap().clone();
    execution.baseline = Some(baseline);
    execution
}

fn baseline(sums: DigestSums) -> Baseline {
    Baseline::new(sums, Some((TIMER_PS, TIMER_PS)))
}

#[test]
fn sums_that_moved_by_one_give_the_exact_duration() {
    let execution = slow_with(baseline(sums(10, 100)));
    let ended = derive(&execution, sums(11, 104), 2_000_000).unwrap();
    assert_eq!((ended.duration_us, ended.figures.rows_sent), (4_000_000, Some(1)));
    // Columns the sums do not have stay unknown.
    assert_eq!(ended.figures.sort_rows, None);
}

#[test]
fn sums_that_cannot_be_this_execution_give_nothing() {
    let execution = slow_with(baseline(sums(10, 100)));
    for (now, why) in [
        (sums(12, 104), "two ended"),
        (sums(10, 100), "none ended"),
        (sums(1, 4), "the counter was reset"),
        (sums(11, 101), "shorter than it was seen to run"),
        (sums(11, 109), "longer than it can have run"),
    ] {
        assert_eq!(derive(&execution, now, 2_000_000), None, "{why}");
    }
    let blurred = Baseline { blurred: true, ..baseline(sums(10, 100)) };
    assert_eq!(derive(&slow_with(blurred), sums(11, 104), 2_000_000), None);
}

/// An execution of seven seconds.
fn other(timer_end_ps: u64) -> Ended {
    Ended {
        duration_us: 7_000_000,
        timer_end_ps,
        timer_ps: 7_000_000_000_000,
        lock_ps: 0,
        figures: Figures { rows_sent: Some(1), ..Figures::default() },
    }
}

#[test]
fn others_that_are_known_are_taken_off() {
    let mut known = baseline(sums(10, 100));
    note_other(&mut known, &other(TIMER_PS + 1_000_000_000_000));
    let ended = derive(&slow_with(known), sums(12, 111), 2_000_000).unwrap();
    assert_eq!(ended.duration_us, 4_000_000);
    // One that ended before the baseline was taken is in it; one at the same moment may or may not be.
    let mut before = baseline(sums(10, 100));
    note_other(&mut before, &other(TIMER_PS - 1_000_000_000_000));
    assert_eq!(before.others.count, 0);
    note_other(&mut before, &other(TIMER_PS));
    assert!(before.blurred);
}

/// With 200 statements at once the first sums were much older than the one moment that all were given.
#[test]
fn another_that_ended_while_the_sums_were_read_may_be_in_them() {
    let s = 1_000_000_000_000;
    let noted = |timer_end_ps| {
        let mut long = Baseline::new(sums(10, 100), Some((TIMER_PS - s, TIMER_PS)));
        note_other(&mut long, &other(timer_end_ps));
        (long.others.count, long.blurred)
    };
    assert_eq!(noted(TIMER_PS - 2 * s), (0, false), "it is in them");
    assert_eq!(noted(TIMER_PS - s / 2), (0, true));
    assert_eq!(noted(TIMER_PS + s), (1, false));
}

/// Sums are read ahead of the crossing too, and others of the digest end between that and the crossing.
#[test]
fn the_end_of_another_is_noted_before_the_crossing_too() {
    let mut tracker = tracker();
    let both = vec![running(1, 1, 1_500_000), running(2, 1, 6_000_000)];
    let outcome = tracker.observe(&poll(both), &Exclusions::default(), Instant::now());
    assert_eq!((outcome.followed, outcome.slow), (vec![(1, 1)], vec![(2, 1)]));
    tracker.get_mut((1, 1)).unwrap().baseline = Some(baseline(sums(10, 100)));
    tracker.close((2, 1), Some(&other(TIMER_PS + 1_000_000_000_000)));
    let ahead = tracker.get((1, 1)).unwrap();
    assert!(!ahead.slow);
    assert_eq!(derive(ahead, sums(12, 110), 2_000_000).map(|ended| ended.duration_us), Some(3_000_000));
}

#[test]
fn the_longest_of_a_thread_is_the_one_that_was_seen_to_be_long() {
    let thread = |count, seconds: u64, longest: u64| ThreadSums {
        count,
        timer_ps: seconds * 1_000_000_000_000,
        longest_ps: longest * 1_000_000_000_000,
    };
    let mut execution = slow_with(baseline(sums(0, 0)));
    assert_eq!(derive_from_thread(&execution, thread(25, 40, 4), 2_000_000), None);
    execution.thread_baseline = Some(thread(3, 3, 1));
    let derived =
        |now, unseen_us| derive_from_thread(&execution, now, unseen_us).map(|ended| ended.duration_us);
    assert_eq!(derived(thread(28, 8, 4), 2_000_000), Some(4_000_000), "the longest changed");
    assert_eq!(derived(thread(4, 7, 4), 2_000_000), Some(4_000_000), "one ended");
    assert_eq!(derived(thread(28, 8, 1), 2_000_000), None, "an earlier one was longer");
    assert_eq!(derived(thread(28, 30, 9), 2_000_000), None, "longer than it can have run");
    assert_eq!(derived(thread(28, 8, 4), 3_500_000), None, "another may have been as long");
    assert_eq!(derived(thread(1, 1, 1), 2_000_000), None, "another thread");
}
