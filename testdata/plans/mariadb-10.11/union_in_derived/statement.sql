SELECT COUNT(*) FROM (SELECT customer_id FROM orders WHERE total > 90000 UNION SELECT customer_id FROM archive) u
