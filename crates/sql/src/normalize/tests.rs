//! The shortcuts come to what the usual way comes to.

use proptest::prelude::*;

use super::{Scratch, run, run_without_shortcuts};
use crate::{SqlMode, statements};

fn any_mode() -> impl Strategy<Value = SqlMode> {
    (any::<bool>(), any::<bool>())
        .prop_map(|(ansi_quotes, no_backslash_escapes)| SqlMode { ansi_quotes, no_backslash_escapes })
}

fn both_ways(text: &[u8], mode: SqlMode, scratch: &mut [Scratch; 2]) -> [(String, bool); 2] {
    let [short, usual] = scratch;
    let shortcuts = run(text, mode, false, short);
    let without = run_without_shortcuts(text, mode, usual);
    [(short, shortcuts), (usual, without)].map(|(scratch, ends_open)| {
        (String::from_utf8_lossy(scratch.writer.written()).into_owned(), ends_open)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_scraps(
        texts in prop::collection::vec(statements::scraps::scraps(), 1..4),
        mode in any_mode(),
    ) {
        // What one text leaves behind must not show in the next.
        let mut scratch = <[Scratch; 2]>::default();
        for text in texts {
            let [short, usual] = both_ways(&text, mode, &mut scratch);
            prop_assert_eq!(short, usual, "from {:?}", String::from_utf8_lossy(&text));
        }
    }

    #[test]
    fn of_statements(text in statements::statement(), cut in any::<prop::sample::Index>()) {
        let mut scratch = <[Scratch; 2]>::default();
        for text in [text.as_bytes(), &text.as_bytes()[..cut.index(text.len() + 1)]] {
            let [short, usual] = both_ways(text, SqlMode::default(), &mut scratch);
            prop_assert!(!statements::holds_a_mark(&short.0), "{}", short.0);
            prop_assert_eq!(short, usual);
        }
    }

    #[test]
    fn of_lists(text in statements::scraps::lists()) {
        let mut scratch = <[Scratch; 2]>::default();
        let [short, usual] = both_ways(text.as_bytes(), SqlMode::default(), &mut scratch);
        prop_assert_eq!(short, usual, "from {:?}", text);
    }
}

/// Behind IS NOT a TRUE stays, so a list that holds one is not passed over.
#[test]
fn of_lists_behind_is_not() {
    let mut scratch = <[Scratch; 2]>::default();
    let text = "select a is not (1, 2, true, 3, 4)";
    let [short, usual] = both_ways(text.as_bytes(), SqlMode::default(), &mut scratch);
    assert_eq!(short, usual);
    assert_eq!(short.0, "SELECT a IS NOT (?, ..., TRUE, ?, ...)");
}
