//! Capture decisions on data: what polls showed goes in, what is followed and derived comes out.

use std::time::Duration;

use auroscope_model::UtcMicros;
use auroscope_mysql::{Look, LookedAt, Poll, Running};
use tokio::time::Instant;

use super::closing::Verdict;
use super::tracker::{Outcome, Tracker};
use crate::Exclusions;

mod sums;

const NOW: UtcMicros = UtcMicros(1_795_236_814_000_000);
const TIMER_PS: u64 = 6_000_000_000_000_000;

fn running(thread_id: u64, event_id: u64, elapsed_us: u64) -> Running {
    Running {
        thread_id,
        event_id,
        timer_start_ps: Some(TIMER_PS - elapsed_us * 1_000_000),
        elapsed_us: Some(elapsed_us),
        hidden: false,
        event_name: "statement/sql/select".into(),
        schema: None,
        digest: Some("d".into()),
        text: Some("SELECT 1".into()),
        lossy: false,
        connection_id: 9,
        user: Some("app".into()),
        host: None,
        state: None,
    }
}

fn poll(running: Vec<Running>) -> Poll {
    Poll { now: NOW, timer_now_ps: Some(TIMER_PS), running, unnamed: Vec::new() }
}

fn tracker() -> Tracker {
    Tracker::new(2_000_000, Duration::from_secs(1))
}

/// Defect 5: `start = now − threshold` dated a query first seen at 100 s by 98 s too late.
#[test]
fn the_start_comes_from_the_servers_timer() {
    let mut tracker = tracker();
    let outcome =
        tracker.observe(&poll(vec![running(1, 1, 100_000_000)]), &Exclusions::default(), Instant::now());
    assert_eq!(outcome.slow, [(1, 1)]);
    assert_eq!(tracker.get((1, 1)).unwrap().started_at, UtcMicros(NOW.0 - 100_000_000));
}

#[test]
fn only_what_may_cross_before_the_next_poll_is_followed() {
    let (mut tracker, at) = (tracker(), Instant::now());
    let ms = Duration::from_millis;
    tracker.observe(
        &poll(vec![running(1, 1, 700_000), running(2, 1, 1_200_000)]),
        &Exclusions::default(),
        at,
    );
    assert!(tracker.get((1, 1)).is_none());
    assert_eq!(tracker.next_look(), Some(at + ms(800)));
    assert!(tracker.due(at + ms(799)).is_empty());
    assert_eq!(tracker.due(at + ms(800)), [(2, 1)]);
}

fn look(elapsed_us: u64) -> Look {
    Look {
        thread_id: 2,
        event_id: 1,
        ended: None,
        elapsed_us: Some(elapsed_us),
        digest: None,
        schema: None,
        text: None,
        event_name: "statement/sql/select".into(),
        idle: false,
        from: LookedAt::Current,
    }
}

/// Defect 8: the second look comes when the threshold is crossed, not at the next whole interval.
#[test]
fn a_look_over_the_threshold_makes_it_slow_once() {
    let (mut tracker, at) = (tracker(), Instant::now());
    tracker.observe(&poll(vec![running(2, 1, 1_200_000)]), &Exclusions::default(), at);
    assert!(!tracker.seen_running((2, 1), &look(1_999_000), NOW, at));
    assert_eq!(tracker.next_look(), Some(at + Duration::from_millis(1)));
    assert!(tracker.seen_running((2, 1), &look(2_001_000), NOW, at));
    tracker.get_mut((2, 1)).unwrap().slow = true;
    assert!(!tracker.seen_running((2, 1), &look(2_900_000), NOW, at));
    assert_eq!(tracker.next_look(), None);
}

