SELECT c.name, t.spent FROM customers c LEFT JOIN LATERAL (SELECT SUM(o.total) AS spent FROM orders o WHERE o.customer_id = c.id) t ON TRUE WHERE c.referrer_id = 12
