WITH a AS (SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY customer_id), b AS (SELECT n, COUNT(*) AS customers FROM a GROUP BY n) SELECT * FROM b ORDER BY n DESC
