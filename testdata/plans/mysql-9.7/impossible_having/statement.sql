SELECT status, COUNT(*) FROM orders GROUP BY status HAVING 1 = 2
