WITH spent AS (SELECT customer_id, SUM(total) AS total FROM orders WHERE id < 1000 GROUP BY customer_id) SELECT a.customer_id FROM spent a WHERE a.total > (SELECT AVG(b.total) * 2 FROM spent b)
