SELECT o.id, s.weight FROM orders o JOIN shipments s ON s.order_id = o.id WHERE o.customer_id = 77 AND o.total > 900000
