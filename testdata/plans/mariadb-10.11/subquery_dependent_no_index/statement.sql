SELECT a.id, (SELECT SUM(l.quantity) FROM order_lines l WHERE l.product_id = a.id) AS sold FROM archive a WHERE a.id <= 20
