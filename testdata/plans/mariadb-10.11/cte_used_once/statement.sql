WITH big AS (SELECT id, customer_id FROM orders WHERE total > 90000) SELECT c.name FROM big JOIN customers c ON c.id = big.customer_id
