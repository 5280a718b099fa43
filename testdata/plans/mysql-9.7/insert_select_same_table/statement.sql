INSERT INTO archive (id, customer_id, status, total) SELECT id + 1000000, customer_id, status, total FROM archive WHERE total < 100
