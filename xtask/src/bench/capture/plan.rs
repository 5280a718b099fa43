//! What will be run: made from a seed before anything runs.

use std::collections::HashMap;

use crate::bench::truth::mark;
use crate::random::Random;

/// What kind of statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Waits, in plain ASCII.
    Sleep,
    /// Waits, with Korean names and literals.
    Korean,
    /// Waits, with characters of four bytes, which the process list of information_schema fails on.
    Emoji,
    /// Waits, with a text of 20 kB.
    Long,
    /// Works: reads and hashes rows.
    Scan,
    /// Waits, prepared by the binary protocol.
    Prepared,
    /// Waits for another's row lock.
    RowLock,
    /// Calls a procedure that runs two slow statements.
    Call,
}

/// The schema that half of the connections have as their default.
pub(super) const SCHEMA: &str = "bench";

/// Kind and its share in percent.
const SHARES: &[(Kind, u64)] = &[
    (Kind::Sleep, 30),
    (Kind::Korean, 15),
    (Kind::Emoji, 5),
    (Kind::Long, 10),
    (Kind::Scan, 3),
    (Kind::Prepared, 17),
    (Kind::RowLock, 15),
    (Kind::Call, 5),
];

/// What the client does before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Manner {
    /// The next slow statement follows at once on the same connection.
    BackToBack,
    /// The connection stays, idle.
    Paused,
    /// So many fast statements follow that the server's history of ten forgets it.
    Flooded,
    /// The connection is closed at once.
    Leaves,
    /// The connection is closed at once, within a few milliseconds of the threshold: an end, the end of all traces
    /// and the look at the crossing fall together.
    LeavesAtCrossing,
}

impl Manner {
    pub(super) fn stays(self) -> bool {
        !matches!(self, Self::Leaves | Self::LeavesAtCrossing)
    }
}

/// One statement to run.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) mark: u32,
    pub(super) kind: Kind,
    pub(super) manner: Manner,
    /// How long it is meant to take, milliseconds; a scan takes as long as it takes.
    pub(super) length_ms: u64,
    /// The default schema of its connection.
    pub(super) schema: Option<&'static str>,
    pub(super) sql: String,
}

/// One client and what it runs, in order.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The default schema of its connections.
    pub(super) schema: Option<&'static str>,
    pub(super) statements: Vec<Planned>,
}

/// The whole.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) parts: Vec<Part>,
}

impl Plan {
    /// A fifth of the clients leave after each statement; half have no default schema.
    pub(super) fn new(statements: u32, connections: u32, seed: u64, scan_rows: u64) -> Self {
        let mut random = Random::new(seed);
        let mut parts: Vec<Part> = (0..connections)
            .map(|number| Part { schema: (number % 2 == 0).then_some(SCHEMA), statements: Vec::new() })
            .collect();
        for number in 0..statements {
            let client = (number % connections) as usize;
            let leaves = client % 5 == 4;
            let mut planned = Planned::new(number + 1, leaves, scan_rows, &mut random);
            planned.schema = parts[client].schema;
            parts[client].statements.push(planned);
        }
        Self { parts }
    }

    /// The statements by their marks.
    pub(super) fn by_mark(&self) -> HashMap<u32, &Planned> {
        self.parts.iter().flat_map(|part| &part.statements).map(|planned| (planned.mark, planned)).collect()
    }
}

impl Planned {
    fn new(number: u32, leaves: bool, scan_rows: u64, random: &mut Random) -> Self {
        let kind = kind(random.number(1..=100));
        let stays = match random.number(1..=10) {
            1..=4 => Manner::BackToBack,
            5..=8 => Manner::Paused,
            _ => Manner::Flooded,
        };
        // Two inner statements of a call that are slow by themselves.
        let shortest = if kind == Kind::Call { 1_200 } else { 600 };
        let at_crossing = leaves && kind == Kind::Sleep && random.number(0..=1) == 0;
        let length_ms = if at_crossing { random.number(500..=512) } else { random.number(shortest..=5_000) };
        let sql = match at_crossing {
            true => format!("{} AS shape_{}", sql(kind, &mark(number), length_ms, scan_rows), number % 8),
            false => sql(kind, &mark(number), length_ms, scan_rows),
        };
        let manner = match (leaves, at_crossing) {
            (true, true) => Manner::LeavesAtCrossing,
            (true, false) => Manner::Leaves,
            (false, _) => stays,
        };
        Self { mark: number, kind, manner, length_ms, schema: None, sql }
    }
}

fn kind(percent: u64) -> Kind {
    let mut upper = 0;
    let found = SHARES.iter().find(|(_, share)| {
        upper += share;
        percent <= upper
    });
    found.map_or(Kind::Sleep, |(kind, _)| *kind)
}

fn sql(kind: Kind, mark: &str, length_ms: u64, scan_rows: u64) -> String {
    let seconds = length_ms as f64 / 1e3;
    match kind {
        Kind::Sleep => format!("SELECT SLEEP({seconds}), '{mark}' /*route='/bench'*/"),
        Kind::Korean => {
            format!("SELECT SLEEP({seconds}) AS 대기, '주문 {mark} 확인' AS 설명 -- 한국어\n FROM DUAL")
        }
        Kind::Emoji => format!("SELECT SLEEP({seconds}), '🐟 {mark} 🐠' AS fish"),
        Kind::Long => {
            // Three bytes a character, so that a cut at any byte would mostly be inside of one.
            let filler = "가나다라마바사아자차카타파하".repeat(500);
            format!("SELECT SLEEP({seconds}), '{mark}', LENGTH('{}')", &filler[..19_998])
        }
        Kind::Scan => format!(
            "SELECT SUM(CRC32(SHA2(REPEAT(CONCAT(n, '{mark}'), 50), 512))) FROM bench.numbers WHERE n <= {scan_rows}"
        ),
        Kind::Prepared => format!("SELECT SLEEP(?), '{mark}' AS prepared"),
        Kind::RowLock => {
            format!("UPDATE bench.locks SET touched = touched + 1 WHERE mark = '{mark}'")
        }
        Kind::Call => format!("CALL bench.two_steps({}, '{mark}')", seconds / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::truth::mark_in;

    #[test]
    fn a_plan_has_every_kind_and_manner_and_is_the_same_again() {
        let plan = Plan::new(2_000, 100, 1, 1);
        let all = plan.by_mark();
        assert_eq!(all.len(), 2_000);
        for (kind, _) in SHARES {
            assert!(all.values().any(|planned| planned.kind == *kind), "{kind:?}");
        }
        let leaves = |planned: &&&Planned| !planned.manner.stays();
        assert_eq!(all.values().filter(leaves).count(), 400);
        assert!(all.values().any(|planned| planned.manner == Manner::LeavesAtCrossing));
        assert!(all.values().all(|planned| mark_in(&planned.sql) == Some(planned.mark)));
        assert!(all.values().any(|planned| planned.sql.len() > 20_000));
        let again = Plan::new(2_000, 100, 1, 1);
        assert_eq!(again.by_mark()[&77].sql, all[&77].sql);
    }
}
