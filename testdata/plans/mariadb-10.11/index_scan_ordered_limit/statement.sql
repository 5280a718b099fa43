SELECT * FROM orders ORDER BY ordered_at LIMIT 10
