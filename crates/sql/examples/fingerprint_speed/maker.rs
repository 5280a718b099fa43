//! The grammar that the statements are made by.

use std::fmt::Write as _;

use crate::mix::Shape;

const TABLES: &[&str] = &[
    "orders",
    "order_items",
    "customers",
    "products",
    "shop.carts",
    "payments",
    "`user-sessions`",
    "audit_log",
    "shipments",
    "inventory",
    "주문",
    "coupons",
    "reviews",
    "billing.invoices",
    "addresses",
    "`categories`",
];

const COLUMNS: &[&str] = &[
    "id",
    "customer_id",
    "created_at",
    "updated_at",
    "status",
    "name",
    "email",
    "total_amount",
    "quantity",
    "price",
    "`sku`",
    "country_code",
    "is_active",
    "description",
    "warehouse_id",
    "discount_percent",
    "type",
    "상품명",
    "shipped_on",
    "tracking_number",
    "`order`",
    "payload",
    "user_id",
    "version",
    "locale",
    "score",
];

const WORDS: &[&str] = &[
    "pending",
    "a delivery",
    "서울특별시 강남구",
    "note:",
    "it''s",
    "customer called",
    "배송 요청 사항",
    "O\\'Neil",
    "retry",
    "2026-01-05",
    "{\"key\": \"value\"}",
    "문 앞에 놓아 주세요",
    "lorem ipsum dolor",
    "https://example.com/a?b=c",
];

/// A stream of numbers that chooses.
pub(crate) struct Maker {
    state: u64,
}

impl Maker {
    pub(crate) fn new(state: u64) -> Self {
        Self { state }
    }

    /// One step of splitmix64.
    fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.state;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((value ^ (value >> 31)) % end as u64) as usize
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    pub(crate) fn text(&mut self, shape: Shape) -> String {
        let (least, most) = if shape == Shape::FiveHundred { (450, 550) } else { (80, 4_000) };
        loop {
            // The grammar's choices come from one of few seeds, the popular ones first; literals come from all.
            let popular = self.below(2_000).min(self.below(2_000)).min(self.below(2_000));
            let seed = if shape == Shape::AllDifferent { self.below(1 << 40) } else { popular };
            let mut grammar = Self { state: seed as u64 };
            let kind = match shape {
                Shape::Mix | Shape::AllDifferent => grammar.below(100),
                Shape::FiveHundred => grammar.below(70),
                Shape::Queries => 20,
                Shape::Inserts => 70,
                Shape::Lists => 82,
                Shape::LongTexts => 92,
            };
            let text = match kind {
                0..20 => self.update(&mut grammar),
                20..70 => self.query(&mut grammar),
                70..82 => self.insert(&mut grammar),
                82..92 => self.list(&mut grammar),
                _ => self.long_text(&mut grammar),
            };
            if (least..=most).contains(&text.len()) {
                return text;
            }
        }
    }

    /// A value as a column of this kind holds it; now and then none.
    fn literal(&mut self, kind: usize) -> String {
        match kind {
            _ if self.below(12) == 0 => "NULL".to_owned(),
            0..4 => self.below(10_000_000).to_string(),
            4 => format!("{}.{:02}", self.below(10_000), self.below(100)),
            5 => format!(
                "'2026-{:02}-{:02} {:02}:00:00'",
                1 + self.below(12),
                1 + self.below(28),
                self.below(24)
            ),
            6 => format!("-{}", self.below(100)),
            _ => format!("'{}'", self.of(WORDS)),
        }
    }

    fn condition(&mut self, grammar: &mut Self, alias: &str) -> String {
        let column = grammar.of(COLUMNS);
        match grammar.below(8) {
            0 => format!(
                "{alias}.{column} BETWEEN {} AND {}",
                self.literal(grammar.below(9)),
                self.literal(grammar.below(9))
            ),
            1 => format!("{alias}.{column} LIKE '%{}%'", self.of(WORDS)),
            2 => format!("{alias}.{column} IS NOT NULL"),
            3 => format!("{alias}.{column} >= NOW() - INTERVAL {} DAY", self.below(90)),
            _ => format!("{alias}.{column} = {}", self.literal(grammar.below(9))),
        }
    }

