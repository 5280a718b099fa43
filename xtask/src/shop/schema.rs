//! The shop's tables and rows, made by the server itself from a sequence: no row crosses the wire.

use anyhow::Context as _;
use auroscope_testkit::Endpoint;
use mysql_async::Conn;
use mysql_async::prelude::Queryable as _;

use super::{CUSTOMERS, ORDER_LINES, ORDERS, PRODUCTS, SCHEMA};

/// Raised when the tables change, so that a kept data folder is made anew.
const LAYOUT: u32 = 1;

const TABLES: &[&str] = &[
    "CREATE TABLE customers (
        id INT UNSIGNED PRIMARY KEY, name VARCHAR(60) NOT NULL, email VARCHAR(80) NOT NULL, city VARCHAR(30) NOT NULL,
        memo VARCHAR(200) NOT NULL, joined_at DATETIME NOT NULL, UNIQUE KEY (email), KEY (joined_at))",
    "CREATE TABLE products (
        id INT UNSIGNED PRIMARY KEY, name VARCHAR(80) NOT NULL, category VARCHAR(30) NOT NULL,
        price DECIMAL(10,0) NOT NULL, stock INT NOT NULL, description VARCHAR(300) NOT NULL, KEY (category))",
    "CREATE TABLE orders (
        id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, customer_id INT UNSIGNED NOT NULL, status VARCHAR(12) NOT NULL,
        ordered_at DATETIME NOT NULL, address VARCHAR(120) NOT NULL, KEY (customer_id), KEY (ordered_at))",
    // No index on product_id: somebody forgot it, as somebody always does.
    "CREATE TABLE order_lines (
        order_id INT UNSIGNED NOT NULL, line SMALLINT UNSIGNED NOT NULL, product_id INT UNSIGNED NOT NULL,
        quantity SMALLINT UNSIGNED NOT NULL, price DECIMAL(10,0) NOT NULL, note VARCHAR(80) NOT NULL,
        PRIMARY KEY (order_id, line))",
];

/// The numbers from 1 to the square of the number of rows, in order of `a`.
const SEQUENCE: &str = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999)";

/// Makes the shop unless it is there already; whether it was made.
pub(crate) async fn make(endpoint: &Endpoint) -> anyhow::Result<bool> {
    let mut connection = endpoint.connect().await?;
    if layout_of(&mut connection).await? == Some(LAYOUT) {
        return Ok(false);
    }
    connection.query_drop(format!("DROP DATABASE IF EXISTS {SCHEMA}")).await?;
    connection.query_drop(format!("CREATE DATABASE {SCHEMA} DEFAULT CHARACTER SET utf8mb4")).await?;
    connection.query_drop(format!("USE {SCHEMA}")).await?;
    for table in TABLES {
        connection.query_drop(*table).await.with_context(|| (*table).to_owned())?;
    }
    // Nobody else reads yet, and a crash in between makes all of it anew.
    connection.query_drop("SET SESSION unique_checks = 0, foreign_key_checks = 0").await?;
    for fill in [fill_customers(), fill_products(), fill_orders(), fill_order_lines()] {
        connection.query_drop(&fill).await.with_context(|| fill.clone())?;
    }
    connection.query_drop("ANALYZE TABLE customers, products, orders, order_lines").await?;
    connection.query_drop(format!("CREATE TABLE made (layout INT) SELECT {LAYOUT} AS layout")).await?;
    connection.disconnect().await?;
    Ok(true)
}

async fn layout_of(connection: &mut Conn) -> anyhow::Result<Option<u32>> {
    let exists: Option<String> = connection
        .exec_first(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_name = 'made'",
            (SCHEMA,),
        )
        .await?;
    match exists {
        Some(_) => Ok(connection.query_first(format!("SELECT layout FROM {SCHEMA}.made")).await?),
        None => Ok(None),
    }
}

/// `INSERT … SELECT` of the rows 1 to `rows`, `k` being the row's number.
fn fill(table: &str, columns: &str, values: &str, rows: u64) -> String {
    format!(
        "INSERT INTO {table} ({columns}) {SEQUENCE}
         SELECT {values} FROM (SELECT a.i * 1000 + b.i + 1 AS k FROM n a JOIN n b WHERE a.i * 1000 + b.i < {rows}) s"
    )
}

fn fill_customers() -> String {
    let values = "k,
        IF(k % 3, CONCAT(ELT(1 + k % 7, '김', '이', '박', '최', '정', '강', '한'),
            ELT(1 + (k DIV 7) % 6, '민준', '서연', '지후', '하은', '도윤', '수아')),
            CONCAT(ELT(1 + k % 5, 'Ada', 'Grace', 'Linus', 'Edsger', 'Barbara'), ' ',
                ELT(1 + (k DIV 5) % 5, 'Lovelace', 'Hopper', 'Smith', 'Jones', 'Miller'))),
        CONCAT('customer', k, '@example.com'),
        ELT(1 + k % 8, '서울', '부산', '대구', '인천', 'London', 'Paris', 'Berlin', 'Seattle'),
        CONCAT(ELT(1 + k % 4, '부재 시 경비실에 맡겨 주세요', 'ring twice', '문 앞에 놓아 주세요', 'no memo'), ' #', k),
        '2020-01-01' + INTERVAL (k * 7919) % 2500 DAY";
    fill("customers", "id, name, email, city, memo, joined_at", values, CUSTOMERS)
}

fn fill_products() -> String {
    let values = "k,
        CONCAT(ELT(1 + k % 6, '제주 감귤', '한라봉', 'green tea', '들기름', 'rice', '전통 과자'), ' ', k),
        ELT(1 + k % 5, '과일', '차', 'grain', '기름', 'snack'), 1000 + (k * 7919) % 50000, 1000000,
        REPEAT(ELT(1 + k % 3, '맛있고 신선합니다. ', 'Fresh and good. ', '오늘 출발합니다. '), 6)";
    fill("products", "id, name, category, price, stock, description", values, PRODUCTS)
}

fn fill_orders() -> String {
    let values = format!(
        "k, 1 + (k * 7919) % {CUSTOMERS}, ELT(1 + k % 10, 'new', 'paid', 'packed', 'returned', 'sent', 'sent', 'sent',
            'done', 'done', 'done'),
        NOW() - INTERVAL (k * 104729) % 31536000 SECOND,
        CONCAT(ELT(1 + k % 3, '서울특별시 중구 세종대로 ', '제주시 첨단로 ', 'Baker Street '), k % 900)"
    );
    fill("orders", "id, customer_id, status, ordered_at, address", &values, ORDERS)
}

fn fill_order_lines() -> String {
    let values = format!(
        "1 + (k - 1) DIV 3, 1 + (k - 1) % 3, 1 + (k * 6151) % {PRODUCTS}, 1 + k % 4, 1000 + (k * 7919) % 50000,
        IF(k % 11, '', ELT(1 + k % 3, '선물 포장', 'gift wrap', '빠른 배송 부탁드립니다'))"
    );
    fill("order_lines", "order_id, line, product_id, quantity, price, note", &values, ORDER_LINES)
}
