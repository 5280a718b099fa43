SELECT address, COUNT(*), SUM(total) FROM orders GROUP BY address
