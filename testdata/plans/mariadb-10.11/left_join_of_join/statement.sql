SELECT c.name, o.id, s.weight FROM customers c LEFT JOIN (orders o JOIN shipments s ON s.order_id = o.id) ON o.customer_id = c.id WHERE c.id < 50
