REPLACE INTO archive (id, customer_id, status, total) SELECT id, customer_id, status, total FROM orders WHERE customer_id = 77
