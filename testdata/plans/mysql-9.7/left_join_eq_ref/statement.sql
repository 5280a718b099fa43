SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id AND c.grade = 2 WHERE o.ordered_at < '2024-01-02'
