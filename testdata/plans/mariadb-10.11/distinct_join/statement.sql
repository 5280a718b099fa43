SELECT DISTINCT c.city FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.total > 90900
