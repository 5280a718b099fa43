SELECT * FROM order_lines WHERE (order_id, line) = (SELECT id, 1 FROM archive WHERE id = 77)
