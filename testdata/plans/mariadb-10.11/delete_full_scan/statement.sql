DELETE FROM order_lines WHERE note = '선물 포장'
