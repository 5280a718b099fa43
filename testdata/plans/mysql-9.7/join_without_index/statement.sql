SELECT a.id, SUM(l.quantity) AS sold FROM archive a JOIN order_lines l ON l.product_id = a.total WHERE a.status = 'done' AND a.id <= 20 GROUP BY a.id ORDER BY sold DESC LIMIT 10
