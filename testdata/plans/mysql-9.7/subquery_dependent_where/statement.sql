SELECT o.id FROM orders o WHERE o.total > (SELECT AVG(x.total) * 1.8 FROM orders x WHERE x.customer_id = o.customer_id)
