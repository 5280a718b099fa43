WITH old AS (SELECT id FROM orders WHERE ordered_at < '2024-01-02') DELETE FROM archive WHERE id IN (SELECT id FROM old)
