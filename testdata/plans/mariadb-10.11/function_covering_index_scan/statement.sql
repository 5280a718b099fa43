SELECT COUNT(*) FROM orders WHERE YEAR(ordered_at) = 2024
