SELECT /*+ BKA(o) */ c.name, o.address FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.total > 5000 WHERE c.joined_at < '2020-02-01'
