SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.ordered_at < '2024-01-02'
