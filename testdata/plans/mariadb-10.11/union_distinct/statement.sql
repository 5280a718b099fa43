SELECT id FROM orders WHERE total > 90900 UNION SELECT id FROM archive WHERE total > 500
