SELECT product_id, SUM(quantity) AS sold FROM order_lines GROUP BY product_id ORDER BY sold DESC LIMIT 20
