SELECT c.name, o.id, l.product_id FROM customers c JOIN orders o ON o.customer_id = c.id JOIN order_lines l ON l.order_id = o.id WHERE c.id = 77
