SELECT id, address FROM orders ORDER BY address LIMIT 50000, 10
