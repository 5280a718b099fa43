SELECT d.id FROM (SELECT id, total FROM orders WHERE customer_id = 77) d WHERE d.total > 10
