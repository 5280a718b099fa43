//! Statements made by a grammar, whose literals all carry a mark that must not survive.

pub(crate) mod scraps;

use proptest::prelude::*;

/// In the digits of every number and in the letters of every string.
const DIGITS: &str = "99173";
const LETTERS: &str = "zqsecret";

/// Whether any of a marked literal is left.
pub(crate) fn holds_a_mark(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains(DIGITS) || text.contains(LETTERS) || text.contains("비밀")
}

/// A statement with marked literals.
pub(crate) fn statement() -> impl Strategy<Value = String> {
    any::<u64>().prop_map(|seed| Maker::new(seed, seed).statement())
}

/// Two statements that differ in their literals only.
pub(crate) fn twins(seed: u64) -> (String, String) {
    (Maker::new(seed, seed).statement(), Maker::new(seed, !seed).statement())
}

/// Two streams of numbers: one chooses the shape, one the literals.
struct Maker {
    shape: u64,
    literals: u64,
    depth: u32,
}

/// One step of splitmix64.
fn step(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut value = *state;
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (value ^ (value >> 31)) % below
}

impl Maker {
    fn new(shape: u64, literals: u64) -> Self {
        Self { shape, literals, depth: 0 }
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[step(&mut self.shape, choices.len() as u64) as usize]
    }

    fn chance(&mut self, of: u64) -> bool {
        step(&mut self.shape, of) == 0
    }

    fn statement(&mut self) -> String {
        let mut text = self.blank();
        let body = match step(&mut self.shape, 8) {
            0 => self.insert(),
            1 => {
                let (table, expression, condition) = (self.table(), self.expression(), self.condition());
                format!("UPDATE {table} SET c1 = {expression} WHERE {condition}")
            }
            2 => format!("delete from {} where {}", self.table(), self.condition()),
            3 => format!("SET @v1 = {}, autocommit = {}", self.expression(), self.literal()),
            4 => format!("call p1({}, {})", self.literal(), self.expression()),
            _ => self.query(),
        };
        text.push_str(&body);
        text
    }

    fn insert(&mut self) -> String {
        let mut text = format!("insert into {}(c1, c2) values ", self.table());
        let now = self.chance(2);
        // How many rows there are is no part of the statement's shape.
        for row in 0..=step(&mut self.literals, 3) {
            let second = if now { "now()".to_owned() } else { self.literal() };
            text.push_str(&format!("{}({}, {second})", if row > 0 { ", " } else { "" }, self.literal()));
        }
        if self.chance(3) {
            text.push_str(" on duplicate key update c1 = values(c1)");
        }
        text
    }

    fn query(&mut self) -> String {
        self.depth += 1;
        let mut text = format!("select{}", self.blank());
        for column in 0..=step(&mut self.shape, 2) {
            text.push_str(&format!("{}{}", if column > 0 { "," } else { "" }, self.expression()));
        }
        text.push_str(&format!(" from {} where {}", self.table(), self.condition()));
        if self.chance(3) {
            text.push_str(&format!(" order by c1 limit {}", self.digits()));
        }
        self.depth -= 1;
        text
    }

    fn table(&mut self) -> String {
        self.pick(&["t1", "`t-2`", "db1.t3", "주문", "`select`", "t1 as status"]).to_owned()
    }

    fn condition(&mut self) -> String {
        let column = self.pick(&["c1", "t1.c2", "`c 3`", "j->'$.zqsecret'", "이름", "status"]);
        let mut text = match step(&mut self.shape, 7) {
            0 => format!("{column} in ({})", self.list()),
            1 => format!("{column} between {} and {}", self.literal(), self.literal()),
            2 => format!("{column} like {}{}", self.text(), self.blank()),
            3 if self.depth < 3 => format!("{column} in ({})", self.query()),
            4 => format!("({column}, c2) in (({}, {}))", self.literal(), self.literal()),
            5 => format!("{column} is not null"),
            _ => format!("{column}{}{}", self.pick(&["=", " = ", "<", "!="]), self.expression()),
        };
        if self.chance(3) {
            text.push_str(&format!(" {} {}", self.pick(&["and", "OR", "xor"]), self.condition()));
        }
        text
    }

    fn expression(&mut self) -> String {
        match step(&mut self.shape, 9) {
            0 => format!("c1{}{}", self.pick(&["-", " - ", "+", "*", " div "]), self.digits()),
            1 => format!("f1({}, c2)", self.literal()),
            2 => format!("case when {} then {} else {} end", self.literal(), self.literal(), self.literal()),
            3 => format!("c1 + interval {} day", self.digits()),
            4 => format!("date {}", self.text()),
            5 if self.depth < 3 => format!("({})", self.query()),
            _ => self.literal(),
        }
    }

    fn list(&mut self) -> String {
        let literals: Vec<String> = (0..=step(&mut self.literals, 5)).map(|_| self.literal()).collect();
        literals.join(", ")
    }

    /// Comments are no part of the shape either, and may hold literals.
    fn blank(&mut self) -> String {
        let blanks = [
            " ",
            "\n",
            " /* 'zqsecret 99173 */ ",
            " -- it's zqsecret\n",
            " # \"99173\n",
            " /*+ X('zqsecret') */ ",
        ];
        blanks[step(&mut self.literals, 6) as usize].to_owned()
    }

    fn literal(&mut self) -> String {
        match step(&mut self.literals, 8) {
            0 => "null".to_owned(),
            1 => format!("-{}", self.digits()),
            2 => format!("- +{}.5", self.digits()),
            3 => format!("{}.{}e-7", self.digits(), self.digits()),
            4 => format!("0x{}", self.digits()),
            5 => format!("x'{}'", self.digits()),
            6 => self.digits(),
            _ => self.text(),
        }
    }

    fn digits(&mut self) -> String {
        format!("{DIGITS}{}", step(&mut self.literals, 1_000))
    }

    fn text(&mut self) -> String {
        let texts = [
            "'zqsecret'",
            "\"zqsecret\"",
            "'it''s zqsecret'",
            "'a\\'zqsecret'",
            "\"b\\\\\" 'zqsecret'",
            "N'zqsecret'",
            "_utf8mb4'zqsecret'",
            "'zqsecret -- '",
            "'/* zqsecret'",
            "'비밀'",
            "'zqsecret;'",
        ];
        texts[step(&mut self.literals, texts.len() as u64) as usize].to_owned()
    }
}
