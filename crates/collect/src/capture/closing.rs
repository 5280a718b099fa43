//! What an execution that is no longer running came to, from what the server still shows of it. Pure.

use auroscope_mysql::{Ended, Look, LookedAt};

use super::tracker::Key;

/// What a look says about one execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It has ended, and these are the server's figures.
    Ended(Ended),
    /// It still runs: one poll that did not show it proves nothing.
    Running(Look),
    /// Its connection is there, and the server was just writing the row of its statement: nothing can be said.
    Unseen,
    /// Its connection is there but has moved on, and the history does not hold it (any more, or yet).
    MovedOn,
    /// Its connection is gone.
    Gone,
}

/// Judges one execution by the rows that a look at its thread gave.
pub(crate) fn judge(key: Key, looks: &[Look]) -> Verdict {
    let of_thread = || looks.iter().filter(|look| look.thread_id == key.0);
    let mut of_execution = of_thread().filter(|look| look.event_id == key.1);
    // An end outweighs a row that, read a moment earlier, still showed it running.
    if let Some(ended) = of_execution.clone().find_map(|look| look.ended.clone()) {
        return Verdict::Ended(ended);
    }
    if let Some(running) = of_execution.next() {
        return Verdict::Running(running.clone());
    }
    // A thread at rest runs nothing, whatever has become of the row.
    if of_thread().any(|look| look.idle || look.from == LookedAt::Current && look.event_id > key.1) {
        return Verdict::MovedOn;
    }
    if of_thread().next().is_some() { Verdict::Unseen } else { Verdict::Gone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use auroscope_model::Figures;
    use auroscope_mysql::LookedAt::{Current, History, Thread};

    fn look(event_id: u64, ended: bool, from: LookedAt) -> Look {
        let ended = ended.then(|| Ended {
            duration_us: 5,
            timer_end_ps: 9,
            timer_ps: 5_000_000,
            lock_ps: 0,
            figures: Figures::default(),
        });
        Look {
            thread_id: 7,
            event_id,
            ended,
            elapsed_us: Some(5),
            digest: None,
            schema: None,
            text: None,
            event_name: String::new(),
            idle: false,
            from,
        }
    }

    #[test]
    fn the_end_is_believed_wherever_it_shows() {
        assert!(matches!(
            judge((7, 3), &[look(3, false, Current), look(3, true, History)]),
            Verdict::Ended(_)
        ));
        assert!(matches!(judge((7, 3), &[look(3, true, Current)]), Verdict::Ended(_)));
    }

    /// Defect 4: one poll that did not show a statement counted as its end.
    #[test]
    fn a_statement_that_still_runs_has_not_ended() {
        assert!(matches!(judge((7, 3), &[look(3, false, Current)]), Verdict::Running(_)));
        assert_eq!(judge((7, 3), &[look(0, false, Thread)]), Verdict::Unseen);
    }

    /// A statement whose rows were truncated away stayed "running" until its connection ran something else.
    #[test]
    fn a_thread_at_rest_runs_nothing() {
        let at_rest = Look { idle: true, ..look(0, false, Thread) };
        assert_eq!(judge((7, 3), std::slice::from_ref(&at_rest)), Verdict::MovedOn);
        // Its row was read before the thread's, and may have been its last.
        assert!(matches!(judge((7, 3), &[look(3, true, Current), at_rest.clone()]), Verdict::Ended(_)));
        assert!(matches!(judge((7, 3), &[look(3, false, Current), at_rest]), Verdict::Running(_)));
    }

    /// Defect 3: the next statement on the connection is another execution.
    #[test]
    fn another_event_on_the_thread_is_not_it() {
        assert_eq!(judge((7, 3), &[look(4, true, Current), look(0, false, Thread)]), Verdict::MovedOn);
        assert_eq!(judge((7, 3), &[look(4, false, Current)]), Verdict::MovedOn);
        assert_eq!(judge((8, 3), &[look(3, true, History)]), Verdict::Gone);
        assert_eq!(judge((7, 3), &[]), Verdict::Gone);
    }
}
