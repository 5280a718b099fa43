SELECT MIN(total), MAX(total) FROM orders
