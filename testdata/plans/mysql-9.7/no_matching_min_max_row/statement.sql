SELECT MIN(customer_id) FROM orders WHERE customer_id > 10000000
