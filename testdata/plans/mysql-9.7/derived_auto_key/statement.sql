SELECT c.name, d.total FROM customers c JOIN (SELECT customer_id, SUM(total) AS total FROM orders GROUP BY customer_id) d ON d.customer_id = c.id WHERE c.joined_at < '2020-03-01'
