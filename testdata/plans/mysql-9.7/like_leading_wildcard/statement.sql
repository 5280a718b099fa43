SELECT id FROM customers WHERE memo LIKE '%#4999%'
