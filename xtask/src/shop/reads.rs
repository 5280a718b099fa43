//! The shop's everyday reading: fast, and by far the most of all statements.

use mysql_async::prelude::Queryable as _;

use super::workload::Client;
use super::{CUSTOMERS, ORDERS, PRODUCTS};

/// Prepared reads by primary key.
pub(super) async fn points(client: &mut Client) -> anyhow::Result<()> {
    let product = client.random.number(1..=PRODUCTS);
    client.execute("SELECT name, price, stock FROM products WHERE id = ?", (product,)).await?;
    let customer = client.random.number(1..=CUSTOMERS);
    client.execute("SELECT name, city FROM customers WHERE id = ?", (customer,)).await
}

/// A few days of orders, by index.
pub(super) async fn range(client: &mut Client) -> anyhow::Result<()> {
    let day = client.random.number(1..=360);
    let status = client.random.choice(&["new", "paid", "sent", "done"]);
    let statement = format!(
        "SELECT id, customer_id, status FROM orders WHERE ordered_at BETWEEN NOW() - INTERVAL {day} DAY \
         AND NOW() - INTERVAL {} DAY AND status = '{status}' ORDER BY ordered_at DESC LIMIT 50",
        day - 1
    );
    client.query(&statement).await
}

/// A page of orders that asks for each order's lines one by one: the N+1 pattern of careless object mappers.
pub(super) async fn order_page(client: &mut Client) -> anyhow::Result<()> {
    let from = client.random.number(1..=ORDERS - 30);
    let page = format!("SELECT id FROM orders WHERE id >= {from} ORDER BY id LIMIT 25 /*route='/orders'*/");
    let orders: Vec<u64> = client.connection().await?.query(page).await?;
    for order in orders {
        let lines = format!(
            "SELECT line, product_id, quantity, price FROM order_lines WHERE order_id = {order} /*route='/orders'*/"
        );
        client.query(&lines).await?;
    }
    Ok(())
}
