(SELECT id, total FROM orders WHERE customer_id < 50) UNION ALL (SELECT id, total FROM archive) ORDER BY total DESC LIMIT 10
