SELECT id, total FROM orders WHERE DATE(ordered_at) = '2024-05-05'
