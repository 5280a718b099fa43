SELECT DISTINCT channel, region FROM orders
