SELECT * FROM products ORDER BY price LIMIT 5
