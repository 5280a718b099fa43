//! Statements for the server's judgement: templates whose slots are filled at random, so that many of them differ
//! in nothing that matters and many others in one thing that does.

/// A stream of choices.
pub(crate) struct Generator {
    state: u64,
    depth: u32,
}

/// `{…}` is filled: v value, n number, s string, l list of values, e expression, c condition, q query, t table,
/// k column, _ a blank that may be a comment. Words in capitals are keywords, written in any case.
const STATEMENTS: &[&str] = &[
    "{q}",
    "{q}",
    "{q}",
    "({q}) UNION ALL ({q})",
    "{q} UNION {q}",
    "WITH w1 AS ({q}) SELECT * FROM w1 WHERE {c}",
    "INSERT INTO {t} (a, b) VALUES ({v}, {v})",
    "INSERT INTO {t} (a, b) VALUES ({v}, {v}), ({v}, {v}), ({v}, {v})",
    "INSERT INTO {t} VALUES ({v}, NOW()), ({v}, NOW())",
    "INSERT INTO {t} (a) VALUES ({v}) ON DUPLICATE KEY UPDATE a = {e}",
    "INSERT INTO {t} SELECT a, {v} FROM {t} WHERE {c}",
    "INSERT IGNORE INTO {t} SET a = {v}, b = {e}",
    "REPLACE INTO {t} (a, b) VALUES ({v}, {v})",
    "UPDATE {t} SET a = {e}, b = {v} WHERE {c} LIMIT {n}",
    "UPDATE {t} AS x JOIN {t} AS y ON x.a = y.a SET x.b = {v} WHERE x.c = {v}",
    "DELETE FROM {t} WHERE {c}",
    "DELETE FROM {t} WHERE {c} ORDER BY a LIMIT {n}",
    "CREATE TABLE t9 (a INT NOT NULL DEFAULT {n}, b VARCHAR(20) NULL DEFAULT {s}, PRIMARY KEY (a))",
    "ALTER TABLE t9 ADD COLUMN c INT DEFAULT {n}, ADD INDEX i1 (c)",
    "DROP TABLE IF EXISTS t9",
    "TRUNCATE TABLE t9",
    "SET @v1 = {v}",
    "SET SESSION sort_buffer_size = {n}",
    "SHOW TABLES LIKE {s}",
    "SHOW FULL COLUMNS FROM t1",
    "SHOW GLOBAL STATUS LIKE {s}",
    "CALL p1({v}, {v})",
    "CALL p1({v})",
    "VALUES ROW({v}, {v}), ROW({v}, {v})",
    "VALUES ROW({v}, {v})",
    "START TRANSACTION READ ONLY",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT s1",
    "DO {k}",
    "EXPLAIN {q}",
    "LOCK TABLES t1 READ, t2 WRITE",
    "UNLOCK TABLES",
    "ANALYZE TABLE t1, t2",
    "KILL QUERY {n}",
];

const QUERIES: &[&str] = &[
    "SELECT{_}{k} FROM {t} WHERE {c}",
    "SELECT {k}, {e} FROM {t} WHERE {c}",
    "SELECT * FROM {t} WHERE {c} AND {c}",
    "SELECT COUNT(*), SUM({k}) FROM {t} WHERE {c} GROUP BY {k} HAVING COUNT(*) > {n}",
    "SELECT DISTINCT {k} FROM {t} ORDER BY {k} DESC LIMIT {n}",
    "SELECT {k} FROM {t} WHERE {c} LIMIT {n}, {n}",
    "SELECT {k} FROM {t} WHERE {c} LIMIT {n} OFFSET {n}",
    "SELECT x.a, y.b FROM {t} AS x INNER JOIN {t} AS y ON x.a = y.a WHERE {c}",
    "SELECT x.a FROM {t} x LEFT JOIN {t} y USING (a) WHERE {c}",
    "SELECT {k} FROM {t} WHERE {c} FOR UPDATE",
    "SELECT {v}, {v}",
    "SELECT {v}",
    "SELECT {e}",
    "SELECT @v1, @@sql_mode",
    "SELECT a, ROW_NUMBER() OVER (PARTITION BY b ORDER BY c) FROM {t}",
    "SELECT SUM(a) OVER (ORDER BY b ROWS BETWEEN {n} PRECEDING AND CURRENT ROW) FROM {t}",
];

const CONDITIONS: &[&str] = &[
    "{k} = {v}",
    "{k} <> {v}",
    "{k} != {v}",
    "{k} >= {e}",
    "{k} IN ({l})",
    "{k} NOT IN ({l})",
    "{k} BETWEEN {v} AND {v}",
    "{k} LIKE {s}",
    "{k} IS NULL",
    "{k} IS NOT NULL",
    "{k} IS TRUE",
    "(a, b) IN (({v}, {v}))",
    "(a, b) IN (({v}, {v}), ({v}, {v}))",
    "({c} OR {c})",
    "NOT {k}",
    "{k} IN ({q})",
    "EXISTS ({q})",
    "{k} = {k}",
    "{k} = {k} - {n}",
    "{k} REGEXP {s}",
    "{k} = {v} AND {c}",
    "{k} <=> {v}",
    "MATCH (a) AGAINST ({s} IN BOOLEAN MODE)",
    "{k} LIKE {s} ESCAPE '!'",
    "j->{p} = {v}",
    "j->>{p} = {v}",
];

