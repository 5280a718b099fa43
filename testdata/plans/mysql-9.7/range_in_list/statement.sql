SELECT id, name FROM customers WHERE id IN (5, 7, 11, 13, 17, 19, 23)
