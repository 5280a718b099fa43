SELECT d.n FROM (SELECT customer_id, COUNT(*) AS n FROM nothing GROUP BY customer_id) d