    fn query(&mut self, grammar: &mut Self) -> String {
        let mut text = String::from("SELECT ");
        for index in 0..1 + grammar.below(14) {
            let comma = if index > 0 { ", " } else { "" };
            match grammar.below(9) {
                0 => write!(text, "{comma}COUNT(DISTINCT t0.{}) AS n{index}", grammar.of(COLUMNS)),
                1 => write!(text, "{comma}COALESCE(SUM(t0.{}), 0) AS total_{index}", grammar.of(COLUMNS)),
                2 => write!(text, "{comma}`t0`.`{}` AS `col_{index}`", grammar.of(COLUMNS).trim_matches('`')),
                _ => write!(text, "{comma}t0.{}", grammar.of(COLUMNS)),
            }
            .ok();
        }
        write!(text, "\n  FROM {} t0", grammar.of(TABLES)).ok();
        for index in 1..=grammar.below(4) {
            let (table, column) = (grammar.of(TABLES), grammar.of(COLUMNS));
            let join = grammar.of(&["JOIN", "LEFT JOIN", "inner join"]);
            write!(text, "\n  {join} {table} AS t{index} ON t{index}.{column} = t0.{}", grammar.of(COLUMNS))
                .ok();
        }
        write!(text, "\n WHERE {}", self.condition(grammar, "t0")).ok();
        for _ in 0..grammar.below(5) {
            write!(text, "\n   {} {}", grammar.of(&["AND", "AND", "or"]), self.condition(grammar, "t0")).ok();
        }
        if grammar.below(3) == 0 {
            let column = grammar.of(COLUMNS);
            write!(text, "\n GROUP BY t0.{column} HAVING COUNT(*) > {}", self.below(10)).ok();
        }
        write!(text, "\n ORDER BY t0.{} DESC LIMIT {}", grammar.of(COLUMNS), self.below(100)).ok();
        if grammar.below(5) == 0 {
            write!(text, " /*application='shop',route='%2Fcart',trace='{:x}'*/", self.below(1 << 30)).ok();
        }
        text
    }

    fn update(&mut self, grammar: &mut Self) -> String {
        let mut text = format!("UPDATE {} SET updated_at = NOW()", grammar.of(TABLES));
        for _ in 0..=grammar.below(8) {
            write!(text, ", {} = {}", grammar.of(COLUMNS), self.literal(grammar.below(9))).ok();
        }
        write!(
            text,
            " WHERE id = {} AND {} = {}",
            self.below(1 << 30),
            grammar.of(COLUMNS),
            self.literal(grammar.below(9))
        )
        .ok();
        text
    }

    fn insert(&mut self, grammar: &mut Self) -> String {
        let mut text = format!("INSERT INTO {} (", grammar.of(TABLES));
        let width = 2 + grammar.below(10);
        for index in 0..width {
            write!(text, "{}`{}`", if index > 0 { ", " } else { "" }, grammar.of(COLUMNS).trim_matches('`'))
                .ok();
        }
        text.push_str(") VALUES ");
        let kinds: Vec<usize> = (0..width).map(|_| grammar.below(9)).collect();
        let now = grammar.below(4) == 0;
        for row in 0..1 + self.below(30) {
            text.push_str(if row > 0 { ",(" } else { "(" });
            for (index, &kind) in kinds.iter().enumerate() {
                let value = if now && index + 1 == width { "NOW()".to_owned() } else { self.literal(kind) };
                write!(text, "{}{value}", if index > 0 { ", " } else { "" }).ok();
            }
            text.push(')');
        }
        if grammar.below(3) == 0 {
            let column = grammar.of(COLUMNS);
            write!(text, " ON DUPLICATE KEY UPDATE {column} = VALUES({column})").ok();
        }
        text
    }

    fn list(&mut self, grammar: &mut Self) -> String {
        let column = grammar.of(COLUMNS);
        let mut text = format!("SELECT {}, {column} FROM {}", grammar.of(COLUMNS), grammar.of(TABLES));
        write!(text, " WHERE {} = {} AND {column} IN (", grammar.of(COLUMNS), self.literal(grammar.below(9)))
            .ok();
        let texts = grammar.below(3) == 0;
        for index in 0..1 + self.below(300) {
            let comma = if index > 0 { "," } else { "" };
            match texts {
                true => write!(text, "{comma} '{:08x}-{:04x}'", self.below(1 << 32), self.below(1 << 16)),
                false => write!(text, "{comma}{}", self.below(10_000_000)),
            }
            .ok();
        }
        write!(text, ") ORDER BY {column}").ok();
        text
    }

    fn long_text(&mut self, grammar: &mut Self) -> String {
        let column = grammar.of(COLUMNS);
        let mut text = format!("update {} set {column} = '", grammar.of(TABLES));
        for _ in 0..5 + self.below(150) {
            write!(text, "{} ", self.of(WORDS)).ok();
        }
        write!(
            text,
            "', {} = {} where id = {}",
            grammar.of(COLUMNS),
            self.literal(grammar.below(9)),
            self.below(1 << 30)
        )
        .ok();
        text
    }
}
