SELECT * FROM shipments WHERE zone = 17 AND carrier = 4
