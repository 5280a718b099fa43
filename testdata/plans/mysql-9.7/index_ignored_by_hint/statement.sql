SELECT * FROM orders IGNORE INDEX (customer) WHERE customer_id = 77
