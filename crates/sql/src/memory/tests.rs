//! A text that is known is named as it would be if it were read.

use std::cell::RefCell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::Memory;
use crate::normalize::{self, Scratch};
use crate::{FINGERPRINT_VERSION, SqlMode, statements};

#[derive(Default)]
struct Reader {
    scratch: Scratch,
    memory: Memory,
    recalled: usize,
}

impl Reader {
    /// Reads a text, having compared with what was known of it; then learns it.
    fn check(&mut self, text: &[u8], mode: SqlMode, fold_digits: bool, learns: bool) {
        let known = self.memory.recall(text, mode);
        let ends_open = normalize::run(text, mode, fold_digits, &mut self.scratch);
        let written = self.scratch.writer.written().to_vec();
        let name = xxhash_rust::xxh3::xxh3_128_with_seed(&written, u64::from(FINGERPRINT_VERSION));
        if let Some(known) = known {
            self.recalled += 1;
            let [found, wanted] = [self.memory.text(known), &written].map(String::from_utf8_lossy);
            assert_eq!(found, wanted, "of {:?}", String::from_utf8_lossy(text));
            assert_eq!(known.fingerprint, name);
            assert!(!ends_open, "{:?}", String::from_utf8_lossy(text));
        } else if learns && !ends_open && std::str::from_utf8(&written).is_ok() {
            normalize::learn(text, mode, fold_digits, &mut self.scratch, &mut self.memory, name);
            assert_eq!(self.scratch.writer.written(), written, "of {:?}", String::from_utf8_lossy(text));
        }
    }
}

/// What other texts left behind is there for all that follow, as it is in use.
fn check_all<S: Strategy<Value = Vec<u8>>>(texts: S, fold_digits: bool) -> usize {
    let reader = RefCell::new(Reader::default());
    let modes = (any::<bool>(), any::<bool>());
    let mut runner =
        TestRunner::new(Config { cases: 20_000, failure_persistence: None, ..Config::default() });
    let strategy = (texts, modes, any::<prop::sample::Index>());
    let result = runner.run(&strategy, |(text, (ansi_quotes, no_backslash_escapes), cut)| {
        let mode = SqlMode { ansi_quotes, no_backslash_escapes };
        let mut reader = reader.borrow_mut();
        if reader.memory.graph.as_deref().is_some_and(super::Graph::is_full) {
            reader.memory.graph = None;
        }
        for learns in [true, false, false] {
            reader.check(&text, mode, fold_digits, learns);
        }
        let cut = cut.index(text.len() + 1);
        let (front, back) = text.split_at(cut);
        reader.check(front, mode, fold_digits, true);
        for inserted in ["5", "'x'", "\"y\"", " ", "-", "/* z */", "0x1F", "null", ",1", "),(", "-- \n", "."]
        {
            reader.check(&[front, inserted.as_bytes(), back].concat(), mode, fold_digits, false);
        }
        Ok(())
    });
    result.unwrap();
    reader.into_inner().recalled
}

#[test]
fn scraps_are_named_as_if_they_were_read() {
    let recalled = check_all(statements::scraps::scraps(), false);
    assert!(recalled > 10_000, "only {recalled} were known");
}

/// A text cut inside a versioned comment was known by the whole one, and so passed for whole.
#[test]
fn a_cut_versioned_comment_ends_open_whatever_was_seen_before() {
    let mut reader = Reader::default();
    for text in [
        "/*!show */",
        "/*!show */",
        "/*!show */",
        "/*!show",
        "/*!show ",
        "select 1 /*! + 1 */",
        "select 1 /*! + 1",
    ] {
        (0..3).for_each(|_| reader.check(text.as_bytes(), SqlMode::default(), false, true));
    }
}

#[test]
fn folded_digits_are_named_as_if_they_were_read() {
    assert!(check_all(statements::scraps::scraps(), true) > 10_000);
}

#[test]
fn statements_are_named_as_if_they_were_read() {
    let recalled = check_all(statements::statement().prop_map(String::into_bytes), false);
    assert!(recalled > 50_000, "only {recalled} were known");
}

#[test]
fn lists_are_named_as_if_they_were_read() {
    let recalled = check_all(statements::scraps::lists().prop_map(String::into_bytes), false);
    assert!(recalled > 50_000, "only {recalled} were known");
}
