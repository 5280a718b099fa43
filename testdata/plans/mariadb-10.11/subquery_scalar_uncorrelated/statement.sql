SELECT id FROM orders WHERE total = (SELECT MAX(total) FROM orders WHERE channel = 2)
