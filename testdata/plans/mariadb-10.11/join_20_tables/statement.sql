SELECT o.id, c.name, p.name, kk.name, w.금액
    FROM orders o
    JOIN customers c ON c.id = o.customer_id
    JOIN order_lines l ON l.order_id = o.id
    JOIN products p ON p.id = l.product_id
    JOIN categories k ON k.id = p.category_id
    LEFT JOIN categories kk ON kk.id = k.parent_id
    JOIN shipments s ON s.order_id = o.id
    JOIN grades g ON g.grade = c.grade
    LEFT JOIN customers r ON r.id = c.referrer_id
    LEFT JOIN grades rg ON rg.grade = r.grade
    LEFT JOIN orders ro ON ro.customer_id = r.id
    LEFT JOIN order_lines rl ON rl.order_id = ro.id AND rl.line = 1
    LEFT JOIN products rp ON rp.id = rl.product_id
    LEFT JOIN categories rk ON rk.id = rp.category_id
    LEFT JOIN holidays h ON h.day = DATE(o.ordered_at)
    JOIN employees e ON e.id = k.id
    LEFT JOIN employees m ON m.id = e.manager_id
    JOIN places x ON x.id = p.id
    LEFT JOIN daily_sales d ON d.day = s.shipped_on AND d.channel = o.channel
    JOIN 주문내역 w ON w.번호 = o.id
    WHERE o.customer_id = 77
