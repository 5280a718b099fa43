SELECT id, total FROM orders WHERE address = 'Baker Street 7'
