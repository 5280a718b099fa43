UPDATE orders SET status = 'x' WHERE id IS NULL
