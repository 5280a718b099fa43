SELECT id FROM orders WHERE id < 10 ORDER BY (SELECT MAX(discount) FROM grades)
