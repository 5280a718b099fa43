DELETE o, l FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.customer_id = 77
