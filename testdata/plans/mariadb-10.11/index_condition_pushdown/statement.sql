SELECT * FROM orders WHERE channel = 2 AND ordered_at >= '2024-12-30' AND MINUTE(ordered_at) = 7
