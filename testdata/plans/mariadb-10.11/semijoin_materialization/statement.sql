SELECT o.id FROM orders o WHERE o.customer_id IN (SELECT l.product_id FROM order_lines l WHERE l.quantity = 4 AND l.price > 50900)
