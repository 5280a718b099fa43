//! Clients that connect, run one statement and leave, as scripts and functions without a pool do.

use mysql_async::prelude::Queryable as _;

use super::workload::Client;
use super::{CUSTOMERS, SCHEMA};

/// One visit: mostly a quick question, now and then an export that takes seconds.
pub(super) async fn come_and_go(client: &mut Client) -> anyhow::Result<()> {
    let statement = if client.random.chance(92) {
        let customer = client.random.number(1..=CUSTOMERS);
        format!("SELECT status, COUNT(*) FROM orders WHERE customer_id = {customer} GROUP BY status")
    } else {
        "SELECT o.id, c.name, c.city, SUM(l.price * l.quantity) AS total FROM orders o \
         JOIN customers c ON c.id = o.customer_id JOIN order_lines l ON l.order_id = o.id \
         GROUP BY o.id, c.name, c.city ORDER BY total DESC LIMIT 1000 /* 월간 내보내기 */"
            .to_owned()
    };
    let mut connection = client.endpoint.connect_in(SCHEMA).await?;
    connection.query_drop(statement).await?;
    Ok(connection.disconnect().await?)
}
