UPDATE orders SET status = 'packed' WHERE customer_id = 77 ORDER BY total LIMIT 2
