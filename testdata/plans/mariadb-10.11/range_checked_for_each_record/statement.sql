SELECT COUNT(*) FROM grades g JOIN orders o ON o.total < g.discount * 200 OR o.customer_id < g.grade
