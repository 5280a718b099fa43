SELECT o.id FROM orders o WHERE o.id < 50 AND o.total > (SELECT AVG(s.weight) * 30 FROM shipments s WHERE s.carrier = o.channel)
