SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.channel = 2 ORDER BY c.name, o.total
