SELECT id FROM orders WHERE customer_id = 7 UNION ALL SELECT id FROM archive WHERE 1 = 0
