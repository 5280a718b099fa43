SELECT id, name FROM customers WHERE phone = 7919
