SELECT d.status, d.orders FROM (SELECT status, COUNT(*) AS orders FROM orders GROUP BY status) d WHERE d.orders > 100
