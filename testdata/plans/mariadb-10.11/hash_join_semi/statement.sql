SELECT COUNT(*) FROM order_lines l WHERE l.order_id <= 500 AND EXISTS (SELECT 1 FROM archive a WHERE a.total = l.product_id)
