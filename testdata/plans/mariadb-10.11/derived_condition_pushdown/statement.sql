SELECT d.customer_id, d.spent FROM (SELECT customer_id, SUM(total) AS spent FROM orders GROUP BY customer_id) d WHERE d.customer_id < 20
