SELECT COUNT(*) FROM order_lines l WHERE NOT EXISTS (SELECT 1 FROM archive a WHERE a.total = l.product_id)
