//! What makes a shop's database slow: reports over everything, a search no index serves, a job that copies.

use super::PRODUCTS;
use super::workload::Client;

/// Revenue by city and category over most of a year.
pub(super) async fn revenue(client: &mut Client) -> anyhow::Result<()> {
    let days = client.random.number(200..=365);
    let statement = format!(
        "SELECT c.city, p.category, COUNT(DISTINCT o.id) AS orders, SUM(l.quantity * l.price) AS revenue\n\
         FROM orders o\n\
         JOIN order_lines l ON l.order_id = o.id\n\
         JOIN products p ON p.id = l.product_id\n\
         JOIN customers c ON c.id = o.customer_id\n\
         WHERE o.ordered_at >= NOW() - INTERVAL {days} DAY -- 최근 매출\n\
         GROUP BY c.city, p.category\n\
         ORDER BY revenue DESC /*application='reports',controller='revenue'*/"
    );
    client.query(&statement).await
}

/// Which products are bought together.
pub(super) async fn baskets(client: &mut Client) -> anyhow::Result<()> {
    let note = client.random.choice(&["", "선물 포장", "gift wrap"]);
    client
        .execute(
            "SELECT a.product_id, b.product_id, COUNT(*) AS together FROM order_lines a \
             JOIN order_lines b ON b.order_id = a.order_id AND b.product_id > a.product_id \
             WHERE b.note IN ('', ?) GROUP BY a.product_id, b.product_id ORDER BY together DESC LIMIT 20",
            (note,),
        )
        .await
}

/// Searches that scan: a product's buyers without an index on the product, and text in the middle of a column.
pub(super) async fn search(client: &mut Client) -> anyhow::Result<()> {
    let statement = if client.random.chance(70) {
        let product = client.random.number(1..=PRODUCTS);
        format!(
            "SELECT c.name, c.email, l.quantity FROM order_lines l JOIN orders o ON o.id = l.order_id \
             JOIN customers c ON c.id = o.customer_id WHERE l.product_id = {product} ORDER BY o.ordered_at DESC LIMIT 100"
        )
    } else {
        let word = client.random.choice(&["경비실", "문 앞", "ring", "서연"]);
        format!(
            "SELECT DISTINCT c.id, c.name FROM customers c JOIN orders o ON o.customer_id = c.id \
             WHERE REGEXP_LIKE(CONCAT(c.name, ' ', c.memo, ' ', o.address), '{word}.*[0-9]{{3}}') \
             ORDER BY c.name LIMIT 50"
        )
    };
    client.query(&statement).await
}

/// A job that copies sums into a table of its own.
pub(super) async fn nightly_job(client: &mut Client) -> anyhow::Result<()> {
    client
        .query(
            "CREATE TABLE IF NOT EXISTS daily_sales (day DATE, category VARCHAR(30), \
             revenue DECIMAL(20,0) NOT NULL, PRIMARY KEY (day, category))",
        )
        .await?;
    client
        .query(
            "REPLACE INTO daily_sales SELECT DATE(o.ordered_at), p.category, SUM(l.quantity * l.price) \
             FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id \
             GROUP BY DATE(o.ordered_at), p.category /*job='daily_sales'*/",
        )
        .await
}
