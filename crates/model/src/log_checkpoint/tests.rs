//! Each event once: by hand, and on streams made by chance that are read in pieces, stopped, and added to late.

use std::collections::BTreeMap;

use super::*;

const START_MS: i64 = 1_000_000_000;

/// An event of a stream that is read before it is all there.
#[derive(Debug, Clone)]
struct Happened {
    at_ms: i64,
    text: String,
    /// From when on the log shows it.
    shown_ms: i64,
}

/// SplitMix64: the same numbers on each machine, so that a seed names a case.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }
}

/// Many at one moment, many that say the same, some late by up to the window.
fn stream(chance: &mut Chance) -> Vec<Happened> {
    let (events, step_ms) = (chance.below(400), 1 + chance.below(20_000));
    let mut at_ms = START_MS;
    let mut stream = Vec::new();
    for _ in 0..events {
        if !chance.one_in(3) {
            at_ms += chance.below(step_ms) as i64;
        }
        let late_ms = if chance.one_in(4) { chance.below(LATE_MS as u64 + 1) } else { chance.below(3_000) };
        let text = format!("select {}", chance.below(3));
        stream.push(Happened { at_ms, text, shown_ms: at_ms + late_ms as i64 });
    }
    stream.sort_by_key(|event| event.at_ms);
    stream
}

/// Some of the events, and how often each was taken.
type Count = BTreeMap<(i64, String), u32>;

/// What is kept: the checkpoint and what was taken with it, in one transaction.
struct Kept {
    checkpoint: LogCheckpoint,
    taken: Count,
}

impl Kept {
    /// One way through what is shown at `now_ms`; it may stop, and lose what was not kept.
    fn read(&mut self, stream: &[Happened], now_ms: i64, from_ms: i64, chance: &mut Chance) {
        let stops = chance.one_in(2).then(|| chance.below(stream.len() as u64 + 1));
        let page = 1 + chance.below(50);
        let mut reading = self.checkpoint.clone().reading(from_ms, now_ms);
        let mut taken = self.taken.clone();
        let shown = stream.iter().filter(|event| event.shown_ms <= now_ms && event.at_ms >= from_ms);
        let mut shown: Vec<_> = shown.collect();
        if chance.one_in(2) {
            shown.sort_by_cached_key(|event| event.at_ms + chance.below(DISORDER_MS as u64) as i64);
        }
        for (number, event) in (0..).zip(shown) {
            if stops == Some(number) {
                return;
            }
            if reading.accept(event.at_ms, event.text.as_bytes()) {
                *taken.entry((event.at_ms, event.text.clone())).or_default() += 1;
            }
            if number % page == 0 {
                *self = Self { checkpoint: reading.checkpoint().clone(), taken: taken.clone() };
            }
        }
        *self = Self { checkpoint: reading.ended(now_ms), taken };
    }
}

#[test]
fn each_event_is_taken_once_however_the_stream_is_read() {
    for seed in 0..1_000 {
        let mut chance = Chance(seed);
        let stream = stream(&mut chance);
        let mut truth = Count::new();
        for event in &stream {
            *truth.entry((event.at_ms, event.text.clone())).or_default() += 1;
        }
        let mut kept = Kept { checkpoint: LogCheckpoint::new(START_MS), taken: Count::new() };
        let end_ms = stream.last().map_or(START_MS, |event| event.at_ms) + LATE_MS;
        let mut now_ms = START_MS + chance.below((end_ms - START_MS) as u64 + 1) as i64;
        let longest_pause_ms = (end_ms - START_MS) as u64 / (1 + chance.below(30)) + 1;
        while now_ms < end_ms {
            let from_ms = if chance.one_in(3) {
                kept.checkpoint.whole_until_ms()
            } else {
                kept.checkpoint.tail_from_ms(chance.below(60_000) as i64)
            };
            kept.read(&stream, now_ms, from_ms, &mut chance);
            now_ms += 1 + chance.below(longest_pause_ms) as i64;
        }
        // Until it is not stopped: the clock stands at the end.
        while kept.checkpoint.whole_until_ms() < end_ms - LATE_MS {
            let from_ms = kept.checkpoint.whole_until_ms();
            kept.read(&stream, end_ms, from_ms, &mut chance);
        }
        assert_eq!(kept.taken, truth, "seed {seed}");
    }
}

