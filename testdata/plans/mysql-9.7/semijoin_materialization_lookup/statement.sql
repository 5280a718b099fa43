SELECT COUNT(*) FROM order_lines l WHERE l.product_id IN (SELECT s.weight FROM shipments s WHERE s.remark IS NULL)
