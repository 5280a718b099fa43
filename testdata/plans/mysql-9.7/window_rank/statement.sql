SELECT id, RANK() OVER (PARTITION BY customer_id ORDER BY total DESC) AS place FROM orders WHERE id < 2000
