SELECT id, total FROM orders WHERE ordered_at >= DATE('2024-12-30 10:00:00') + INTERVAL 1 DAY
