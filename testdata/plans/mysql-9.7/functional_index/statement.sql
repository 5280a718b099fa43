SELECT id FROM products WHERE UPPER(name) = 'RICE 4'
