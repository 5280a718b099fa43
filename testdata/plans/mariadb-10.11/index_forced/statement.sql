SELECT * FROM orders FORCE INDEX (ordered) WHERE ordered_at > '2024-02-01'
