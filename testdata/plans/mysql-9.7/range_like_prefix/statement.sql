SELECT id FROM customers WHERE email LIKE 'customer777%'
