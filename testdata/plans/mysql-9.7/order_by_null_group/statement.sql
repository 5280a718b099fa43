SELECT status, COUNT(*) FROM orders GROUP BY status ORDER BY NULL
