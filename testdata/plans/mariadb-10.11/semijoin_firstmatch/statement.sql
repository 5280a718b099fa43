SELECT c.id, c.name FROM customers c WHERE c.id IN (SELECT o.customer_id FROM orders o WHERE o.total > 50000) AND c.joined_at < '2020-02-01'
