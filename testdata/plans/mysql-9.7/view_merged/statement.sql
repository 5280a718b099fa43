SELECT id, total FROM sent_orders WHERE customer_id = 77
