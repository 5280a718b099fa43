SELECT DISTINCT address FROM orders
