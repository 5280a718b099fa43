SELECT c.name, k.name, SUM(l.quantity * p.price) AS total, MAX(o.ordered_at)
    FROM orders o
    JOIN customers c ON c.id = o.customer_id
    JOIN order_lines l ON l.order_id = o.id
    JOIN products p ON p.id = l.product_id
    JOIN categories k ON k.id = p.category_id
    LEFT JOIN categories kk ON kk.id = k.parent_id
    JOIN shipments s ON s.order_id = o.id
    JOIN grades g ON g.grade = c.grade
    LEFT JOIN customers r ON r.id = c.referrer_id
    LEFT JOIN holidays h ON h.day = DATE(o.ordered_at)
    WHERE o.status <> 'cancelled' AND c.name LIKE 'K%' AND s.shipped_on >= '2025-01-01'
    GROUP BY c.name, k.name
    ORDER BY total DESC
    LIMIT 20
