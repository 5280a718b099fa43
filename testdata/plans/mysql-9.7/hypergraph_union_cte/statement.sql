WITH a AS (SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY customer_id) SELECT * FROM a WHERE n > 3 UNION SELECT id, 0 FROM archive
