SELECT id, address FROM orders WHERE total + 0 = 5000
