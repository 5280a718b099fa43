SELECT c.name FROM customers c WHERE c.id IN (SELECT o.customer_id FROM orders o)
