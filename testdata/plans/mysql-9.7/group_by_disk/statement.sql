SELECT note, price, product_id, COUNT(*) FROM order_lines GROUP BY note, price, product_id
