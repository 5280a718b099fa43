SELECT c.name, (SELECT MAX(o.total) FROM orders o WHERE o.customer_id = c.id) AS largest FROM customers c WHERE c.id < 10
