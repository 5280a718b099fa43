SELECT * FROM order_lines WHERE (order_id, line) IN ((5, 1), (6, 2), (7, 1))
