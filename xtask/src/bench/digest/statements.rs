//! The statements of a generated log: some two thousand distinct ones, each with variants that differ in literals.
//!
//! A marker of letters in a table's name tells which one a text is, whatever a tool's fingerprints do to digits.

use std::fmt::Write as _;

use crate::random::Random;

/// Texts of each statement; a log repeats them, as applications do.
const VARIANTS: u64 = 12;

const CITIES: [&str; 6] = ["서울특별시", "부산광역시", "Berlin", "대전", "São Paulo", "東京"];
const WORDS: [&str; 12] = [
    "배송",
    "문의",
    "환불",
    "감사합니다",
    "order",
    "late",
    "it''s",
    "\\'quoted\\'",
    "오늘",
    "price; discount",
    "상품",
    "ok",
];

/// One statement.
#[derive(Debug)]
pub(super) struct Statement {
    /// Its marker, which is in all its texts and in no other's.
    pub(super) marker: String,
    /// Its texts, without the final `;`.
    pub(super) texts: Vec<String>,
}

/// So many distinct statements.
pub(super) fn statements(count: usize, random: &mut Random) -> Vec<Statement> {
    (0..count)
        .map(|number| {
            let marker = marker(number);
            let texts = (0..VARIANTS).map(|_| text(number, &marker, random)).collect();
            Statement { marker, texts }
        })
        .collect()
}

/// `zq` and three letters, each letter a digit of the number; neither `z` nor `q` is one.
fn marker(number: usize) -> String {
    let letter = |place: usize| char::from(b'a' + (number / 16_usize.pow(place as u32) % 16) as u8);
    ["zq".to_owned(), letter(2).to_string(), letter(1).to_string(), letter(0).to_string()].concat()
}

/// One text; which kind of statement it is depends on the number alone, so that the statement stays one.
fn text(number: usize, marker: &str, random: &mut Random) -> String {
    let id = random.number(1..=99_999_999);
    match number % 10 {
        0 => format!(
            "SELECT id, name, email FROM customers_{marker} WHERE id = {id} AND is_active = 1 LIMIT 1"
        ),
        1 => joined(marker, random),
        2 => in_list(marker, random),
        3 => multi_row_insert(marker, random),
        4 => format!(
            "UPDATE stock_{marker} SET quantity = quantity - {}, changed_at = '2026-11-{:02} 08:15:{:02}.250' \
             WHERE item_id = {id} AND warehouse = 'W{}'",
            random.number(1..=9),
            random.number(1..=28),
            random.number(10..=59),
            random.number(1..=40)
        ),
        5 => format!("DELETE FROM sessions_{marker} WHERE expires_at < {} LIMIT 1000", 1_795_000_000 + id),
        6 => long_string(marker, random),
        7 => report(marker, random),
        8 => format!(
            "INSERT INTO audit_{marker} (actor, action, detail, price, flags) VALUES ({id}, 'login', '{}', {}.{:02}, \
             0x{:X}) ON DUPLICATE KEY UPDATE detail = VALUES(detail)",
            sentence(random, 6),
            random.number(1..=5_000),
            random.number(0..=99),
            random.number(0..=65_535)
        ),
        _ => format!(
            "SELECT COUNT(*) AS n, MAX(created_at) FROM events_{marker} WHERE kind = '{}' AND created_at >= \
             '2026-11-{:02}' AND score > -{}.5e-1",
            random.choice(&WORDS),
            random.number(1..=28),
            random.number(1..=99)
        ),
    }
}

fn joined(marker: &str, random: &mut Random) -> String {
    format!(
        "SELECT o.id, o.total, c.name, c.city, i.sku, i.quantity\n  FROM orders_{marker} AS o\n  JOIN customers AS c ON \
         c.id = o.customer_id\n  LEFT JOIN order_items AS i ON i.order_id = o.id\n WHERE c.city = '{}'\n   AND \
         o.created_at BETWEEN '2026-11-{:02} 00:00:00' AND '2026-11-{:02} 23:59:59'\n   AND o.status IN ('new', 'paid')\n \
         ORDER BY o.created_at DESC LIMIT {}, 50",
        random.choice(&CITIES),
        random.number(1..=14),
        random.number(15..=28),
        random.number(0..=40) * 50
    )
}

fn in_list(marker: &str, random: &mut Random) -> String {
    let mut text = format!("SELECT sku, title, price FROM products_{marker} WHERE sku IN (");
    for place in 0..random.number(5..=90) {
        let comma = if place == 0 { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(text, "{comma}'SKU-{:06}'", random.number(0..=999_999));
    }
    text + ") AND is_listed = 1 ORDER BY price"
}

fn multi_row_insert(marker: &str, random: &mut Random) -> String {
    let mut text = format!("INSERT INTO order_lines_{marker} (order_id, sku, quantity, note) VALUES ");
    for place in 0..random.number(2..=45) {
        let comma = if place == 0 { "" } else { ", " };
        let (id, note) = (random.number(1..=9_999_999), sentence(random, 2));
        let _ = write!(text, "{comma}({id}, 'SKU-{:06}', {}, '{note}')", id % 1_000_000, id % 7 + 1);
    }
    text
}

fn long_string(marker: &str, random: &mut Random) -> String {
    let body = sentence(random, random.clone().number(20..=280) as usize);
    let id = random.number(1..=99_999_999);
    format!("UPDATE notes_{marker} SET body = '{body}', title = '{}' WHERE id = {id}", sentence(random, 3))
}

fn report(marker: &str, random: &mut Random) -> String {
    format!(
        "/* app='shop',route='/reports/%2Fsales' */\nSELECT DATE(o.created_at) AS day, p.category, SUM(i.quantity) AS \
         sold,\n       SUM(i.quantity * p.price) AS turnover -- with tax\n  FROM order_items_{marker} AS i\n  JOIN orders \
         AS o ON o.id = i.order_id\n  JOIN products AS p ON p.sku = i.sku\n WHERE o.created_at >= '2026-{:02}-01' AND \
         p.category <> '{}'\n GROUP BY DATE(o.created_at), p.category WITH ROLLUP\nHAVING turnover > {}",
        random.number(1..=12),
        random.choice(&WORDS),
        random.number(1..=100_000)
    )
}

fn sentence(random: &mut Random, words: usize) -> String {
    let words: Vec<&str> = (0..words).map(|_| random.choice(&WORDS)).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_its_marker_and_no_other() {
        let made = statements(2_000, &mut Random::new(1));
        let lengths = made.iter().flat_map(|statement| &statement.texts).map(String::len);
        assert!(lengths.clone().min() >= Some(60) && lengths.max() <= Some(6_000));
        for statement in &made {
            for text in &statement.texts {
                assert_eq!(text.matches("zq").count(), 1, "{text}");
                assert!(text.contains(&statement.marker));
            }
        }
        let distinct: std::collections::BTreeSet<_> =
            made.iter().map(|statement| &statement.marker).collect();
        assert_eq!(distinct.len(), 2_000);
    }
}
