SELECT id, address FROM orders ORDER BY address