/// A look at one statement used to put off the looks at all others; the capture bench missed 1 of 150 by it.
#[test]
fn a_look_at_one_does_not_put_off_another() {
    let (mut tracker, at) = (tracker(), Instant::now());
    let ms = Duration::from_millis;
    let both = vec![running(2, 1, 1_500_000), running(3, 1, 1_400_000)];
    tracker.observe(&poll(both), &Exclusions::default(), at);
    tracker.seen_running((2, 1), &look(2_001_000), NOW, at + ms(501));
    tracker.get_mut((2, 1)).unwrap().slow = true;
    assert_eq!(tracker.next_look(), Some(at + ms(600)));
}

/// Defect 4: the server passes over rows it is just writing, so one look without a trace proves nothing.
#[test]
fn a_look_that_finds_nothing_is_repeated_soon() {
    let (mut tracker, at) = (tracker(), Instant::now());
    tracker.observe(&poll(vec![running(2, 1, 1_200_000)]), &Exclusions::default(), at);
    let again_at = at + Duration::from_millis(820);
    assert!(!tracker.missed((2, 1), again_at));
    assert_eq!(tracker.next_look(), Some(again_at));
    assert!(tracker.missed((2, 1), again_at));
}

/// Defect 3: two statements back to back on one connection are two executions.
#[test]
fn the_next_event_of_a_thread_is_another_execution() {
    let mut tracker = tracker();
    tracker.observe(&poll(vec![running(1, 1, 5_000_000)]), &Exclusions::default(), Instant::now());
    let outcome =
        tracker.observe(&poll(vec![running(1, 2, 3_000_000)]), &Exclusions::default(), Instant::now());
    assert_eq!((outcome.slow, outcome.vanished), (vec![(1, 2)], vec![(1, 1)]));
}

/// Defect 4: a row that the server is still filling is neither an end nor a beginning.
#[test]
fn a_row_with_nulls_is_present_and_nothing_more() {
    let mut tracker = tracker();
    tracker.observe(&poll(vec![running(1, 1, 5_000_000)]), &Exclusions::default(), Instant::now());
    let filling = Running { elapsed_us: None, timer_start_ps: None, ..running(1, 1, 0) };
    let outcome = tracker.observe(&poll(vec![filling]), &Exclusions::default(), Instant::now());
    assert!(outcome.vanished.is_empty());
    assert_eq!(tracker.get((1, 1)).unwrap().elapsed_us, 5_000_000);
}

fn hidden(proved_us: u64) -> Running {
    let hidden =
        Running { elapsed_us: Some(proved_us), timer_start_ps: None, hidden: true, ..running(1, 3, 0) };
    Running { event_name: String::new(), digest: None, text: None, ..hidden }
}

/// The server showed no statement of a thread that runs a busy procedure, and the whole CALL passed unseen.
#[test]
fn a_hidden_statement_is_followed_by_the_time_it_is_there() {
    let mut tracker = tracker();
    let at_s = |s: u64, row: Running| Poll {
        now: NOW.saturating_add_us(s * 1_000_000),
        timer_now_ps: Some(TIMER_PS + s * 1_000_000_000_000),
        running: vec![row],
        unnamed: Vec::new(),
    };
    let mut observe = |poll: Poll| tracker.observe(&poll, &Exclusions::default(), Instant::now());
    // The process list still says "0 s", and it may be slow before the next poll.
    assert_eq!(observe(at_s(0, hidden(0))), Outcome::default());
    assert_eq!(observe(at_s(1, hidden(0))), Outcome::default());
    assert_eq!(observe(at_s(2, hidden(1_000_000))).slow, [(1, 3)]);
    let execution = tracker.get_mut((1, 3)).unwrap();
    assert_eq!((execution.started_at, execution.look_at), (NOW, None));
    // Once its row shows, or the history has it, the true start replaces the guess, once.
    let start_ps = TIMER_PS - 400_000_000_000;
    let seen =
        Running { timer_start_ps: Some(start_ps), text: Some("CALL x()".into()), ..running(1, 3, 3_400_000) };
    tracker.observe(&at_s(3, seen), &Exclusions::default(), Instant::now());
    let execution = tracker.get((1, 3)).unwrap();
    assert_eq!(execution.started_at, UtcMicros(NOW.0 - 400_000));
    assert_eq!(execution.running.text.as_deref(), Some("CALL x()"));
}

