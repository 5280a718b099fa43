SELECT c.name, e.kind FROM events e JOIN customers c ON c.id = e.customer_id WHERE e.day = '2024-07-01' AND e.kind = 'buy'
