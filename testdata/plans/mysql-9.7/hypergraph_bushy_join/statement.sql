SELECT COUNT(*) FROM order_lines l JOIN products p ON p.id = l.product_id JOIN shipments s ON s.order_id = l.order_id JOIN archive a ON a.id = s.weight WHERE p.category_id = 3
