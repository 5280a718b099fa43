SELECT customer_id FROM orders
