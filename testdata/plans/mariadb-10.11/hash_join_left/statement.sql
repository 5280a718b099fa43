SELECT o.id, a.total FROM orders o LEFT JOIN archive a ON a.total = o.total AND a.status = o.status WHERE o.id < 30000
