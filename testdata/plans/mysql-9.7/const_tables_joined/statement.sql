SELECT o.total, c.name FROM orders o JOIN customers c ON c.id = 12 WHERE o.id = 4711
