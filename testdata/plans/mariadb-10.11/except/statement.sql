SELECT id FROM products WHERE category_id = 7 EXCEPT SELECT product_id FROM order_lines WHERE quantity = 2
