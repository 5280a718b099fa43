UPDATE orders SET status = 'done' WHERE id = 4711