const EXPRESSIONS: &[&str] = &[
    "{v}",
    "{k}",
    "{k} + {n}",
    "{k}-{n}",
    "{k} * -{n}",
    "-{k}",
    "-(-{n})",
    "({e})",
    "CONCAT({k}, {s})",
    "IFNULL({k}, {v})",
    "IF({c}, {v}, {v})",
    "CASE WHEN {c} THEN {v} ELSE {v} END",
    "CASE {k} WHEN {v} THEN {e} END - {n}",
    "DATE_ADD({k}, INTERVAL {n} DAY)",
    "{k} + INTERVAL {n} HOUR",
    "CAST({k} AS SIGNED)",
    "COUNT(DISTINCT {k})",
    "NOW() - INTERVAL {n} MINUTE",
    "{n} + {n}",
    "{k} DIV {n}",
    "{k} MOD -{n}",
    "SUBSTRING({k}, {n}, {n})",
    "COALESCE({k}, {v}, {v})",
    "GREATEST({v}, {k})",
    "~{n}",
    "!{k}",
    "{k} % {n}",
    "LEFT({k}, {n})",
    "({q})",
];

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed, depth: 0 }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.state;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((value ^ (value >> 31)) % bound as u64) as usize
    }

    fn pick(&mut self, choices: &[&'static str]) -> &'static str {
        choices[self.below(choices.len())]
    }

    pub(crate) fn statement(&mut self) -> String {
        let template = self.pick(STATEMENTS);
        self.depth = 0;
        self.fill(template)
    }

    /// Writes a template with its slots filled and its keywords in some case.
    fn fill(&mut self, template: &str) -> String {
        self.depth += 1;
        let case = self.below(3);
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            self.push(&mut out, before, case);
            let (slot, tail) = after.split_at(1);
            out.push_str(&self.slot(slot));
            rest = &tail[1..];
        }
        self.push(&mut out, rest, case);
        self.depth -= 1;
        out
    }

    fn push(&mut self, out: &mut String, text: &str, case: usize) {
        for character in text.chars() {
            match character {
                ' ' => out.push_str(&self.blank()),
                _ if case == 1 => out.push(character.to_ascii_lowercase()),
                _ if case == 2 && self.below(2) == 0 => out.push(character.to_ascii_lowercase()),
                _ => out.push(character),
            }
        }
    }

    fn slot(&mut self, slot: &str) -> String {
        let simple = self.depth > 4;
        match slot {
            "v" => self.value(),
            "n" => self.number(),
            "s" => self.text(),
            "p" => ["'$.a'", "'$.b'", "\"$.c\""][self.below(3)].to_owned(),
            "l" => (0..=self.below(4)).map(|_| self.value()).collect::<Vec<_>>().join(", "),
            "k" => {
                self.pick(&["a", "b", "`a`", "t1.a", "`t1`.`a`", "c2", "주문", "`주문`", "`a b`"]).to_owned()
            }
            "t" => self.pick(&["t1", "t2", "`t1`", "db1.t3", "`db1`.`t3`", "고객"]).to_owned(),
            "e" if simple => self.value(),
            "e" => {
                let template = self.pick(EXPRESSIONS);
                self.fill(template)
            }
            "c" if simple => "a = 1".to_owned(),
            "c" => {
                let template = self.pick(CONDITIONS);
                self.fill(template)
            }
            "q" if simple => "SELECT 1".to_owned(),
            "q" => {
                let template = self.pick(QUERIES);
                self.fill(template)
            }
            _ => self.blank(),
        }
    }

    fn blank(&mut self) -> String {
        match self.below(24) {
            0 => "  ".to_owned(),
            1 => "\n".to_owned(),
            2 => " /* note 'a' 1 */ ".to_owned(),
            3 => " -- it's\n".to_owned(),
            4 => "\t# \"x\n".to_owned(),
            _ => " ".to_owned(),
        }
    }

    fn number(&mut self) -> String {
        ["0", "1", "42", "1000000", "7"][self.below(5)].to_owned()
    }

    fn text(&mut self) -> String {
        ["'a'", "\"b\"", "'it''s'", "'a\\'b'", "'홍길동'", "''", "'-- '", "'/*'"][self.below(8)].to_owned()
    }

    fn value(&mut self) -> String {
        match self.below(16) {
            0 => "-1".to_owned(),
            1 => "- 5".to_owned(),
            2 => "+3".to_owned(),
            3 => "1.5".to_owned(),
            4 => "-.5e-3".to_owned(),
            5 => "0xFF".to_owned(),
            6 => "x'FF'".to_owned(),
            7 => "NULL".to_owned(),
            8 => "N'a'".to_owned(),
            9 => "b'01'".to_owned(),
            10..=12 => self.text(),
            _ => self.number(),
        }
    }
}
