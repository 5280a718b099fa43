SELECT * FROM shipments WHERE zone = 17 OR weight = 4
