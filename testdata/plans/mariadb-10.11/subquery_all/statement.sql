SELECT id FROM products WHERE price > ALL (SELECT total FROM archive WHERE status = 'done')
