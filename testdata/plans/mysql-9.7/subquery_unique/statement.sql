SELECT id FROM orders WHERE total > 90000 AND customer_id IN (SELECT id FROM customers WHERE grade = 3)
