SELECT * FROM orders WHERE id < 5 AND 1 = 2
