SELECT c.name FROM customers c WHERE c.id < 500 AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 80000)
