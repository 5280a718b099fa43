SELECT id FROM orders WHERE customer_id = (SELECT id FROM customers WHERE email = 'customer9@example.com')
