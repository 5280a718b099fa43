SELECT id FROM orders WHERE customer_id = 77 OR address = 'Baker Street 7'
