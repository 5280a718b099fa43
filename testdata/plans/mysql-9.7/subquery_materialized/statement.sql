SELECT id FROM orders WHERE customer_id IN (SELECT customer_id FROM shipments s JOIN orders o ON o.id = s.order_id WHERE s.weight < 30)
