UPDATE orders o JOIN customers c ON c.id = o.customer_id SET o.status = 'held', c.memo = 'held' WHERE c.phone = '00007919'
