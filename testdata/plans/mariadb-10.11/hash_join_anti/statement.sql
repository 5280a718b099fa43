SELECT COUNT(*) FROM order_lines l WHERE l.order_id <= 500 AND NOT EXISTS (SELECT 1 FROM archive a WHERE a.total = l.product_id)
