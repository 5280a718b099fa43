SELECT id FROM customers WHERE joined_at < '2020-02-01' AND id IN (SELECT customer_id FROM orders WHERE total > 5000)
