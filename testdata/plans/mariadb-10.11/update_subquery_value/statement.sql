UPDATE customers SET memo = (SELECT COUNT(*) FROM orders WHERE orders.customer_id = customers.id) WHERE id < 50