/// Of hidden calls one after the other on a connection, each stayed "running" until the last had ended.
#[test]
fn a_later_statement_on_its_thread_ends_what_cannot_be_seen() {
    let (mut tracker, at) = (tracker(), Instant::now());
    tracker.observe(&poll(vec![hidden(3_000_000)]), &Exclusions::default(), at);
    let unnamed = Poll { unnamed: vec![1], ..poll(Vec::new()) };
    assert_eq!(tracker.observe(&unnamed, &Exclusions::default(), at).vanished, [(1, 3)]);
    assert_eq!(tracker.judged((1, 3), Verdict::Unseen), Verdict::Unseen, "it may still be there");
    let of_another = Running { event_id: 9, thread_id: 2, ..hidden(0) };
    tracker.observe(&poll(vec![of_another]), &Exclusions::default(), at);
    assert_eq!(tracker.judged((1, 3), Verdict::Unseen), Verdict::Unseen, "another thread proves nothing");
    // Even one that nobody wants captured.
    let next = Running { event_id: 9, user: Some("etl".into()), ..hidden(0) };
    let exclusions = Exclusions { users: vec!["etl".into()], schemas: Vec::new() };
    assert_eq!(tracker.observe(&poll(vec![next]), &exclusions, at).vanished, [(1, 3), (2, 9)]);
    assert_eq!(tracker.judged((1, 3), Verdict::Unseen), Verdict::MovedOn);
    assert_eq!(tracker.judged((1, 3), Verdict::Gone), Verdict::Gone);
}

/// Nothing could be seen of a statement for as long as the server hid it: 50 looks a second, each in vain.
#[test]
fn looks_that_see_nothing_end_until_the_next_poll() {
    let (mut tracker, at) = (tracker(), Instant::now());
    tracker.observe(&poll(vec![running(2, 1, 1_200_000)]), &Exclusions::default(), at);
    let looks = (0..100).take_while(|_| {
        tracker.unseen((2, 1), at);
        tracker.next_look().is_some()
    });
    assert!(looks.count() < 5);
}

#[test]
fn dump_threads_and_excluded_users_are_left_out() {
    let mut tracker = tracker();
    let dump = Running { event_name: "statement/com/Binlog Dump GTID".into(), ..running(1, 1, 9_000_000) };
    let etl = Running { user: Some("etl".into()), ..running(2, 1, 9_000_000) };
    let exclusions = Exclusions { users: vec!["etl".into()], schemas: Vec::new() };
    let outcome =
        tracker.observe(&poll(vec![dump, etl, running(3, 1, 9_000_000)]), &exclusions, Instant::now());
    assert_eq!(outcome.slow, [(3, 1)]);
}

/// A step of the server's clock neither moves a record nor makes a second one.
#[test]
fn a_clock_step_moves_no_record() {
    let mut tracker = tracker();
    tracker.observe(&poll(vec![running(1, 1, 5_000_000)]), &Exclusions::default(), Instant::now());
    let started_at = tracker.get((1, 1)).unwrap().started_at;
    let stepped = Poll {
        now: UtcMicros(NOW.0 - 3_600_000_000),
        timer_now_ps: Some(TIMER_PS + 1_000_000_000_000),
        running: vec![Running {
            timer_start_ps: Some(TIMER_PS - 5_000_000_000_000),
            ..running(1, 1, 6_000_000)
        }],
        unnamed: Vec::new(),
    };
    let outcome = tracker.observe(&stepped, &Exclusions::default(), Instant::now());
    assert!(outcome.slow.len() == 1 && outcome.vanished.is_empty());
    assert_eq!(tracker.get((1, 1)).unwrap().started_at, started_at);
}
