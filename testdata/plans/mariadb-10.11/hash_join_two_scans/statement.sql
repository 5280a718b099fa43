SELECT COUNT(*) FROM order_lines l JOIN events e ON e.payload = l.note
