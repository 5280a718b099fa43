SELECT c.name, latest.total FROM customers c, LATERAL (SELECT o.total FROM orders o WHERE o.customer_id = c.id ORDER BY o.ordered_at DESC LIMIT 1) latest WHERE c.id < 100
