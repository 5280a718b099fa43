DELETE FROM archive WHERE customer_id IN (SELECT id FROM customers WHERE grade = 2 AND joined_at < '2020-06-01')
