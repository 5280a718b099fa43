SELECT o.id, c.name, RANK() OVER (PARTITION BY o.customer_id ORDER BY o.total) FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE o.id < 2000
