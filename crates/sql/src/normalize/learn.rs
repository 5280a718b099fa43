//! A text that is normalised once more, to learn its stretches: see `memory`.

use super::{Normalizer, Scratch};
use crate::SqlMode;
use crate::items::Items;
use crate::lex::is_space_byte;
use crate::memory::{Follower, Lesson, Loop, Memory, State, skip};

/// Deeper groups are not learnt.
const DEEPEST: usize = 64;

/// Normalises a text with this fingerprint, and remembers how.
pub(crate) fn learn(
    sql: &[u8],
    mode: SqlMode,
    fold_digits: bool,
    scratch: &mut Scratch,
    memory: &mut Memory,
    fingerprint: u128,
) {
    // Its end is no item, so a text that breaks off inside it would pass for whole.
    if memchr::memmem::find(sql, b"/*!").is_some() {
        return;
    }
    scratch.writer.clear();
    let mut normalizer = Normalizer::new(scratch, fold_digits);
    normalizer.learns = true;
    let mut items = Items::new(sql, mode);
    let mut lesson = memory.lesson(mode);
    Lesson::begin(&mut items);
    let mut start = items.lexer.position;
    let mut learning = true;
    // Behind the last item.
    let mut end = start;
    loop {
        let position = items.lexer.position;
        if learning && let Some((follower, behind)) = normalizer.literal_at(&items, sql, start, end) {
            items = behind;
            normalizer.leave_keyword();
            normalizer.writer.value();
            let state = || normalizer.state(mode);
            let written = normalizer.writer.written();
            learning = normalizer.writer.depth() <= DEEPEST
                && lesson.literal(&sql[start..], position - start, follower, written, state);
            skip(&mut items, normalizer.repeats());
            start = items.lexer.position;
            end = start;
            continue;
        }
        // Else white space is passed over together with what follows it.
        let blank = !normalizer.careful && is_space_byte(items.lexer.peek(0));
        if !normalizer.step(&mut items) {
            break;
        }
        if !blank {
            end = items.lexer.position;
        }
    }
    normalizer.writer.finish();
    let stretch = sql.get(start..end).unwrap_or_default().trim_ascii_end();
    if learning && !items.ends_open() && stretch.last().is_none_or(|&last| Follower::may_end(last)) {
        lesson.end(&sql[start..], stretch.len(), scratch.writer.written(), fingerprint);
    }
}

impl Normalizer<'_> {
    /// The literal that stands here, behind a stretch whose last item ends at `end`; and what is behind the literal.
    fn literal_at<'a>(
        &self,
        items: &Items<'a>,
        sql: &[u8],
        start: usize,
        end: usize,
    ) -> Option<(Follower, Items<'a>)> {
        let position = items.lexer.position;
        if self.at_semicolon || items.lexer.touches_dot() || items.ends_open() {
            return None;
        }
        let mut behind = Items { lexer: items.lexer.clone() };
        let last = sql.get(start..end)?.trim_ascii_end().last();
        if !self.after_is_not && last.is_some_and(|&last| Follower::any_may_follow(last)) {
            return Follower::pass_value(&mut behind).then_some((Follower::Value, behind));
        }
        let before = sql.get(start..position)?.last();
        if !before.is_some_and(|&before| Follower::may_follow(before)) {
            return None;
        }
        Some((Follower::pass(&mut behind)?, behind))
    }

    /// Behind IS NOT, TRUE is no value.
    fn repeats(&self) -> Loop {
        if self.after_is_not { Loop::None } else { self.writer.repeats() }
    }

    fn state(&self, mode: SqlMode) -> State {
        State {
            mode,
            verb: self.verb,
            last_keyword: self.last_keyword,
            after_is_not: self.after_is_not,
            open_cases: self.open_cases,
            folding: self.writer.folding(),
            repeats: self.repeats(),
        }
    }
}
