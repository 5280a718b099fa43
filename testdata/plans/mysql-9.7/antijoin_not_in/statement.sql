SELECT p.name FROM products p WHERE p.id NOT IN (SELECT l.product_id FROM order_lines l WHERE l.quantity = 1)
