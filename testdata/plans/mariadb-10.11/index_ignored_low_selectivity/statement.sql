SELECT * FROM orders WHERE ordered_at > '2024-02-01'