#[test]
fn a_twin_that_comes_late_is_taken_and_only_once() {
    let mut reading = LogCheckpoint::new(START_MS).reading(START_MS, START_MS + 10);
    assert!(reading.accept(START_MS + 1, b"a"));
    let mut reading = reading.ended(START_MS + 10).reading(START_MS, START_MS + 20);
    assert!(!reading.accept(START_MS + 1, b"a"));
    assert!(reading.accept(START_MS + 1, b"a"), "its twin is another event");
    let mut reading = reading.stopped().reading(START_MS + 1, START_MS + 30);
    assert!(!reading.accept(START_MS + 1, b"a") && !reading.accept(START_MS + 1, b"a"));
}

#[test]
fn only_a_sweep_says_that_nothing_more_can_come() {
    let begin = LogCheckpoint::new(START_MS);
    let later_ms = START_MS + 2 * LATE_MS;
    let mut reading = begin.reading(START_MS, START_MS + 5_000);
    assert!(reading.accept(START_MS + 4_000, b"a"));
    let checkpoint = reading.ended(START_MS + 5_000);
    let from_ms = checkpoint.tail_from_ms(0);
    assert_eq!(from_ms, START_MS + 4_000);
    let tail = checkpoint.reading(from_ms, later_ms).ended(later_ms);
    assert_eq!(tail.whole_until_ms(), START_MS, "what came late before the tail is not read yet");
    let mut sweep = tail.reading(START_MS, later_ms);
    assert!(sweep.accept(START_MS + 3_000, b"late"));
    assert!(!sweep.accept(START_MS + 4_000, b"a"));
    let swept = sweep.ended(later_ms);
    assert_eq!((swept.whole_until_ms(), swept.remembered()), (later_ms - LATE_MS, 0));
    assert!(!swept.reading(START_MS, later_ms).accept(START_MS + 3_000, b"later still"));
}

#[test]
fn of_a_month_that_is_past_only_its_last_second_is_remembered() {
    let now_ms = START_MS + 40 * 86_400_000;
    let mut reading = LogCheckpoint::new(START_MS).reading(START_MS, now_ms);
    for second in 0..100_000 {
        assert!(reading.accept(START_MS + second * 1_000, b"a"));
        assert!(reading.checkpoint().remembered() <= 2 && reading.met.len() <= 2);
    }
}

#[test]
fn too_many_to_remember_is_said_and_nothing_is_taken_twice() {
    let now_ms = START_MS + 1;
    let mut reading = LogCheckpoint::new(START_MS).reading(START_MS, now_ms);
    let count = MOST_REMEMBERED as i64 + 10;
    for event in 0..count {
        assert!(reading.accept(START_MS + event, b"a"));
    }
    let checkpoint = reading.stopped();
    assert_eq!(checkpoint.remembered(), MOST_REMEMBERED);
    assert_eq!(checkpoint.forgotten_until_ms(), Some(START_MS + 10));
    let mut again = checkpoint.reading(START_MS, now_ms);
    assert!((0..count).all(|event| !again.accept(START_MS + event, b"a")));
    // All of one moment are remembered whatever their number.
    let mut crowd = LogCheckpoint::new(START_MS).reading(START_MS, now_ms);
    assert!((0..count).all(|event| crowd.accept(START_MS, &event.to_le_bytes())));
    let mut again = crowd.stopped().reading(START_MS, now_ms);
    assert!((0..count).all(|event| !again.accept(START_MS, &event.to_le_bytes())));
}
