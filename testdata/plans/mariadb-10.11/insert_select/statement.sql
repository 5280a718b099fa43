INSERT INTO archive (id, customer_id, status, total) SELECT id, customer_id, status, total FROM orders WHERE ordered_at < '2024-01-03'
