SELECT id FROM customers WHERE email = 'customer77@example.com'
