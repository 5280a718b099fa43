SELECT o.id, c.name, k.name, l.quantity * p.price AS price
    FROM orders o
    JOIN customers c ON c.id = o.customer_id
    JOIN order_lines l ON l.order_id = o.id
    JOIN products p ON p.id = l.product_id
    JOIN categories k ON k.id = p.category_id
    LEFT JOIN categories kk ON kk.id = k.parent_id
    LEFT JOIN shipments s ON s.order_id = o.id
    JOIN grades g ON g.grade = c.grade
    LEFT JOIN customers r ON r.id = c.referrer_id
    LEFT JOIN holidays h ON h.day = DATE(o.ordered_at)
    WHERE YEAR(o.ordered_at) = 2025 AND s.shipped_on + INTERVAL 1 DAY > '2025-02-01'
    ORDER BY price DESC
