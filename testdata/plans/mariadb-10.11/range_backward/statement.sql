SELECT id, ordered_at FROM orders WHERE ordered_at BETWEEN '2024-06-01' AND '2024-06-02' ORDER BY ordered_at DESC
